import { describe, expect, test } from 'vitest';
import { CorruptArtifactError } from '../../../src/errors.ts';
import { decodeBundle, encodeBundle } from '../../../src/ml/artifact-bundle.ts';
import type { DetectorFamily, FittedDetector } from '../../../src/ml/detector.ts';
import { DETECTOR_FAMILIES } from '../../../src/ml/detectors.ts';
import { feedSeries } from '../../../src/ml/evaluation/causal-episodes.ts';
import { accountOf } from '../../../src/ml/explanation.ts';
import { featureColumns } from '../../../src/ml/features/feature-columns.ts';
import { featured } from '../../../src/ml/features/featured-family.ts';
import { autoregression } from '../../../src/ml/prediction/autoregression-detector.ts';
import { type Series, sliceSeries } from '../../../src/ml/series.ts';
import { openTensors } from '../../../src/tensors/open-tensors.ts';
import { healthy } from '../signals.ts';
import { EVERY_FEATURE } from './every-feature.ts';

const family = DETECTOR_FAMILIES.autoregression;
const clocked = (values: Float64Array, inputs: Float64Array[] = []): Series => ({
  values,
  inputs,
  startStep: 29_000_000,
  periodMs: 60_000,
});
const WHOLE = clocked(healthy(1, 900), [healthy(2, 900)]);
const TRAIN = sliceSeries(WHOLE, 0, 600);
const LATER = sliceSeries(WHOLE, 600, 900);
const config = (inputs = false) => family.parseConfig({ order: 30, inputs });
/** By then every window is full: before that a live detector knows less than a batch. */
const FULL = 34;
const withoutTraining: DetectorFamily<{ readonly inputs: boolean }> = {
  name: 'seen',
  parseConfig: () => ({ inputs: false }),
  minimumSamples: () => 1,
  fit: () => Promise.reject(new Error('not fitted')),
  load: autoregression.load,
};
const fitted = (train = TRAIN, inputs = false) =>
  family.fit(train, config(inputs), { seed: 1, features: EVERY_FEATURE });

/** The account of the highest score from 35 readings after the wild one at 150 on: what its echo foretells does not come. */
const explained = (detector: FittedDetector, series: Series) => {
  const scores: number[] = [];
  feedSeries(detector.live(), series, ({ score }) => scores.push(score));
  const peakAt = scores.indexOf(Math.max(...scores.slice(185)));
  const stretch = { priming: sliceSeries(series, 0, 0), series, start: peakAt - 1, peak: peakAt };
  return { peakAt, account: accountOf((state) => detector.live(state), stretch) };
};

