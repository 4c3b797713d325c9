import type { BatchDetection } from '../detector.ts';
import { flaggedIntervals, pruneIntervals } from '../numbers/flagged-intervals.ts';
import { forwardFill } from '../numbers/forward-fill.ts';
import { adjustedEwma, positiveDeviations, spreadToSamples } from '../numbers/moving-average.ts';
import type { Series } from '../series.ts';
import { type DiscordFit, discordWindows, featureRows, shapeDistances } from './discord-fit.ts';
import { FEATURES } from './window-envelope.ts';

/**
 * The transductive recipe: distances and exceedances to samples, smoothed, each against its own mean over the whole
 * series, F = ½z⁺(shape) + ½z⁺(envelope), runs over the threshold padded, merged and pruned. A series shorter than a
 * window has score 0 on that account; one without a usable sample scores 0 throughout and expects the centre.
 */
export const detectDiscords = (fit: DiscordFit, series: Series): BatchDetection => {
  const { batch } = fit.config;
  const windows = discordWindows(fit.config, fit.samples);
  const values = fit.scale
    .applyAll(forwardFill(series.values))
    .map((value) => (Number.isNaN(value) ? 0 : value));
  const { distances, expected } = shapeDistances(fit.excerpts, windows.batchShape, values);
  const rows = featureRows(values, windows.batchEnvelope);
  const exceedances = Float64Array.from({ length: rows.length / FEATURES }, (_, i) =>
    fit.batchEnvelope.exceedance(rows, i * FEATURES),
  );
  const deviations = (scores: Float64Array, window: number) =>
    scores.length === 0
      ? new Float64Array(values.length)
      : positiveDeviations(adjustedEwma(spreadToSamples(scores, window), batch.span));
  const shape = deviations(distances.subarray(windows.batchShape - 1), windows.batchShape);
  const envelope = deviations(exceedances, windows.batchEnvelope);
  const score = shape.map((z, t) => 0.5 * z + 0.5 * envelope[t]);
  return {
    score,
    threshold: batch.threshold,
    expected: expected.map((value, t) => fit.scale.invert(Number.isNaN(value) ? values[t] : value)),
    intervals: pruneIntervals(flaggedIntervals(score, batch.threshold, batch.pad), score, batch.prune),
  };
};
