import type { DetectorChoice } from './auto/detector-choice.ts';
import type { FeatureConfig } from './features/feature-config.ts';
import type { Interval, Series } from './series.ts';
import type { TensorRuntime } from './tensor-runtime.ts';

/**
 * Mean losses after one pass over the training windows of a network: squared errors of scaled values; of a Transformer the
 * pinball loss, in typical standard deviations of a window.
 */
export interface Epoch {
  /** From 1. */
  readonly epoch: number;
  /** With dropout, on the windows that the weights saw. */
  readonly loss: number;
  /** On later windows that they did not see. */
  readonly validationLoss: number;
}

/** How a fit is made repeatable and watched. */
/** Later samples that weights are not fitted on but may be chosen by. */
export interface Validation {
  /** From the end of what is fitted on. */
  readonly series: Series;
  /** Its first samples, which belong to neither. */
  readonly gap: number;
}

export interface FitOptions {
  readonly seed: number;
  /** What is computed from the series beside it, for families that take features; others leave it out. */
  readonly features?: FeatureConfig;
  /** Families that train in epochs stop early by it; without it, by the end of what they are fitted on. */
  readonly validation?: Validation;
  /** A share in [0, 1], never decreasing. */
  readonly onProgress?: (share: number) => void;
  readonly onEpoch?: (epoch: Epoch) => void;
  /** For families that train a network; called at most once. */
  readonly tensors?: () => Promise<TensorRuntime>;
}

/**
 * What spoke loudest: the shape of the signal, its level or spread, a value that does not go with its inputs, a slow drift, a
 * frozen or a silent sensor. LIMIT is said by no detector but by the limits of the sensor, see `judgeByLimits`.
 */
export type Cause = 'SHAPE' | 'ENVELOPE' | 'INPUTS' | 'DRIFT' | 'STUCK' | 'DROPOUT' | 'DEVIATION' | 'LIMIT';

/**
 * The judgement of one reading. `score` ≥ 0 and finite; the reading departs from normal when `score > threshold`
 * (threshold > 0). `expected`, `lower` and `upper` are in the unit of the sensor, finite, lower ≤ expected ≤ upper.
 */
export interface LiveScore {
  readonly score: number;
  readonly threshold: number;
  readonly expected: number;
  readonly lower: number;
  readonly upper: number;
  readonly cause: Cause;
}

/** What one part of a detector says of a reading, as a share of its own limit: 0 or more, a departure from normal above 1. */
export interface Part {
  readonly cause: Cause;
  readonly share: number;
}

/** What a live detector has come to take for normal since its training. */
export interface AcceptedRegimes {
  readonly accepted: number;
  /** Takes them back: what was normal in training is normal again, and nothing else. */
  forget(): void;
}

/** Columns that a live detector computes itself and looks at beside value and inputs. */
export interface LiveFeatures {
  readonly names: readonly string[];
  /** From the next reading on the column stays as it is there. No part of the state. */
  hold(column: number): void;
}

/**
 * The strictly causal form: sees training data and the past only; its cost per reading does not depend on how many
 * readings came before.
 */
export interface LiveDetector {
  /**
   * One reading in, one judgement out. `value` is NaN when the reading is missing; `inputs` in the order of the fit.
   * @param learn false: the reading is judged, and what counts as usual stays as if it had been missing. True when left out.
   * @param timeMs when it was measured, since the epoch; only features of the calendar look at it
   */
  update(value: number, inputs: Float64Array, learn?: boolean, timeMs?: number): LiveScore;
  /** What each part said of the last reading; worked out when it is asked for. */
  parts(): readonly Part[];
  /**
   * The normal window that the last readings are nearest to, in the unit of the sensor, oldest first; null before there are
   * enough readings. Of detectors that compare windows.
   */
  nearestNormal?(): Float64Array | null;
  /** Where it accepts changes of regime by a rule of its own. */
  readonly regimes?: AcceptedRegimes;
  /** Where it is given features. */
  readonly features?: LiveFeatures;
  /** The whole state, small (≤ 16 kB; of an ensemble, for each member); `FittedDetector.live(state)` continues bit for bit. */
  save(): Uint8Array;
}

/** Columns over a whole series: score and expected value per sample, and the departures found. May look at all of it. */
export interface BatchDetection {
  readonly score: Float64Array;
  readonly threshold: number;
  readonly expected: Float64Array;
  readonly intervals: readonly Interval[];
}

export interface FittedDetector {
  /** How many inputs it looks at: those of its training series, or none of them. */
  readonly inputs: number;
  /** Where it was chosen among several: why, and their figures. */
  readonly choice?: DetectorChoice;
  /**
   * Scores a series that was not trained on. Does not learn: a second call gives the same.
   * @param known anomalies that must not shape what counts as usual, where the method learns that from the series
   */
  detect(series: Series, known?: readonly Interval[]): BatchDetection;
  /** Starts the causal form, from a saved state where one is given. */
  live(state?: Uint8Array): LiveDetector;
  /** Share of held-out normal scores below `score`, in (0, 1): see docs/ML.md, confidence. */
  confidence(score: number): number;
  /** Everything `DetectorFamily.load` needs. */
  save(): Uint8Array;
}

/** A kind of detector: how its configuration is checked, how it is fitted, how it is loaded. */
export interface DetectorFamily<Config> {
  readonly name: string;
  /** Fills defaults. @throws InvalidInputError naming field, value and range. */
  parseConfig(input: unknown): Config;
  /** Whether such a fit takes the features of its options; absent where it never does. */
  takesFeatures?(config: Config): boolean;
  /** Samples that a fit needs. */
  minimumSamples(config: Config): number;
  /** @throws InsufficientDataError */
  fit(train: Series, config: Config, options: FitOptions): Promise<FittedDetector>;
  /** @throws CorruptArtifactError when the bytes are not what `save` wrote. */
  load(bytes: Uint8Array): FittedDetector;
}
