/** How a grid is split by time, in samples: train, gap, validation, gap, test; without validation: train, gap, test. */
export interface SplitCounts {
  readonly trainCount: number;
  /** What families that train in epochs may choose the weights by; 0 where left out. */
  readonly validationCount?: number;
  /** Left out of everything on each side of the validation part, or between train and test; 0 where left out. */
  readonly gapCount?: number;
}

/** The counts alone. */
export const splitOf = ({
  trainCount,
  validationCount = 0,
  gapCount = 0,
}: SplitCounts): Required<SplitCounts> => ({ trainCount, validationCount, gapCount });

/** The first sample of the part that judges. */
export const testFrom = ({ trainCount, validationCount = 0, gapCount = 0 }: SplitCounts): number =>
  trainCount + gapCount + (validationCount > 0 ? validationCount + gapCount : 0);

/** The validation part, its end exclusive; null where there is none. */
export const validationOf = ({ trainCount, validationCount = 0, gapCount = 0 }: SplitCounts) =>
  validationCount > 0 ? { from: trainCount + gapCount, to: trainCount + gapCount + validationCount } : null;

/** Shares in whole samples, rounded down. */
export const splitCounts = (
  sampleCount: number,
  {
    trainShare,
    validationShare = 0,
    gap = 0,
  }: { trainShare: number; validationShare?: number; gap?: number },
): Required<SplitCounts> => ({
  trainCount: Math.floor(sampleCount * trainShare),
  validationCount: Math.floor(sampleCount * validationShare),
  gapCount: gap,
});
