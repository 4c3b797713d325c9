import type { BatchDetection } from '../detector.ts';
import type { Interval, Series } from '../series.ts';
import { judgeErrors } from './error-windows.ts';
import { type PredictionFit, scaledColumns } from './prediction-fit.ts';
import { expectedByState } from './recurrent-model.ts';
import { smoothedErrors } from './smoothed-errors.ts';

/** Nothing is predicted before the first sample. */
const FIRST = 1;

/**
 * A series judged by the nonparametric dynamic threshold. A score is the smoothed error as a share of the threshold of
 * its window, so that the threshold is 1; 0 where nothing counts.
 */
export const detectByPrediction = (
  fit: PredictionFit,
  series: Series,
  known: readonly Interval[] = [],
): BatchDetection => {
  const [scale] = fit.scales;
  const columns = scaledColumns(series, fit.scales);
  const predicted = expectedByState(fit.model, columns);
  const values = series.values.map((value) => scale.apply(value));
  const errors = smoothedErrors(
    values,
    predicted,
    { first: FIRST, settle: fit.settle },
    fit.errors.smoothing,
  );
  const shifted = (by: number) => (interval: Interval) => ({
    start: interval.start + by,
    end: interval.end + by,
  });
  const verdict = judgeErrors(
    errors,
    columns[0].subarray(FIRST),
    fit.settle,
    fit.errors,
    known.map(shifted(-FIRST)),
  );
  const score = new Float64Array(series.values.length);
  errors.forEach((error, t) => {
    score[FIRST + t] = error / verdict.limit[t];
  });
  return {
    score,
    threshold: 1,
    expected: predicted.map((value) => scale.invert(Number.isNaN(value) ? 0 : value)),
    intervals: verdict.intervals.map(shifted(FIRST)),
  };
};
