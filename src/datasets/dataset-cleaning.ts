import type { CleaningCounts } from '../ml/cleaning/clean.ts';
import type { CleaningConfig } from '../ml/cleaning/cleaning-config.ts';

/** What was done to the values of a dataset before the split was fitted and judged. */
export interface DatasetCleaning extends CleaningConfig {
  /** Operator-confirmed anomalies count as missing here. */
  readonly train: CleaningCounts;
  readonly heldOut: CleaningCounts;
}
