import { expect, it } from 'vitest';
import { clean } from '../../../src/ml/cleaning/clean.ts';
import { cleaningConfig } from '../../../src/ml/cleaning/cleaning-config.ts';
import { DETECTOR_FAMILIES } from '../../../src/ml/detectors.ts';
import { forwardFill } from '../../../src/ml/numbers/forward-fill.ts';
import { healthy, seededUniform } from '../signals.ts';
import { univariate } from '../univariate.ts';

/** A healthy sensor that loses six samples in a row every hundred or so. */
const whole = healthy(3, 6_000);
const uniform = seededUniform(5);
const holed = whole.slice();
for (let t = 300; t < 5_700; t += 100 + Math.floor(40 * uniform())) holed.fill(Number.NaN, t, t + 6);

const error = (filled: Float64Array) => {
  const misses = [...filled.keys()].filter((t) => Number.isNaN(holed[t])).map((t) => filled[t] - whole[t]);
  return Math.sqrt(misses.reduce((sum, miss) => sum + miss * miss, 0) / misses.length);
};

it.each(['LINEAR', 'SPLINE', 'KNN', 'SEASONAL'])(
  '%s imputes better than the last value before a gap',
  (method) => {
    const { series } = clean(univariate(holed), cleaningConfig.parse({ imputation: { method } }));
    expect(error(series.values)).toBeLessThan(0.9 * error(forwardFill(holed)));
  },
);

it('gives a detector back the eyes that spikes in its train part cost it', async () => {
  const worn = whole.slice(0, 4_800);
  for (let t = 50; t < worn.length; t += 150) worn[t] += t % 4 === 2 ? 30 : -30;
  const family = DETECTOR_FAMILIES['discord-envelope'];
  const peak = async (train: Float64Array) => {
    const live = (await family.fit(univariate(train), family.parseConfig({}), { seed: 1 })).live();
    const shifted = whole.slice(4_800).map((value, t) => (t >= 600 && t < 640 ? value + 6 : value));
    return Math.max(...Array.from(shifted, (value) => live.update(value, new Float64Array(0)).score));
  };
  const { series } = clean(univariate(worn), cleaningConfig.parse({ hampel: { halfWidth: 7, times: 5 } }));
  expect(await peak(series.values)).toBeGreaterThan(1.5 * (await peak(worn)));
});
