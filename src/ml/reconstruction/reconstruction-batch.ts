import type { BatchDetection } from '../detector.ts';
import { flaggedIntervals } from '../numbers/flagged-intervals.ts';
import { scaledColumns } from '../prediction/prediction-fit.ts';
import type { Series } from '../series.ts';
import { lengthOf, type ReconstructionFit } from './reconstruction-fit.ts';
import { windowAt } from './window-subspace.ts';

/**
 * The score of a sample is the mean distance of all windows that cover it, as a share of the limit; what is expected of
 * it is the mean of what they make of it. A series shorter than a window has score 0. Nothing is added around a finding.
 */
export const detectByReconstruction = (fit: ReconstructionFit, series: Series): BatchDetection => {
  const { subspace, scales, limit } = fit;
  const length = lengthOf(fit);
  const columns = scaledColumns(series, scales);
  const samples = series.values.length;
  const score = new Float64Array(samples);
  const expected = new Float64Array(samples);
  const window = new Float64Array(subspace.mean.length);
  for (let from = 0; from + length <= samples; from++) {
    const share = subspace.distance(windowAt(columns, from, length, window)) / limit;
    for (let k = 0; k < length; k++) {
      const covering = Math.min(from + k + 1, samples - from - k, length, samples - length + 1);
      score[from + k] += share / covering;
      expected[from + k] += subspace.reconstruction[k] / covering;
    }
  }
  const [scale] = scales;
  return {
    score,
    threshold: 1,
    expected: expected.map((value) => scale.invert(value)),
    intervals: flaggedIntervals(score, 1, 0),
  };
};
