import { chosenInputs } from './chosen-inputs.ts';
import { type ChosenInput, levelRows } from './input-levels.ts';
import { OperatingPoints, type WindowRows } from './operating-points.ts';
import { type ScoreNull, scoreNull } from './running-normaliser.ts';
import { FEATURES, WindowEnvelope } from './window-envelope.ts';

/** What the inputs say of the value. */
export interface OperatingFit {
  readonly chosen: readonly ChosenInput[];
  readonly points: OperatingPoints;
  /** Of the strangeness of windows that the points had not seen. */
  readonly null: ScoreNull;
  /** Smoothed strangeness over this departs from normal. */
  readonly limit: number;
}

const FOLDS = 5;
/** Smallest standard deviation that counts, in widths of the envelope. */
const LEAST_DEVIATION = 0.03;
const CERTAIN_DEVIATIONS = 8;

/**
 * The limit is eight standard deviations over the mean of what contiguous fifths show, judged by the other four. Null
 * where no input explains anything of the value.
 * @param rows features of every full window of the training data, the first of which ends at sample `window` − 1
 */
export const fitOperating = (
  inputs: readonly Float64Array[],
  rows: Float64Array,
  window: number,
  floor: number,
): OperatingFit | null => {
  const chosen = chosenInputs(inputs, rows, window);
  if (chosen.length === 0) return null;
  const windows = rows.length / FEATURES;
  const samples = windows + window - 1;
  const levels = levelRows(inputs, chosen, window, samples).subarray((window - 1) * chosen.length);
  const part = (from: number, to: number): WindowRows => ({
    features: rows.subarray(FEATURES * from, FEATURES * to),
    levels: levels.subarray(chosen.length * from, chosen.length * to),
  });
  const heldOut = new Float64Array(samples).fill(Number.NaN);
  for (let fold = 0; fold < FOLDS; fold++) {
    const from = Math.floor((fold * windows) / FOLDS);
    const to = Math.floor(((fold + 1) * windows) / FOLDS);
    const judge = pointsOf(
      [part(0, Math.max(0, from - window)), part(Math.min(windows, to + window), windows)],
      chosen.length,
      floor,
    );
    heldOut.set(strangenessOf(judge, part(from, to)), from + window - 1);
  }
  const normal = scoreNull(heldOut);
  const deviation = Math.max(Math.sqrt(normal.variance), LEAST_DEVIATION);
  return {
    chosen,
    points: pointsOf([part(0, windows)], chosen.length, floor),
    null: normal,
    limit: normal.mean + CERTAIN_DEVIATIONS * deviation,
  };
};

const pointsOf = (stretches: readonly WindowRows[], inputs: number, floor: number) => {
  const envelope = WindowEnvelope.of(
    stretches.map(({ features }) => features),
    floor,
  );
  const spreads = Float64Array.from({ length: FEATURES }, (_, f) => envelope.spread(f));
  return OperatingPoints.of(stretches, inputs, spreads);
};

/** Of every window, in order. */
export const strangenessOf = (points: OperatingPoints, { features, levels }: WindowRows): Float64Array =>
  Float64Array.from({ length: features.length / FEATURES }, (_, i) =>
    points.strangeness(features, i * FEATURES, levels, i * points.inputs),
  );
