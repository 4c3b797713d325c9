import { pinballLoss, relativeError } from './forecast-metrics.ts';
import { clampFinite } from './point-model.ts';

/** A horizon is judged in as many blocks, as equal as whole steps allow; a shorter one has a block a step. */
export const BLOCKS = 4;

/** An actual of at most this share of the scale is noise around zero: a percentage of it says nothing. */
const ZERO_SHARE = 0.01;

/** Sums over judged steps of what a forecast or its naive baseline was wrong by. */
export interface ErrorSums {
  absolute: number;
  squared: number;
  /** Of |error| / |actual|, over the `percentSteps`. */
  percent: number;
  /** Of 2·|error| / (|actual| + |forecast|). */
  symmetric: number;
  /** Of |error| / scale, over the `scaledSteps`. */
  scaled: number;
}

/** What became of the band of one level: `interval` sums the interval score (Gneiting & Raftery 2007). */
export interface BandSums {
  readonly level: number;
  steps: number;
  covered: number;
  width: number;
  interval: number;
}

/** What became of forecast steps, as sums that can be put together. Plain JSON; values are in the unit of the sensor. */
export interface AccuracySums {
  steps: number;
  percentSteps: number;
  scaledSteps: number;
  /** Of the actuals: their mean, and the sum of their squared distances from it (Welford 1962). */
  mean: number;
  variation: number;
  pinball: number;
  forecast: ErrorSums;
  baseline: ErrorSums;
  bands: BandSums[];
}

/** One step of a forecast and what came. `scale` is the mean absolute seasonal difference of its history; 0 for none. */
export interface JudgedStep {
  readonly actual: number;
  readonly forecast: number;
  readonly baseline: number;
  readonly bands: readonly { readonly level: number; readonly lower: number; readonly upper: number }[];
  readonly scale: number;
}

/** The block of a step, both from 0: block b holds the steps h of 0 … horizon − 1 with ⌊4h / horizon⌋ = b. */
export const blockOf = (step: number, horizon: number): number => Math.floor((step * BLOCKS) / horizon);

const noErrors = (): ErrorSums => ({ absolute: 0, squared: 0, percent: 0, symmetric: 0, scaled: 0 });

export const noSums = (): AccuracySums => ({
  steps: 0,
  percentSteps: 0,
  scaledSteps: 0,
  mean: 0,
  variation: 0,
  pinball: 0,
  forecast: noErrors(),
  baseline: noErrors(),
  bands: [],
});

/** Adds a step whose actual is known to the sums. */
export function addStep(sums: AccuracySums, step: JudgedStep): void {
  const { actual, forecast, baseline, scale } = step;
  const hasPercent = Math.abs(actual) > ZERO_SHARE * scale;
  sums.steps++;
  if (hasPercent) sums.percentSteps++;
  if (scale > 0) sums.scaledSteps++;
  const before = clampFinite(actual - sums.mean);
  sums.mean += before / sums.steps;
  sums.variation = clampFinite(sums.variation + before * (actual - sums.mean));
  addError(sums.forecast, actual, forecast, scale, hasPercent);
  addError(sums.baseline, actual, baseline, scale, hasPercent);
  let loss = pinballLoss(actual, forecast, 0.5);
  for (const { level, lower, upper } of step.bands) {
    loss += pinballLoss(actual, lower, (1 - level) / 2) + pinballLoss(actual, upper, (1 + level) / 2);
    addBand(bandOf(sums.bands, level), level, actual, lower, upper);
  }
  sums.pinball = clampFinite(sums.pinball + loss / (2 * step.bands.length + 1));
}

function addError(
  sums: ErrorSums,
  actual: number,
  forecast: number,
  scale: number,
  hasPercent: boolean,
): void {
  const error = Math.abs(clampFinite(actual - forecast));
  sums.absolute = clampFinite(sums.absolute + error);
  sums.squared = clampFinite(sums.squared + error * error);
  sums.symmetric += relativeError(actual, forecast);
  if (hasPercent) sums.percent = clampFinite(sums.percent + error / Math.abs(actual));
  if (scale > 0) sums.scaled = clampFinite(sums.scaled + error / scale);
}

function addBand(sums: BandSums, level: number, actual: number, lower: number, upper: number): void {
  const width = clampFinite(upper - lower);
  const missed = clampFinite(Math.max(lower - actual, actual - upper, 0));
  sums.steps++;
  if (missed === 0) sums.covered++;
  sums.width = clampFinite(sums.width + width);
  sums.interval = clampFinite(sums.interval + width + (2 / (1 - level)) * missed);
}

function bandOf(bands: BandSums[], level: number): BandSums {
  const found = bands.find((band) => band.level === level);
  if (found) return found;
  const band = { level, steps: 0, covered: 0, width: 0, interval: 0 };
  bands.push(band);
  bands.sort((a, b) => a.level - b.level);
  return band;
}

/**
 * Adds other sums. Those of the SAME sensor vary around one mean; of sensors that do not, only what each varied around
 * its own counts, so that a difference between sensors is not taken for something that was forecast.
 */
export function addSums(sums: AccuracySums, more: AccuracySums, sensor: 'SAME' | 'OTHER'): void {
  if (more.steps === 0) return;
  const steps = sums.steps + more.steps;
  const apart = clampFinite(more.mean - sums.mean);
  const between = sensor === 'SAME' ? apart * apart * ((sums.steps * more.steps) / steps) : 0;
  sums.variation = clampFinite(sums.variation + more.variation + between);
  sums.mean += apart * (more.steps / steps);
  sums.steps = steps;
  sums.percentSteps += more.percentSteps;
  sums.scaledSteps += more.scaledSteps;
  sums.pinball = clampFinite(sums.pinball + more.pinball);
  for (const whose of ['forecast', 'baseline'] as const) {
    for (const name of ['absolute', 'squared', 'percent', 'symmetric', 'scaled'] as const) {
      sums[whose][name] = clampFinite(sums[whose][name] + more[whose][name]);
    }
  }
  for (const band of more.bands) {
    const own = bandOf(sums.bands, band.level);
    for (const name of ['steps', 'covered', 'width', 'interval'] as const) {
      own[name] = clampFinite(own[name] + band[name]);
    }
  }
}
