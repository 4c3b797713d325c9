import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CorruptArtifactError,
  HorizonTooLongError,
  InsufficientDataError,
  InvalidInputError,
} from '../../src/errors.ts';
import {
  type FittedForecaster,
  type ForecasterFamily,
  type ForecastPath,
  pointsOf,
} from '../../src/ml/forecaster.ts';
import { FORECASTER_FAMILIES } from '../../src/ml/forecasters.ts';
import type { BandTracker } from '../../src/ml/intervals/band-tracker.ts';
import { followSeries } from '../../src/ml/intervals/follow-series.ts';
import { openTensors } from '../../src/tensors/open-tensors.ts';
import { gaussianNoise, seasonalSensor } from './noise.ts';
import { univariate } from './univariate.ts';

const HORIZON = 12;
const LEVELS = [0.5, 0.8, 0.9, 0.99];
const { MAX_VALUE, NaN: missing } = Number;

const allFinite = ({ point, bands }: ForecastPath): boolean =>
  [point, ...bands.flatMap(({ lower, upper }) => [lower, upper])].every((ends) =>
    ends.every(Number.isFinite),
  );

const ordered = ({ point, bands }: ForecastPath): boolean =>
  bands.every(({ lower, upper }, i) =>
    point.every((value, h) => {
      const inner = bands[i - 1];
      const nested = inner === undefined || (lower[h] <= inner.lower[h] && upper[h] >= inner.upper[h]);
      return lower[h] <= value && value <= upper[h] && nested;
    }),
  );

const noise = gaussianNoise(99);
const hostile: Record<string, (t: number) => number> = {
  'a constant': () => 0.1,
  zeros: () => 0,
  'a step': (t) => (t < 150 ? 0 : 1),
  'two of three missing': (t) => (t % 3 === 0 ? Math.sin(t / 5) : missing),
  'a long gap': (t) => (t > 40 && t < 120 ? missing : noise()),
  'a silent end': (t) => (t > 195 ? missing : noise()),
  infinities: (t) => (t % 7 === 0 ? Number.POSITIVE_INFINITY : noise()),
  'values of ±1e300': (t) => (t % 2 === 0 ? 1e300 : -1e300),
  'the largest numbers': (t) => (t % 5 === 0 ? MAX_VALUE : -MAX_VALUE),
  'the smallest numbers': (t) => 5e-324 * (t % 7),
  'a spike of 1e300': (t) => (t === 100 || t === 190 ? 1e300 : noise()),
  'a ramp far from zero': (t) => 1e12 + t,
};

interface Form {
  readonly form: string;
  readonly family: ForecasterFamily<unknown>;
  readonly settings: object;
  /** Whether its intervals go on learning from actuals. */
  readonly learns?: boolean;
}

/** Where the usual settings would take long. */
const SMALL: Readonly<Record<string, object>> = {
  transformer: {
    lookback: 48,
    patch: 6,
    dModel: 8,
    heads: 2,
    layers: 1,
    feedForward: 8,
    batch: 32,
    epochs: 2,
    maximumWindows: 200,
  },
};

const FORMS: readonly Form[] = [
  ...Object.values(FORECASTER_FAMILIES).map((family) => ({
    form: family.name,
    family,
    settings: SMALL[family.name] ?? {},
  })),
  {
    form: 'transformer with bands from its quantile heads',
    family: FORECASTER_FAMILIES.transformer,
    settings: { ...SMALL.transformer, intervals: 'HEADS' },
  },
  {
    form: 'transformer with bands from dropout',
    family: FORECASTER_FAMILIES.transformer,
    settings: { ...SMALL.transformer, intervals: 'DROPOUT', samples: 8 },
  },
  {
    form: 'ridge with conformal bands',
    family: FORECASTER_FAMILIES.ridge,
    settings: { intervals: { method: 'CONFORMAL' } },
    learns: false,
  },
];

