import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkedFeatures } from '../../../src/ml/features/checked-features.ts';
import { FEATURE_CODE } from '../../../src/ml/features/feature-code.ts';
import { featureColumns } from '../../../src/ml/features/feature-columns.ts';
import { type FeatureConfig, featureNames } from '../../../src/ml/features/feature-config.ts';
import { univariate } from '../univariate.ts';
import { EVERY_FEATURE } from './every-feature.ts';

const { NaN: MISSING } = Number;

const featuresOf = (asked: object, values: readonly number[], clock: object = {}) => {
  const config = checkedFeatures(asked) as FeatureConfig;
  const columns = featureColumns(config, { ...univariate(Float64Array.from(values)), ...clock });
  return Object.fromEntries(featureNames(config).map((name, k) => [name, [...columns[k]]]));
};

describe('features by hand', () => {
  test('a lag is the value so many samples ago, a difference what the value has moved since', () => {
    expect(featuresOf({ lags: [2], differences: [1] }, [1, 4, 9, MISSING, 25])).toEqual({
      'lag 2': [MISSING, MISSING, 1, 4, 9],
      'difference 1': [MISSING, 3, 5, MISSING, MISSING],
    });
  });

  test('rolling statistics are those of what is there of the last samples', () => {
    const statistics = ['MEAN', 'DEVIATION', 'MINIMUM', 'MAXIMUM', 'SLOPE'];
    const found = featuresOf({ rolling: [{ window: 3, statistics }] }, [
      2,
      4,
      9,
      MISSING,
      1,
      MISSING,
      MISSING,
      MISSING,
    ]);
    expect(found).toEqual({
      'rolling 3 MEAN': [2, 3, 5, 6.5, 5, 1, 1, MISSING],
      'rolling 3 DEVIATION': [MISSING, 1, Math.sqrt(26 / 3), 2.5, 4, MISSING, MISSING, MISSING],
      'rolling 3 MINIMUM': [2, 2, 2, 4, 1, 1, 1, MISSING],
      'rolling 3 MAXIMUM': [2, 4, 9, 9, 9, 1, 1, MISSING],
      'rolling 3 SLOPE': [MISSING, 2, 3.5, 5, -4, MISSING, MISSING, MISSING],
    });
  });

  test('exponential statistics weigh a sample half as much as the next with a span of three', () => {
    const statistics = ['MEAN', 'DEVIATION'];
    const found = featuresOf({ exponential: [{ span: 3, statistics }] }, [MISSING, 8, MISSING, 2, 5]);
    const [, , , second, third] = found['exponential 3 MEAN'];
    expect(found['exponential 3 MEAN'].slice(0, 3)).toEqual([MISSING, 8, 8]);
    expect(second).toBeCloseTo((8 * 0.5 + 2) / 1.5, 12);
    expect(third).toBeCloseTo((8 * 0.25 + 2 * 0.5 + 5) / 1.75, 12);
    const away = [8, 2, 5].map((value) => (value - third) ** 2);
    const deviation = Math.sqrt((0.25 * away[0] + 0.5 * away[1] + away[2]) / 1.75);
    expect(found['exponential 3 DEVIATION'][4]).toBeCloseTo(deviation, 12);
  });

  test('a tone has its energy, its variance, in its band', () => {
    const tone = Array.from({ length: 64 }, (_, t) => 10 + 3 * Math.sin((2 * Math.PI * 20 * t) / 64));
    const found = featuresOf({ spectral: [{ window: 64, bands: 2 }] }, tone);
    const at = (name: string) => found[`spectral 64 ${name} of 2`];
    expect(at('energy 1').slice(0, 63)).toEqual(new Array(63).fill(MISSING));
    expect(at('energy 1')[63]).toBeCloseTo(0, 12);
    expect(at('energy 2')[63]).toBeCloseTo(4.5, 12);
    const shares = [1 / 6, 4 / 6, 1 / 6];
    const entropy = -shares.reduce((sum, share) => sum + share * Math.log(share), 0) / Math.log(16);
    expect(at('entropy 2')[63]).toBeCloseTo(entropy, 9);
  });

  test('the day begins at midnight and the week on Monday, in UTC', () => {
    const sixHours = 6 * 3_600_000;
    const monday = Date.UTC(2024, 0, 1);
    const clock = { startStep: monday / sixHours, periodMs: sixHours };
    const found = featuresOf({ calendar: ['HOUR_OF_DAY', 'DAY_OF_WEEK'] }, new Array(8).fill(0), clock);
    const rounded = (name: string) => found[name].map((value) => Number(value.toFixed(9)) + 0);
    expect(rounded('HOUR_OF_DAY sine')).toEqual([0, 1, 0, -1, 0, 1, 0, -1]);
    expect(rounded('HOUR_OF_DAY cosine')).toEqual([1, 0, -1, 0, 1, 0, -1, 0]);
    const week = [0, 1, 2, 3, 4, 5, 6, 7].map((k) => Number(Math.sin((2 * Math.PI * k) / 28).toFixed(9)));
    expect(rounded('DAY_OF_WEEK sine')).toEqual(week);
  });

  test(`features of code ${FEATURE_CODE} are these: who changes them raises it`, () => {
    const values = Float64Array.from({ length: 300 }, (_, t) =>
      t % 37 === 0 ? MISSING : ((t * 7919) % 101) / 10 + (t % 24),
    );
    const series = { ...univariate(values), startStep: 412_345, periodMs: 3_600_000 };
    const digits = featureColumns(EVERY_FEATURE, series).map((column) =>
      Array.from(column, (value) => Number(value.toFixed(6)) + 0).join(),
    );
    expect(createHash('sha256').update(digits.join('\n')).digest('hex')).toMatchInlineSnapshot(
      `"a4b524d0850bcbf3db53022f1a73ed91b31bf669bf54d1facb6cd9145779ecf6"`,
    );
  });
});

describe('features that are asked for', () => {
  test('are none when nothing is', () => {
    for (const nothing of [undefined, null, {}, { lags: [], rolling: null }])
      expect(checkedFeatures(nothing)).toBeNull();
  });

  test.each([
    [{ lags: [257] }, 'features.lags.0 is 257'],
    [{ lags: [1, 1] }, 'features.lags is [1,1]'],
    [{ rolling: [{ window: 1, statistics: ['MEAN'] }] }, 'features.rolling.0.window is 1'],
    [{ rolling: [{ window: 8, statistics: [] }] }, 'features.rolling.0.statistics is []'],
    [{ exponential: [{ span: 1001, statistics: ['MEAN'] }] }, 'features.exponential.0.span is 1001'],
    [{ spectral: [{ window: 48, bands: 2 }] }, 'features.spectral.0.window is 48'],
    [{ spectral: [{ window: 16, bands: 5 }] }, 'features.spectral.0.bands is 5'],
    [{ calendar: ['MONTH'] }, 'features.calendar.0 is "MONTH"'],
    [{ lag: [1] }, 'features.lag is not a setting'],
    [
      {
        spectral: [4, 5, 6, 7].map((k) => ({ window: 2 ** k, bands: k === 4 ? 4 : 8 })),
        lags: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      },
      'features is {',
    ],
  ])('%j are refused by field and value', (asked, message) => {
    expect(() => checkedFeatures(asked)).toThrow(message);
  });
});
