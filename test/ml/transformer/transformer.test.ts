import { beforeAll, describe, expect, test } from 'vitest';
import { CorruptArtifactError, InvalidInputError } from '../../../src/errors.ts';
import { decodeArtifact } from '../../../src/ml/artifact-codec.ts';
import type { Epoch } from '../../../src/ml/detector.ts';
import type { FittedForecaster } from '../../../src/ml/forecaster.ts';
import { backtestForecaster } from '../../../src/ml/forecasting/backtest.ts';
import type { TensorRuntime } from '../../../src/ml/tensor-runtime.ts';
import { EncoderPass } from '../../../src/ml/transformer/encoder-pass.ts';
import { ladderLoss } from '../../../src/ml/transformer/quantile-ladder.ts';
import { TrainingWindows } from '../../../src/ml/transformer/training-windows.ts';
import { transformer } from '../../../src/ml/transformer/transformer.ts';
import { parseTransformerConfig, sizesOf } from '../../../src/ml/transformer/transformer-config.ts';
import { trainTransformer } from '../../../src/ml/transformer/transformer-training.ts';
import { openTensors } from '../../../src/tensors/open-tensors.ts';
import { seasonalSensor } from '../noise.ts';
import { univariate } from '../univariate.ts';

const SMALL = {
  horizon: 12,
  lookback: 48,
  patch: 6,
  dModel: 8,
  heads: 2,
  layers: 1,
  feedForward: 16,
  batch: 32,
  epochs: 3,
  maximumWindows: 320,
  learningRate: 0.005,
};

