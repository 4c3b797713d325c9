import type { SplitCounts } from '../datasets/split-counts.ts';
import type { DetectorChoice } from '../ml/auto/detector-choice.ts';
import type { Epoch } from '../ml/detector.ts';
import type { FeatureConfig } from '../ml/features/feature-config.ts';
import type { HysteresisConfig } from '../ml/hysteresis.ts';
import type { Interval, Series } from '../ml/series.ts';
import type { ModelTask } from '../registry/registered-model.ts';
import type { TensorChoice } from '../tensors/open-tensors.ts';

/** `config` is checked, plain JSON. */
interface OrderedFamily {
  readonly task: ModelTask;
  readonly family: string;
  readonly config: unknown;
  readonly seed: number;
}

/** What weights are fitted and judged on. */
export interface SplitSeries {
  readonly series: Series;
  /** Computed from the series beside it, where they were asked for. */
  readonly features?: FeatureConfig;
  readonly split: SplitCounts;
}

/** All that a fit needs; it crosses into a worker thread. */
export interface FitOrder extends OrderedFamily, SplitSeries {
  /** Operator-confirmed anomalies, as indices from the first sample of the test part. */
  readonly heldOutLabels: readonly Interval[];
  /** When an episode of a detector opens and closes. */
  readonly hysteresis: HysteresisConfig;
}

/** Forecasters of several sensors that share their weights, in the order of their ids. */
export interface GroupOrder extends OrderedFamily {
  readonly members: readonly SplitSeries[];
}

/** Figures of one sensor on its held-out part, and those of its naive baseline. */
export interface JudgedFigures {
  readonly metrics: Readonly<Record<string, number>>;
  readonly baselineMetrics: Readonly<Record<string, number>>;
}

/** Weights that saw the train part only, and their figures on the held-out part beside the naive baseline's. */
export interface FitResult extends JudgedFigures {
  readonly artifact: Uint8Array<ArrayBuffer>;
  /** Of a group, of each of its sensors; the figures above are then means of those that have no unit. */
  readonly members?: readonly JudgedFigures[];
  /** Where the family chooses among detectors. */
  readonly choice?: DetectorChoice;
}

/** Told of a fit as it goes on. */
export interface FitWatch {
  /** `share` in [0, 1], never decreasing; `stage` is FIT or JUDGE. */
  readonly progress: (share: number, stage: string) => void;
  /** After each pass over the data, in families that iterate. */
  readonly epoch?: (epoch: Epoch) => void;
  /** Before the first, in families that train a network. */
  readonly tensors?: (choice: TensorChoice) => void;
}

/** What a worker thread says. REFUSED is an expected failure in its parts. */
export type WorkerMessage =
  | { readonly kind: 'PROGRESS'; readonly share: number; readonly stage: string }
  | { readonly kind: 'EPOCH'; readonly epoch: Epoch }
  | { readonly kind: 'TENSORS'; readonly choice: TensorChoice }
  | { readonly kind: 'DONE'; readonly result: FitResult }
  | {
      readonly kind: 'REFUSED';
      readonly code: string;
      readonly message: string;
      readonly remedy: string;
      readonly details: Readonly<Record<string, unknown>>;
    };