describe('a detector with features', () => {
  test('without any is the family itself, to the byte', async () => {
    const own = autoregression.parseConfig({ order: 30 });
    const plain = await autoregression.fit(TRAIN, own, { seed: 1 });
    expect((await family.fit(TRAIN, config(), { seed: 1 })).save()).toEqual(plain.save());
    expect((await fitted()).save()).not.toEqual(plain.save());
    expect(family.load(plain.save()).detect(LATER)).toEqual(plain.detect(LATER));
  });

  test('expects live what it expects in batch, with inputs and without', async () => {
    for (const inputs of [false, true]) {
      const detector = await fitted(TRAIN, inputs);
      expect(detector.inputs).toBe(inputs ? 1 : 0);
      const { expected } = detector.detect(LATER);
      const live: number[] = [];
      feedSeries(detector.live(), LATER, (judged) => live.push(judged.expected));
      for (let t = FULL; t < live.length; t++) expect(live[t]).toBeCloseTo(expected[t], 3);
      const other = { ...LATER, values: LATER.values.map((value, t) => (t < 200 ? value : 0)) };
      expect(detector.detect(other).expected.slice(0, 200)).toEqual(expected.slice(0, 200));
    }
  });

  test('learns from them: a rhythm of the clock is foreseen across a silence that forgets the lags', async () => {
    const day = (t: number) => Math.sin((2 * Math.PI * t) / 1_440);
    const rhythm = (from: number, count: number) =>
      clocked(Float64Array.from({ length: count }, (_, i) => day(from + i)));
    const features = {
      ...EVERY_FEATURE,
      lags: [],
      differences: [],
      rolling: [],
      exponential: [],
      spectral: [],
    };
    const own = family.parseConfig({ order: 1, ridge: 1e-6 });
    const errorOf = async (given?: typeof features) => {
      const detector = await family.fit(rhythm(0, 5_760), own, { seed: 1, features: given });
      const { expected } = detector.detect(rhythm(0, 1_440));
      return expected.slice(1).reduce((sum, value, t) => sum + Math.abs(value - day(t + 1)), 0) / 1_439;
    };
    expect(await errorOf(features)).toBeLessThan((await errorOf()) / 10);
  });

  test('needs a clock for terms of the calendar', async () => {
    const { startStep: _, ...unclocked } = TRAIN;
    const detector = await fitted();
    expect(() => detector.detect(unclocked)).toThrow('features.calendar is');
    await expect(fitted(unclocked)).rejects.toMatchObject({
      message: 'features.calendar is HOUR_OF_DAY, DAY_OF_WEEK',
    });
  });

  test('trains a network by a validation part whose first windows reach back into what is fitted on', async () => {
    const { telemanom } = DETECTOR_FAMILIES;
    const small = { lookback: 10, predictions: 2, layers: [4], batch: 64, epochs: 2 };
    const features = { ...EVERY_FEATURE, spectral: [] };
    const seen: Series[] = [];
    const spied = featured({
      ...withoutTraining,
      fit: (_train, _config, { validation }) => {
        if (validation) seen.push(validation.series);
        return autoregression.fit(TRAIN, autoregression.parseConfig({ order: 5 }), { seed: 1 });
      },
    });
    const validation = { series: sliceSeries(WHOLE, 600, 700), gap: 3 };
    await spied.fit(TRAIN, { inputs: false }, { seed: 1, features, validation });
    const whole = featureColumns(features, sliceSeries(WHOLE, 0, 700));
    expect(seen[0].values).toEqual(validation.series.values);
    expect(seen[0].inputs).toEqual(whole.map((column) => column.subarray(600)));
    const own = telemanom.parseConfig(small);
    const detector = await telemanom.fit(TRAIN, own, { seed: 1, features, validation, tensors: openTensors });
    const reloaded = telemanom.load(detector.save());
    expect(reloaded.detect(LATER)).toEqual(detector.detect(LATER));
  });

  test('names the feature that the score of a peak is due to: the one that, held, takes it away', async () => {
    const flat = (count: number, from = 0) =>
      clocked(Float64Array.from({ length: count }, (_, i) => 50 + Math.sin((from + i) * 7.7)));
    const features = {
      ...EVERY_FEATURE,
      rolling: [],
      exponential: [],
      spectral: [],
      calendar: [],
      lags: [40],
      differences: [60],
    };
    const own = family.parseConfig({ order: 1, ridge: 1e-6 });
    const later = flat(300, 600);
    later.values[150] = 90;
    const echo = flat(900);
    for (let t = 41; t < 900; t++) echo.values[t] += 0.6 * (echo.values[t - 41] - 50);
    const detector = await family.fit(echo, own, { seed: 1, features });
    const { peakAt, account } = explained(detector, later);
    expect(peakAt).toBeGreaterThan(185);
    expect(account.features.map(({ feature }) => feature)).toEqual(['lag 40', 'difference 60']);
    expect(account.features[0].fall).toBeGreaterThan(account.score[peakAt] / 3);
    expect(Math.abs(account.features[1].fall)).toBeLessThan(account.features[0].fall / 2);
    expect(account.inputs).toEqual([]);
  });

  test('of other code is refused', async () => {
    const { header, parts } = decodeBundle('features', (await fitted()).save());
    const older = encodeBundle('features', { header: { ...header, code: 0 }, parts });
    expect(() => family.load(older)).toThrow(CorruptArtifactError);
  });

  test('takes them as a member of an ensemble, beside members that take none', async () => {
    const { ensemble, robust } = DETECTOR_FAMILIES;
    const members = [{ family: 'autoregression', config: { order: 30 } }, { family: 'robust' }];
    const own = ensemble.parseConfig({ members });
    expect(ensemble.takesFeatures?.(own)).toBe(true);
    expect(robust.takesFeatures).toBeUndefined();
    const detector = await ensemble.fit(TRAIN, own, { seed: 1, features: EVERY_FEATURE });
    const [first, second] = decodeBundle('ensemble', detector.save()).parts;
    expect(first).toEqual((await fitted()).save());
    expect(second).toEqual((await robust.fit(TRAIN, robust.parseConfig({}), { seed: 1 })).save());
  });
});