describe('the transformer', () => {
  let runtime: TensorRuntime;
  let fitted: FittedForecaster;
  const tensors = async () => runtime;
  const sensor = seasonalSensor(1_200, 5);
  const trained = (values: Float64Array, change: object = {}) =>
    transformer.fit(univariate(values), transformer.parseConfig({ ...SMALL, ...change }), {
      seed: 3,
      tensors,
    });

  beforeAll(async () => {
    runtime = await openTensors();
    fitted = await trained(sensor);
  });

  test('settings that do not go together are refused with what would be right', () => {
    const refused = (config: object) => expect(() => transformer.parseConfig(config));
    refused({ dModel: 30, heads: 4 }).toThrow(new InvalidInputError('dModel', 30, 'a multiple of heads, 4'));
    refused({ lookback: 12, patch: 24 }).toThrow(new InvalidInputError('patch', 24, 'at most lookback, 12'));
    refused({ levels: [0.9, 0.5] }).toThrow(InvalidInputError);
    refused({ levels: [] }).toThrow(InvalidInputError);
    const sure = new InvalidInputError('dropout', 0, 'above 0 where intervals are DROPOUT');
    refused({ intervals: 'DROPOUT', dropout: 0 }).toThrow(sure);
    refused({ lookback: 2_016, patch: 1, batch: 64 }).toThrow(/batch is 64/);
    refused({ lookback: 2_016, patch: 2, dModel: 64, batch: 8, horizon: 720 }).toThrow(/horizon is 720/);
  });

  test('learns a season: its error is far below that of the last value', async () => {
    const config = transformer.parseConfig({ ...SMALL, epochs: 6 });
    const { metrics, baselines } = await backtestForecaster(transformer, config, univariate(sensor), 1_000, {
      seed: 1,
      tensors,
    });
    expect(metrics.mae).toBeLessThan(0.8 * baselines.lastValue.mae);
    expect(metrics.mae).toBeLessThan(baselines.seasonalNaive.mae);
  });

  test('keeps the weights of the best epoch, and ends when patience is over', () => {
    const config = parseTransformerConfig({
      ...SMALL,
      epochs: 40,
      maximumWindows: 128,
      patience: 2,
      learningRate: 0.2,
      warmup: 0,
    });
    const sizes = sizesOf(config, 48);
    const source = { filled: sensor.map((v) => (v - 20) / 6), recorded: sensor.map((v) => (v - 20) / 6) };
    const windows = new TrainingWindows([{ ...source, trainCount: 900, heldFrom: 900 }], sizes);
    const epochs: Epoch[] = [];
    const weights = trainTransformer(runtime, windows, config, 1, (_, last) => last && epochs.push(last));
    const losses = epochs.map(({ validationLoss }) => validationLoss);
    const best = Math.min(...losses);
    expect(losses.length).toBe(losses.indexOf(best) + 1 + 2);
    const held = windows.batch(windows.heldOut(26), null);
    const pass = new EncoderPass(sizes, weights);
    let sum = 0;
    for (let row = 0; row < held.count; row++) {
      const samples = Float64Array.from(held.samples.subarray(row * 48, (row + 1) * 48));
      const { medians, spreads } = pass.run({ samples, first: held.firsts[row], level: 0, scale: 1 }, 12);
      const [targets, counts] = [held.targets, held.counts].map((all) =>
        all.subarray(row * 12, (row + 1) * 12),
      );
      const raw = { medians: Float32Array.from(medians), spreads: Float32Array.from(spreads) };
      sum += ladderLoss({ ...raw, targets, counts, levels: config.levels }).loss;
    }
    expect(sum / held.counts.filter((count) => count > 0).length).toBeCloseTo(best, 5);
  });

  test('weights never see the samples that calibrate the bands', async () => {
    const other = sensor.slice();
    other.fill(-50, 960);
    const [a, b] = await Promise.all([sensor, other].map((values) => trained(values, { epochs: 1 })));
    const [one, two] = [a, b].map((each) => decodeArtifact('transformer', each.save()).columns);
    expect(two.median).toEqual(one.median);
    expect(two['0.queryKeyValue']).toEqual(one['0.queryKeyValue']);
    expect(two['live.bandAbove']).not.toEqual(one['live.bandAbove']);
  });

  test('a forecast moves with the level and scales with the unit of its history', () => {
    const plain = fitted.forecast(univariate(sensor), 12, []).point;
    const moved = fitted.forecast(univariate(sensor.map((value) => 4 * value + 1_000)), 12, []).point;
    for (const [h, value] of moved.entries()) expect(value).toBeCloseTo(4 * plain[h] + 1_000, 8);
  });

  test('a constant is forecast as itself, and a few samples are enough', () => {
    const { point } = fitted.forecast(univariate(new Float64Array(30).fill(0.1)), 12, []);
    for (const value of point) expect(value).toBeCloseTo(0.1, 12);
    expect(fitted.minimumHistory).toBe(6);
    const short = fitted.forecast(univariate(sensor.subarray(0, 6)), 12, [0.9]);
    expect(short.point.every(Number.isFinite)).toBe(true);
  });

  test('gaps are filled from what is known, and the newest sample may be missing', () => {
    const gappy = sensor.slice();
    for (const at of [1_160, 1_161, 1_175, 1_199]) gappy[at] = Number.NaN;
    const whole = fitted.forecast(univariate(sensor), 12, []).point;
    const { point } = fitted.forecast(univariate(gappy), 12, []);
    expect(point).not.toEqual(whole);
    for (const [h, value] of point.entries()) expect(Math.abs(value - whole[h])).toBeLessThan(4);
  });

  test('a group shares one network, each sensor with bands of its own, and is loaded as it was saved', async () => {
    const loud = sensor.map((value, t) => 10 * value + (t % 7));
    const trains = [sensor, loud, sensor.subarray(200, 700)].map(univariate);
    const { group } = transformer;
    const shared = await group?.fit(trains, transformer.parseConfig(SMALL), { seed: 1, tensors });
    if (group === undefined || shared === undefined) throw new Error('it has no group');
    const loaded = group.load(shared.save());
    expect(loaded.save()).toEqual(shared.save());
    expect(loaded.members).toHaveLength(3);
    const paths = shared.members.map((member, k) => member.forecast(trains[k], 12, [0.5, 0.9]));
    expect(loaded.members.map((member, k) => member.forecast(trains[k], 12, [0.5, 0.9]))).toEqual(paths);
    const [quiet, wide] = paths.map(({ bands }) => bands[1].upper[5] - bands[1].lower[5]);
    expect(wide / quiet).toBeGreaterThan(4);
    const alone = transformer.load(shared.members[1].save());
    expect(alone.forecast(trains[1], 12, [0.5, 0.9])).toEqual(paths[1]);
    const bytes = shared.save();
    bytes[bytes.length - 3] ^= 0x55;
    expect(() => group.load(bytes)).toThrow(CorruptArtifactError);
    expect(() => group.load(new Uint8Array(0))).toThrow(CorruptArtifactError);
  });
});
