import type { BatchDetection } from '../detector.ts';
import { flaggedIntervals, pruneIntervals } from '../numbers/flagged-intervals.ts';
import { forwardFill } from '../numbers/forward-fill.ts';
import { adjustedEwma, positiveDeviations, spreadToSamples } from '../numbers/moving-average.ts';
import type { Series } from '../series.ts';
import { type DiscordFit, discordWindows, featureRows, shapeDistances } from './discord-fit.ts';
import { levelRows } from './input-levels.ts';
import { strangenessOf } from './operating-fit.ts';
import { FEATURES } from './window-envelope.ts';

/** Smooths as the live form does: 2/(5 + 1) is a third. */
const INPUTS_SPAN = 5;

/**
 * The transductive recipe: distances and exceedances to samples, smoothed, each against its own mean over the whole
 * series, F = ½z⁺(shape) + ½z⁺(envelope), runs over the threshold padded, merged and pruned. A series shorter than a
 * window has score 0 on that account; one without a usable sample scores 0 throughout and expects the centre. Where the
 * inputs have a say, threshold times the share of what is allowed of value and inputs together, if that is more.
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
  const inputs = inputShares(fit, values, series.inputs, windows.envelope);
  const shape = deviations(distances.subarray(windows.batchShape - 1), windows.batchShape);
  const envelope = deviations(exceedances, windows.batchEnvelope);
  const score = shape.map((z, t) =>
    Math.max(0.5 * z + 0.5 * envelope[t], batch.threshold * (inputs?.[t] ?? 0)),
  );
  return {
    score,
    threshold: batch.threshold,
    expected: expected.map((value, t) => fit.scale.invert(Number.isNaN(value) ? values[t] : value)),
    intervals: pruneIntervals(flaggedIntervals(score, batch.threshold, batch.pad), score, batch.prune),
  };
};

/** What of the strangeness of value and inputs together is allowed, at every sample; null where the inputs have no say. */
const inputShares = (
  { operating }: DiscordFit,
  values: Float64Array,
  inputs: readonly Float64Array[],
  window: number,
): Float64Array | null => {
  if (operating === null || values.length < window) return null;
  const { chosen, points, limit } = operating;
  const levels = levelRows(inputs, chosen, window, values.length).subarray((window - 1) * chosen.length);
  const strangeness = strangenessOf(points, { features: featureRows(values, window), levels });
  return adjustedEwma(spreadToSamples(strangeness, window), INPUTS_SPAN).map((share) => share / limit);
};
