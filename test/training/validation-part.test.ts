import { beforeAll, describe, expect, it } from 'vitest';
import type { DetectorFamily, Epoch } from '../../src/ml/detector.ts';
import type { ForecasterFamily } from '../../src/ml/forecaster.ts';
import { telemanom } from '../../src/ml/prediction/telemanom.ts';
import type { TensorRuntime } from '../../src/ml/tensor-runtime.ts';
import { transformer } from '../../src/ml/transformer/transformer.ts';
import { openTensors } from '../../src/tensors/open-tensors.ts';
import { fitAndJudge } from '../../src/training/fit-and-judge.ts';
import type { FitOrder } from '../../src/training/fit-order.ts';
import { seasonalSensor } from '../ml/noise.ts';
import { univariate } from '../ml/univariate.ts';

const TRAIN = 500;
const GAP = 30;
const LATER = 200;
const NETWORKS = {
  telemanom: telemanom.parseConfig({
    lookback: 12,
    predictions: 3,
    layers: [4],
    batch: 32,
    epochs: 2,
    maximumWindows: 200,
  }),
  transformer: transformer.parseConfig({
    horizon: 6,
    lookback: 24,
    patch: 6,
    dModel: 8,
    heads: 2,
    layers: 1,
    feedForward: 8,
    batch: 32,
    epochs: 2,
    maximumWindows: 200,
  }),
};
const FAMILIES = { telemanom, transformer } as Record<
  keyof typeof NETWORKS,
  DetectorFamily<unknown> | ForecasterFamily<unknown>
>;

describe('the validation part', () => {
  let runtime: TensorRuntime;
  const sensor = seasonalSensor(TRAIN + LATER, 4);
  beforeAll(async () => {
    runtime = await openTensors();
  });

  const epochsOf = async (name: keyof typeof NETWORKS, values: Float64Array) => {
    const epochs: Epoch[] = [];
    await FAMILIES[name].fit(univariate(values.subarray(0, TRAIN)), NETWORKS[name], {
      seed: 2,
      tensors: async () => runtime,
      onEpoch: (epoch) => epochs.push(epoch),
      validation: { series: univariate(values.subarray(TRAIN)), gap: GAP },
    });
    return epochs;
  };
  const changed = (from: number, to: number) => sensor.map((v, t) => (t >= from && t < to ? v + 20 : v));

  it.each(['telemanom', 'transformer'] as const)(
    'chooses the weights of %s, and teaches it nothing',
    async (name) => {
      const epochs = await epochsOf(name, sensor);
      expect(epochs).toHaveLength(2);
      const other = await epochsOf(name, changed(TRAIN + 100, TRAIN + LATER));
      expect(other.map(({ loss }) => loss)).toEqual(epochs.map(({ loss }) => loss));
      for (const [k, { validationLoss }] of other.entries()) {
        expect(validationLoss).not.toBe(epochs[k].validationLoss);
      }
    },
  );

  it('is refused where no window fits into it', async () => {
    const short = sensor.subarray(0, TRAIN + GAP + 8);
    await expect(epochsOf('telemanom', short)).rejects.toMatchObject({ code: 'INSUFFICIENT_DATA' });
  });

  const robust = (split: FitOrder['split'], values: Float64Array): FitOrder => ({
    task: 'DETECTION',
    family: 'robust',
    config: { threshold: { kind: 'FIXED', limit: 6 } },
    seed: 1,
    series: univariate(values),
    split,
    heldOutLabels: [],
    hysteresis: { openAfter: 2, closeAfter: 20, closeRatio: 0.7 },
  });

  it('and the gaps are shown before the test part is judged, and count in no figure', async () => {
    const calm = seasonalSensor(1_000, 7);
    const stormy = calm.map((v, t) => (t >= 550 && t < 650 && t % 40 < 10 ? v + 300 : v));
    const all = await fitAndJudge(robust({ trainCount: 500 }, stormy), { progress: () => {} });
    const split = { trainCount: 500, validationCount: 200, gapCount: 50 };
    const rest = await fitAndJudge(robust(split, stormy), { progress: () => {} });
    expect(all.metrics.samples).toBe(500);
    expect(all.metrics.shareFlagged).toBeGreaterThan(0);
    expect(rest.metrics).toMatchObject({ samples: 200, shareFlagged: 0 });
  });
});
