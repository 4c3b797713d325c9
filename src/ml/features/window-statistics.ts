import type { RollingStatistic } from './feature-config.ts';
import type { SampleWindow } from './sample-window.ts';

/** Of the usable samples of a window; NaN where there are too few: one for extremes and mean, two for the others. */
export type WindowStatistics = Readonly<Record<RollingStatistic, number>>;

const NOTHING: WindowStatistics = {
  MEAN: Number.NaN,
  DEVIATION: Number.NaN,
  MINIMUM: Number.NaN,
  MAXIMUM: Number.NaN,
  SLOPE: Number.NaN,
};

/**
 * Mean, population standard deviation, extremes, and the slope of the least squares line in units a sample, of the last
 * `length` samples. Missing ones are left out, and the line keeps their places free. Two passes over what is there: nothing
 * is carried on from sample to sample, so that no error grows. A constant has deviation and slope 0 exactly.
 */
export const windowStatistics = (samples: SampleWindow, length: number): WindowStatistics => {
  const from = Math.min(length, samples.count) - 1;
  let [usable, sum, places] = [0, 0, 0];
  let [minimum, maximum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let ago = from; ago >= 0; ago--) {
    const value = samples.at(ago);
    if (Number.isNaN(value)) continue;
    usable++;
    sum += value;
    places -= ago;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  if (usable === 0) return NOTHING;
  const mean = Math.min(maximum, Math.max(minimum, sum / usable));
  const extremes = { MEAN: mean, MINIMUM: minimum, MAXIMUM: maximum };
  if (usable === 1) return { ...NOTHING, ...extremes };
  const middle = places / usable;
  let [squares, products, spread] = [0, 0, 0];
  for (let ago = from; ago >= 0; ago--) {
    const away = samples.at(ago) - mean;
    if (Number.isNaN(away)) continue;
    const place = -ago - middle;
    squares += away * away;
    products += away * place;
    spread += place * place;
  }
  return { ...extremes, DEVIATION: Math.sqrt(squares / usable), SLOPE: products / spread };
};
