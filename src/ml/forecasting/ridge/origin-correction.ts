import { choleskyFactor, choleskySolve } from '../../numbers/cholesky.ts';
import { subtractLevel, type WindowShape } from '../../numbers/lag-gram.ts';
import { addRowProducts } from '../../numbers/row-products.ts';
import type { Cycle } from './cycle-profile.ts';
import { addPhaseCounts, addPhaseGrams } from './phase-gram.ts';
import type { TrainStretch } from './train-stretch.ts';

/** A longer season has too many phases to learn a correction for each, and one that is not whole has no exact ones. */
const LONGEST_CORRECTED = 48;

const isCorrected = ({ period, bins }: Cycle): boolean =>
  period === bins && bins > 1 && bins <= LONGEST_CORRECTED;

/**
 * What is left of the targets after `weights`, from the newest season of inputs, for each phase of the origin apart: a
 * ridge with `penalty` an origin. Moments of the residual follow from those of the windows: Σ x(y − Wx)ᵀ = M − G·Wᵀ.
 * @param weights a row of `shape.inputs` a step
 * @returns a row of `season` weights for each phase and step; empty where the season is not corrected
 */
export const originCorrection = (
  stretches: readonly TrainStretch[],
  shape: WindowShape,
  cycle: Cycle,
  weights: Float64Array,
  penalty: number,
): Float64Array => {
  if (!isCorrected(cycle)) return new Float64Array(0);
  const { bins: season } = cycle;
  const width = shape.inputs + shape.targets;
  const grams = new Float64Array(season * season * width);
  const counts = new Float64Array(season);
  for (const { values, step } of stretches) {
    const phase = ((step % season) + season) % season;
    addPhaseGrams(grams, values, shape, season, phase);
    addPhaseCounts(counts, values.length, shape, season, phase);
  }
  const corrections = new Float64Array(season * shape.targets * season);
  for (let phase = 0; phase < season; phase++) {
    const gram = grams.subarray(phase * season * width, (phase + 1) * season * width);
    subtractLevel(gram, shape, season);
    const own = corrections.subarray(phase * shape.targets * season, (phase + 1) * shape.targets * season);
    residualMoments(own, gram, shape, season, weights);
    solveRows(own, newestInputs(gram, shape, season), season, penalty * counts[phase]);
  }
  return corrections;
};

/** A row of `season` moments a step. */
const residualMoments = (
  moments: Float64Array,
  gram: Float64Array,
  { inputs, targets }: WindowShape,
  season: number,
  weights: Float64Array,
): void => {
  const width = inputs + targets;
  for (let step = 0; step < targets; step++) {
    for (let a = 0; a < season; a++) moments[step * season + a] = gram[a * width + inputs + step];
  }
  addRowProducts(
    { cells: moments, stride: season },
    { cells: weights, stride: inputs },
    { cells: gram, stride: width },
    { from: 0, to: targets },
    { from: 0, to: season },
    { from: 0, to: inputs },
    -1,
  );
};

const newestInputs = (gram: Float64Array, { inputs, targets }: WindowShape, season: number): Float64Array => {
  const square = new Float64Array(season * season);
  for (let a = 0; a < season; a++) {
    const from = a * (inputs + targets) + inputs - season;
    square.set(gram.subarray(from, from + season), a * season);
  }
  return square;
};

/** Each row in place; zeros where there is nothing to learn from. */
const solveRows = (rows: Float64Array, gram: Float64Array, size: number, lambda: number): void => {
  for (let i = 0; i < size; i++) gram[i * (size + 1)] += lambda;
  if (!choleskyFactor(gram, size)) {
    rows.fill(0);
    return;
  }
  for (let row = 0; row < rows.length; row += size) choleskySolve(gram, rows.subarray(row, row + size));
};