describe.each(FORMS)('forecaster $form', async ({ family, settings, learns = true }) => {
  const config = family.parseConfig({ horizon: HORIZON, ...settings });
  const runtime = await openTensors();
  const train = async (values: Float64Array, seed = 1): Promise<FittedForecaster> =>
    family.fit(univariate(values), config, { seed, tensors: async () => runtime });
  const sensor = seasonalSensor(1_400, 31);
  const fitted = await train(sensor.subarray(0, 900));

  test.each(Object.entries(hostile))('%s never gives a value that is not finite', async (_, at) => {
    const values = Float64Array.from({ length: 200 }, (_, t) => at(t));
    const path = (await train(values)).forecast(univariate(values), HORIZON, LEVELS);
    expect(allFinite(path)).toBe(true);
    expect(ordered(path)).toBe(true);
    expect(allFinite(fitted.forecast(univariate(values), HORIZON, LEVELS))).toBe(true);
  });

  test('any history gives finite, ordered, nested bands or a typed refusal', () => {
    const sample = fc.oneof(fc.double(), fc.double({ min: -10, max: 10 }));
    fc.assert(
      fc.property(
        fc.array(sample, { maxLength: 150 }),
        fc.integer({ min: 1, max: HORIZON }),
        (numbers, steps) => {
          const history = univariate(Float64Array.from(numbers));
          const usable = numbers.slice(-fitted.lookback).filter(Number.isFinite).length;
          if (usable < fitted.minimumHistory) {
            expect(() => fitted.forecast(history, steps, LEVELS)).toThrow(InsufficientDataError);
            return;
          }
          const path = fitted.forecast(history, steps, LEVELS);
          expect(path.point.length).toBe(steps);
          expect(allFinite(path) && ordered(path)).toBe(true);
        },
      ),
    );
  });

  test('saved equals loaded, to the last bit', () => {
    const loaded = family.load(fitted.save());
    const history = univariate(sensor.subarray(0, 1_000));
    expect(loaded.forecast(history, HORIZON, LEVELS)).toEqual(fitted.forecast(history, HORIZON, LEVELS));
    expect(loaded.save()).toEqual(fitted.save());
    const shape = ({ lookback, horizon, season, minimumHistory }: FittedForecaster) =>
      [lookback, horizon, season, minimumHistory] as const;
    expect(shape(loaded)).toEqual(shape(fitted));
  });

  test('the same seed fits the same model', async () => {
    const [once, again] = [await train(sensor.subarray(0, 500), 7), await train(sensor.subarray(0, 500), 7)];
    expect(again.save()).toEqual(once.save());
  });

  test('a fit leaves no tensor behind', async () => {
    const before = runtime.tensors.memory().numTensors;
    await train(sensor.subarray(0, 400));
    expect(runtime.tensors.memory().numTensors).toBe(before);
  });

  test('sampled paths are finite, of the length that is asked for, and the same for the same seed', () => {
    const history = univariate(sensor.subarray(0, 950));
    const paths = fitted.samplePaths?.(history, 5, 3, 9);
    if (paths === undefined) return;
    expect(paths.map((path) => path.length)).toEqual([5, 5, 5]);
    expect(paths.every((path) => path.every(Number.isFinite))).toBe(true);
    expect(paths[1]).not.toEqual(paths[0]);
    expect(fitted.samplePaths?.(history, 5, 3, 9)).toEqual(paths);
    expect(fitted.samplePaths?.(history, 5, 3, 10)).not.toEqual(paths);
    expect(() => fitted.samplePaths?.(history, HORIZON + 1, 1, 1)).toThrow(HorizonTooLongError);
  });

  test('intervals go on learning from actuals, from a saved state as if it had never been saved', () => {
    const loaded = family.load(fitted.save());
    const live = fitted.tracker?.();
    if (!learns) return expect(live).toBeNull();
    if (!live) throw new Error('its intervals learn nothing');
    expect(live.paths.count).toBeGreaterThan(20);
    expect(live.paths.path(0)).toHaveLength(HORIZON);
    const follow = (tracker: BandTracker, by: FittedForecaster, to: number) =>
      followSeries(
        tracker,
        sensor.subarray(0, to),
        0,
        900,
        (end) => pointsOf(by, [univariate(sensor.subarray(0, end))], HORIZON)[0],
      );
    follow(live, fitted, 1_000);
    const twin = loaded.tracker?.(live.save());
    if (!twin) throw new Error('its state is not loaded');
    const before = live.around(new Float64Array(HORIZON), 0.9, 1);
    follow(live, fitted, 1_200);
    follow(twin, loaded, 1_200);
    expect(twin.save()).toEqual(live.save());
    expect(live.around(new Float64Array(HORIZON), 0.9, 1)).not.toEqual(before);
    expect(() => fitted.tracker?.(fitted.save())).toThrow(CorruptArtifactError);
  });

  test('an artifact of one sensor is a group of one', () => {
    const members = family.group?.load(fitted.save()).members;
    if (members === undefined) return;
    const history = univariate(sensor.subarray(0, 1_000));
    expect(members.map((one) => one.forecast(history, HORIZON, LEVELS))).toEqual([
      fitted.forecast(history, HORIZON, LEVELS),
    ]);
  });

  test('samples after the origin and samples before the look-back change nothing', () => {
    const origin = 1_000;
    const before = fitted.forecast(univariate(sensor.subarray(0, origin)), HORIZON, LEVELS);
    const changed = sensor.slice();
    changed.fill(1e6, origin);
    changed.fill(-1e6, 0, origin - fitted.lookback);
    expect(fitted.forecast(univariate(changed.subarray(0, origin)), HORIZON, LEVELS)).toEqual(before);
  });

  test('a forecast leaves its history as it was and a shorter one is the start of a longer one', () => {
    const history = sensor.slice(0, 950);
    history[900] = missing;
    const copy = history.slice();
    const long = fitted.forecast(univariate(history), HORIZON, [0.9]);
    const short = fitted.forecast(univariate(history), 5, [0.9]);
    expect(history).toEqual(copy);
    expect(short.point).toEqual(long.point.slice(0, 5));
    expect(short.bands[0].upper).toEqual(long.bands[0].upper.slice(0, 5));
  });

  test('bands hold nearly their nominal share of what came after, on samples never seen', async () => {
    const inside = LEVELS.map(() => 0);
    let count = 0;
    for (let seed = 40; seed < 46; seed++) {
      const values = seasonalSensor(1_500, seed);
      const model = await train(values.subarray(0, 1_000));
      for (let origin = 1_000; origin + HORIZON <= values.length; origin += 5) {
        const { bands } = model.forecast(univariate(values.subarray(0, origin)), HORIZON, LEVELS);
        for (let h = 0; h < HORIZON; h++) {
          const actual = values[origin + h];
          count++;
          bands.forEach(({ lower, upper }, i) => {
            if (actual >= lower[h] && actual <= upper[h]) inside[i]++;
          });
        }
      }
    }
    LEVELS.forEach((level, i) => {
      expect(Math.abs(inside[i] / count - level)).toBeLessThan(0.05);
    });
  });

  test('a damaged artifact, a foreign one and an empty one are refused', () => {
    const bytes = fitted.save();
    for (const at of [0, 5, 9, 20, bytes.length >> 1, bytes.length - 1]) {
      const damaged = bytes.slice();
      damaged[at] ^= 0x55;
      expect(() => family.load(damaged)).toThrow(CorruptArtifactError);
    }
    expect(() => family.load(bytes.subarray(0, bytes.length - 8))).toThrow(CorruptArtifactError);
    expect(() => family.load(new Uint8Array(0))).toThrow(CorruptArtifactError);
    const foreign = Object.values(FORECASTER_FAMILIES).filter(({ name }) => name !== family.name);
    for (const other of foreign) expect(() => other.load(bytes)).toThrow(CorruptArtifactError);
  });

  test('a horizon beyond the fit, no horizon, and a level outside (0, 1) are refused', () => {
    const history = univariate(sensor);
    expect(() => fitted.forecast(history, HORIZON + 1, [])).toThrow(HorizonTooLongError);
    for (const steps of [0, -1, 1.5, missing]) {
      expect(() => fitted.forecast(history, steps, [])).toThrow(InvalidInputError);
    }
    for (const level of [0, 1, -0.1, missing]) {
      expect(() => fitted.forecast(history, 1, [level])).toThrow(InvalidInputError);
    }
  });

  test('exactly the minimum of samples is fitted, one fewer is refused with both counts', async () => {
    const needed = family.minimumSamples(config);
    const model = await train(sensor.subarray(0, needed));
    expect(allFinite(model.forecast(univariate(sensor.subarray(0, needed)), HORIZON, LEVELS))).toBe(true);
    const few = sensor.slice(0, needed);
    few[3] = missing;
    await expect(train(few)).rejects.toThrow(`${needed - 1} usable samples, ${needed} are needed`);
    await expect(train(new Float64Array(500).fill(missing))).rejects.toThrow(InsufficientDataError);
  });

  test('progress never falls and ends at one', async () => {
    const shares: number[] = [];
    await family.fit(univariate(sensor), config, {
      seed: 1,
      onProgress: (share) => shares.push(share),
      tensors: async () => runtime,
    });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});
