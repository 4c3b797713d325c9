import { z } from 'zod';
import { InsufficientDataError } from '../../errors.ts';
import { count, real } from '../bounded.ts';
import type { FitOptions } from '../detector.ts';
import { usableCount } from '../numbers/missing-values.ts';
import type { UnitScale } from '../numbers/unit-scale.ts';
import { errorLimit, heldOutStart, scaledColumns, scalesOf } from '../prediction/prediction-fit.ts';
import { type RunLimits, RunTrack, runConfig } from '../run-track.ts';
import type { Series } from '../series.ts';
import { ScoreTail } from '../thresholds/score-tail.ts';
import { thresholdConfig } from '../thresholds/threshold-config.ts';
import { WindowSubspace, windowAt } from './window-subspace.ts';

export const RECONSTRUCTION_MINIMUM = 120;
/** Usable samples for each sample of a window: short histories have shorter windows. */
const SAMPLES_PER_WINDOW = 8;
/** Numbers of a window over all columns: eigenvectors cost the third power. */
const LARGEST_WINDOW = 256;
const HELD_OUT_SHARE = 0.3;

export const reconstructionConfig = z.strictObject({
  /** Samples, fewer where the history is short or the inputs are many. */
  window: count(2, 200).default(50),
  /** Share of the variance of normal windows that the subspace keeps. */
  variance: real(0.1, 0.9999).default(0.95),
  inputs: z.boolean('true or false').default(false),
  scaling: z.enum(['TRAIN_RANGE', 'AS_IS'], 'TRAIN_RANGE or AS_IS').default('TRAIN_RANGE'),
  threshold: thresholdConfig.default({ kind: 'POT', oneIn: 10_000, atLeast: 0.05 }),
  runs: runConfig.prefault({}),
});

export type ReconstructionConfig = z.output<typeof reconstructionConfig>;

export interface ReconstructionFit {
  readonly subspace: WindowSubspace;
  /** Of the value and then of each input that it looks at. */
  readonly scales: readonly UnitScale[];
  /** Distances below this, scaled, were normal in windows that the subspace had not seen. */
  readonly limit: number;
  readonly runs: RunLimits;
  /** Of distances as shares of the limit. */
  readonly tail: ScoreTail;
}

/** Samples of a window. */
export const lengthOf = ({ subspace, scales }: Pick<ReconstructionFit, 'subspace' | 'scales'>): number =>
  subspace.mean.length / scales.length;

/** @throws InsufficientDataError */
export const fitReconstruction = (
  train: Series,
  config: ReconstructionConfig,
  { onProgress }: FitOptions,
): ReconstructionFit => {
  const usable = usableCount(train.values);
  if (usable < RECONSTRUCTION_MINIMUM) throw new InsufficientDataError(RECONSTRUCTION_MINIMUM, usable);
  const scales = scalesOf(train, config.inputs, config.scaling);
  const columns = scaledColumns(train, scales);
  const length = Math.min(
    config.window,
    Math.floor(usable / SAMPLES_PER_WINDOW),
    Math.max(2, Math.floor(LARGEST_WINDOW / columns.length)),
  );
  const cut = heldOutStart(train.values, HELD_OUT_SHARE);
  const part = (from: number, to?: number) => columns.map((column) => column.subarray(from, to));
  const judge = WindowSubspace.of(part(0, cut), length, config.variance);
  onProgress?.(0.4);
  const distances = distancesOf(judge, part(cut), length);
  const limit = errorLimit(config.threshold, distances);
  const runs = new RunTrack();
  for (const value of train.values) runs.advance(value);
  const subspace = WindowSubspace.of(columns, length, config.variance);
  onProgress?.(1);
  return {
    subspace,
    scales,
    limit,
    runs: runs.limits(config.runs),
    tail: ScoreTail.of(distances.map((distance) => distance / limit)),
  };
};

/** Of every whole window, in order. */
const distancesOf = (
  subspace: WindowSubspace,
  columns: readonly Float64Array[],
  length: number,
): Float64Array => {
  const window = new Float64Array(subspace.mean.length);
  return Float64Array.from({ length: Math.max(0, columns[0].length - length + 1) }, (_, from) =>
    subspace.distance(windowAt(columns, from, length, window)),
  );
};
