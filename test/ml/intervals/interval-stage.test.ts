import { describe, expect, test } from 'vitest';
import { CorruptArtifactError, InvalidInputError } from '../../../src/errors.ts';
import { FORECASTER_FAMILIES } from '../../../src/ml/forecasters.ts';
import { seasonalNaiveForecaster } from '../../../src/ml/forecasting/naive-forecasters.ts';
import { followSeries } from '../../../src/ml/intervals/follow-series.ts';
import { seasonalSensor } from '../noise.ts';
import { univariate } from '../univariate.ts';

const HORIZON = 12;
const CLOSED_FORMS = ['ridge', 'ols', 'seasonal-naive', 'last-value'];
const train = univariate(seasonalSensor(900, 31));
const history = univariate(seasonalSensor(400, 32));

const fittedWith = (intervals: unknown) => {
  const config = seasonalNaiveForecaster.parseConfig({ horizon: HORIZON, season: 24, intervals });
  return seasonalNaiveForecaster.fit(train, config, { seed: 1 });
};

describe('the stage of intervals', () => {
  test.each(CLOSED_FORMS.map((name) => FORECASTER_FAMILIES[name]))(
    '$name tracks unless it is told otherwise',
    async (family) => {
      const usual = await family.fit(train, family.parseConfig({ horizon: HORIZON }), { seed: 1 });
      const tracker = usual.tracker?.();
      expect(tracker?.horizon).toBe(HORIZON);
      const loaded = family.load(usual.save()).tracker?.();
      expect(tracker && loaded && Buffer.compare(tracker.save(), loaded.save())).toBe(0);
      const config = family.parseConfig({ horizon: HORIZON, intervals: { method: 'CONFORMAL' } });
      expect((await family.fit(train, config, { seed: 1 })).tracker?.()).toBeNull();
    },
  );

  test.each([{ method: 'CONFORMAL' }, { method: 'TRACKER', paths: 50 }])(
    '$method: saved equals loaded, points are the same',
    (intervals) => {
      const fitted = fittedWith(intervals);
      const path = fitted.forecast(history, HORIZON, [0.5, 0.9]);
      const loaded = seasonalNaiveForecaster.load(fitted.save());
      expect(loaded.forecast(history, HORIZON, [0.5, 0.9])).toEqual(path);
      expect(Buffer.compare(loaded.save(), fitted.save())).toBe(0);
      expect(path.point).toEqual(fittedWith(undefined).forecast(history, HORIZON, []).point);
    },
  );

  test('a forecast without a live state has the bands of a tracker that has seen nothing', () => {
    const fitted = fittedWith({ method: 'TRACKER' });
    const { point, bands } = fitted.forecast(history, HORIZON, [0.9]);
    const tracker = fitted.tracker?.();
    const unit = tracker?.calibration.scale.at(history.values) ?? 0;
    const live = tracker?.around(point, 0.9, unit);
    for (let h = 0; h < HORIZON; h++) {
      expect(live?.lower[h]).toBeCloseTo(bands[0].lower[h], 9);
      expect(live?.upper[h]).toBeCloseTo(bands[0].upper[h], 9);
    }
  });

  test('live it goes on from its saved state, and a restless week widens it', () => {
    const fitted = fittedWith({ method: 'TRACKER' });
    const path = (end: number) => fitted.forecast(univariate(restless.subarray(0, end)), HORIZON, []).point;
    const calm = seasonalSensor(800, 33);
    const restless = Float64Array.from(calm, (value, t) => (t < 500 ? value : 20 + 5 * (value - 20)));
    const tracker = fitted.tracker?.();
    if (!tracker) throw new Error('it has no tracker');
    followSeries(tracker, restless.subarray(0, 500), 0, 200, path);
    const point = new Float64Array(HORIZON);
    const before = tracker.around(point, 0.9, 1).upper[5];
    const later = fitted.tracker?.(tracker.save());
    if (!later) throw new Error('it has no tracker');
    followSeries(later, restless.subarray(0, 620), 0, 200, path);
    expect(later.around(point, 0.9, 1).upper[5]).toBeGreaterThan(1.1 * before);
    expect(() => fittedWith({ method: 'TRACKER' }).tracker?.(new Uint8Array(3))).toThrow(
      CorruptArtifactError,
    );
  });

  test('an unknown method and settings out of range are refused with what would be right', () => {
    const parse = (intervals: unknown) => () =>
      seasonalNaiveForecaster.parseConfig({ horizon: HORIZON, intervals });
    expect(parse({ method: 'GAUSSIAN' })).toThrow(InvalidInputError);
    expect(parse({ method: 'TRACKER', gain: 3 })).toThrow('intervals.gain is 3');
    expect(parse({ method: 'CONFORMAL', gain: 1 })).toThrow(InvalidInputError);
  });
});
