import { expect, it, onTestFinished } from 'vitest';
import { ForecastThread } from '../../src/forecasting/forecast-thread.ts';
import { FORECASTER_FAMILIES } from '../../src/ml/forecasters.ts';
import { univariate } from '../ml/univariate.ts';

const ENDLESS = new URL('../detection/endless-worker.ts', import.meta.url);
const family = FORECASTER_FAMILIES['last-value'];
const model = await family.fit(
  univariate(Float64Array.from({ length: 40 }, (_, i) => i % 7)),
  family.parseConfig({ horizon: 4 }),
  {
    seed: 1,
  },
);
const bytes = model.save();
const address = { family: 'last-value', artifactSha256: 'a'.repeat(64) };
const order = (version: typeof address | null) => ({
  version,
  member: 0,
  startStep: 0,
  values: Float64Array.of(1, 2, 3, 4, 3, 2, 1, 2),
  history: 8,
  tracker: null,
  limits: [],
  recalibration: null,
  horizon: 2,
  levels: [0.9],
});

const opened = (
  ...limits: ConstructorParameters<typeof ForecastThread> extends [unknown, ...infer L] ? L : never
) => {
  let read = 0;
  const artifact = async () => {
    read++;
    return bytes;
  };
  const thread = new ForecastThread(artifact, ...limits);
  onTestFinished(() => thread.close());
  return { thread, reads: () => read };
};

it('loads weights once, however many ask at the same time', async () => {
  const { thread, reads } = opened();
  const asked = Array.from({ length: 5 }, () =>
    thread.forecast([order(address), order(null), order(address)]),
  );
  for (const [byVersion, byFallback] of await Promise.all(asked)) {
    expect(byVersion).toMatchObject({ made: { point: '[2,2]', naiveMethod: null } });
    expect(byFallback).toMatchObject({ made: { naiveMethod: 'last-value' } });
  }
  expect(reads()).toBe(1);
});

it('refuses more than may wait, and goes on when they are done', async () => {
  const { thread } = opened();
  const many = thread.forecast(Array.from({ length: 4_000 }, () => order(null)));
  await expect(thread.forecast(Array.from({ length: 97 }, () => order(null)))).rejects.toMatchObject({
    code: 'BUSY',
  });
  expect(await many).toHaveLength(4_000);
  expect(await thread.forecast([order(null)])).toMatchObject([{ made: { point: '[2,2]' } }]);
});

it('is ended when it takes too long, tells whoever waits, and can be asked again', async () => {
  const { thread } = opened(200, ENDLESS);
  for (let i = 0; i < 2; i++) {
    const asked = await Promise.allSettled([thread.forecast([order(null)]), thread.facts(address)]);
    for (const one of asked)
      expect(one).toMatchObject({
        status: 'rejected',
        reason: { code: 'FORECAST_TIMED_OUT', remedy: expect.any(String) },
      });
  }
});
