import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/errors.ts';
import { FORECASTER_FAMILIES } from '../../src/ml/forecasters.ts';
import { inverseErrorWeights } from '../../src/ml/forecasting/ensemble/error-weights.ts';
import { FittedEnsemble } from '../../src/ml/forecasting/ensemble/fitted-ensemble.ts';
import { gaussianNoise } from './noise.ts';
import { univariate } from './univariate.ts';

const {
  'forecast-ensemble': ensemble,
  'last-value': lastValue,
  'seasonal-naive': seasonal,
} = FORECASTER_FAMILIES;

/** A season that repeats with noise, or a level that wanders: what each of the naive forecasters is for. */
const noise = gaussianNoise(5);
const season = Float64Array.from({ length: 700 }, (_, t) => 9 * Math.sin((2 * Math.PI * t) / 24) + noise());
let level = 0;
const walk = Float64Array.from({ length: 700 }, () => {
  level += noise();
  return level;
});

const naive = {
  horizon: 12,
  members: [{ family: 'last-value' }, { family: 'seasonal-naive', config: { season: 24 } }],
};
const trained = async (values: Float64Array, config: object): Promise<FittedEnsemble> => {
  const fitted = await ensemble.fit(univariate(values), ensemble.parseConfig(config), { seed: 1 });
  if (!(fitted instanceof FittedEnsemble)) throw new Error('not an ensemble');
  return fitted;
};

describe('ensemble of forecasters', () => {
  test('weights go by the inverse of the mean squared error, as by hand', () => {
    expect([
      ...inverseErrorWeights([
        [1, -1],
        [2, 2],
      ]),
    ]).toEqual([0.8, 0.2]);
    expect([
      ...inverseErrorWeights([
        [0, 0],
        [0, 0],
      ]),
    ]).toEqual([0.5, 0.5]);
    const [certain, wrong] = inverseErrorWeights([[0], [1e300]]);
    expect(certain).toBeGreaterThan(0.999);
    expect(certain + wrong).toBeCloseTo(1, 12);
  });

  test('the member that has erred less of late weighs more', async () => {
    const [last, naiveSeason] = (await trained(season, naive)).members;
    expect(naiveSeason.weight).toBeGreaterThan(0.9);
    expect(last.weight + naiveSeason.weight).toBeCloseTo(1, 12);
    const onWalk = await trained(walk, naive);
    expect(onWalk.members[0].weight).toBeGreaterThan(0.6);
  });

  test('its points are the weighted mean of those of its members', async () => {
    const fitted = await trained(season, naive);
    const history = univariate(season.subarray(0, 600));
    const { point } = fitted.forecast(history, 12, []);
    const alone = fitted.members.map((member) => member.fitted.forecast(history, 12, []).point);
    for (const [h, value] of point.entries()) {
      const mean = fitted.members.reduce((sum, { weight }, k) => sum + weight * alone[k][h], 0);
      expect(value).toBeCloseTo(mean, 10);
    }
    expect(alone[0]).toEqual(
      (await lastValue.fit(univariate(season), lastValue.parseConfig({ horizon: 12 }), { seed: 1 })).forecast(
        history,
        12,
        [],
      ).point,
    );
    expect(seasonal.load(fitted.members[1].fitted.save()).season).toBe(24);
  });

  test('fewer than two members, one twice, and settings of a member that are wrong are refused', () => {
    const wrong = [
      { members: [{ family: 'ridge' }] },
      { members: [{ family: 'ridge' }, { family: 'ridge' }] },
      { members: [{ family: 'ridge' }, { family: 'forecast-ensemble' }] },
      { members: [{ family: 'ridge', config: { penalty: -1 } }, { family: 'ols' }] },
    ];
    for (const config of wrong) expect(() => ensemble.parseConfig(config)).toThrow(InvalidInputError);
  });
});
