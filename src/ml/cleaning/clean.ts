import { usableCount } from '../numbers/missing-values.ts';
import type { Series } from '../series.ts';
import type { CleaningConfig } from './cleaning-config.ts';
import { replaceOutliers } from './hampel.ts';
import { impute } from './impute.ts';
import { dropStuckRuns } from './stuck.ts';

/** Samples, by what became of them. */
export interface CleaningCounts {
  /** Missing before anything was done. */
  readonly missing: number;
  /** In a run of identical values that was too long: made missing. */
  readonly stuck: number;
  /** Made missing, or the median around them. */
  readonly outliers: number;
  /** Missing, then filled. */
  readonly imputed: number;
  /** Missing at the end. */
  readonly stillMissing: number;
}

export interface Cleaned {
  readonly series: Series;
  readonly counts: CleaningCounts;
}

/**
 * Stuck runs, then outliers, then imputation: a stuck value must not be the median that outliers are held against, and
 * neither must fill a gap. Nothing but the given samples is looked at. The inputs of the series and its clock stay as they are.
 */
export const clean = (series: Series, config: CleaningConfig): Cleaned => {
  const given = series.values.map((value) => (Number.isFinite(value) ? value : Number.NaN));
  const alive = config.stuck === null ? given : dropStuckRuns(given, config.stuck);
  const plain = config.hampel === null ? alive : replaceOutliers(alive, config.hampel);
  const filled = impute(plain, config.imputation);
  const missing = missingCount(given);
  const stillMissing = missingCount(filled);
  return {
    series: { ...series, values: filled },
    counts: {
      missing,
      stuck: missingCount(alive) - missing,
      outliers: differences(alive, plain),
      imputed: missingCount(plain) - stillMissing,
      stillMissing,
    },
  };
};

const missingCount = (values: Float64Array): number => values.length - usableCount(values);

const differences = (before: Float64Array, after: Float64Array): number => {
  let count = 0;
  for (let t = 0; t < before.length; t++) if (!Object.is(before[t], after[t])) count++;
  return count;
};
