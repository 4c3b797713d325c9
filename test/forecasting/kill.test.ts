import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import type { Row } from '../../src/db/keyset.ts';
import { ENTITIES } from '../../src/entities.ts';
import { Setting } from '../../src/equipment/setting.ts';
import { EventLog } from '../../src/events/log.ts';
import { Forecast } from '../../src/forecasting/forecast.ts';
import { judgedAccuracy } from '../../src/forecasting/judgement.ts';
import { JUDGING_STEPS, judgeForecasts } from '../../src/forecasting/judging.ts';
import { RiskRecalibrationState } from '../../src/forecasting/risk-recalibration-state.ts';
import { TrackerState } from '../../src/forecasting/tracker-state.ts';
import { FORECASTER_FAMILIES } from '../../src/ml/forecasters.ts';
import { univariate } from '../ml/univariate.ts';
import { candidate } from '../registry/candidate.ts';
import { openPlantForecasts, type PlantForecasts } from './plant-forecasts.ts';

const HISTORY = 40;
const HORIZON = 6;
const PATIENCE_MS = 120_000;

test('a process that is killed at every step of judging has each forecast judged and announced once', {
  timeout: PATIENCE_MS,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-judge-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const url = `sqlite:${join(folder, 'telltale.db')}`;
  const open = async () => ({ ...(await openDatabase(url, ENTITIES)), url });
  const plant = await openPlantForecasts({ name: 'a file', open }, 1);
  onTestFinished(() => plant.close());
  const [id] = plant.sensors;
  const wave = (from: number, count: number) => Array.from({ length: count }, (_, i) => Math.sin(from + i));
  await plant.store(id, wave(0, HISTORY));
  await plant.forecasting.forecast(id, HORIZON, [0.9]);
  const now = async () => {
    const row = await plant.db.em().findOneOrFail(Forecast, { sensorId: id });
    return judgedAccuracy(row as unknown as Row<Forecast>);
  };
  const throughAfterKill: (number | undefined)[] = [];
  await plant.store(id, wave(HISTORY, 4), HISTORY);
  for (const step of JUDGING_STEPS) {
    const child = fork(resolve(import.meta.dirname, 'killable-judge.ts'), [url, String(id), step]);
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    throughAfterKill.push((await now())?.throughStep);
  }
  expect(throughAfterKill).toEqual([0, 0, 4]);
  await plant.store(id, wave(HISTORY + 4, 2), HISTORY + 4);
  await judgeForecasts(plant.db, plant.readings, [id]);
  expect(await now()).toMatchObject({ isComplete: true, total: { steps: HORIZON } });
  const { events } = await new EventLog(plant.db).page(0, Number.MAX_SAFE_INTEGER, 1_000);
  expect(events.map(({ type }) => type)).toEqual(['FORECAST_ISSUED', 'FORECAST_JUDGED']);
});

test('a process that is killed while it judges has learnt nothing twice, and intervals go on as if it had lived', {
  timeout: PATIENCE_MS,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-learn-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const url = `sqlite:${join(folder, 'telltale.db')}`;
  const open = async () => ({ ...(await openDatabase(url, ENTITIES)), url });
  const plant = await openPlantForecasts({ name: 'a file', open }, 2);
  onTestFinished(() => plant.close());
  const wave = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => Math.sin(from + i) + Math.cos((from + i) ** 2));
  await liveForBoth(plant, wave(0, 200));
  const both = plant.sensors;
  const stored = async (from: number, count: number) => {
    for (const id of both) await plant.store(id, wave(from, count), from);
  };
  const asked = () => plant.forecasting.forecastMany(both, { horizon: HORIZON, levels: [0.9] });
  await stored(0, HISTORY);
  await asked();
  await stored(HISTORY, 30);
  await asked();
  const kept = () => plant.db.em().find(TrackerState, {}, { orderBy: { sensorId: 'asc' } });
  const learnt = () => plant.db.em().find(RiskRecalibrationState, {}, { orderBy: { sensorId: 'asc' } });
  const before = await kept();
  expect(before.map(({ revision }) => revision)).toEqual([2, 2]);
  await stored(HISTORY + 30, 10);
  const [id, twin] = both;
  await judgeForecasts(plant.db, plant.readings, [twin]);
  const child = fork(resolve(import.meta.dirname, 'killable-judge.ts'), [
    url,
    String(id),
    'FORECASTS_WRITTEN',
  ]);
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  expect((await learnt()).map(({ sensorId }) => sensorId)).toEqual([twin]);
  expect(await kept()).toEqual(before);
  await judgeForecasts(plant.db, plant.readings, [id]);
  const [own, other] = await learnt();
  expect(Buffer.from(own.state)).toEqual(Buffer.from(other.state));
  const [again, same] = (await asked()) as Row<Forecast>[];
  expect([again.bands, again.risk]).toEqual([same.bands, same.risk]);
});

/** Both sensors with a limit and a version of their own weights. */
async function liveForBoth({ db, registry, artifacts, sensors }: PlantForecasts, train: readonly number[]) {
  const family = FORECASTER_FAMILIES['seasonal-naive'];
  const config = family.parseConfig({ horizon: HORIZON, season: 6 });
  const model = await family.fit(univariate(Float64Array.from(train)), config, { seed: 1 });
  const artifact = await artifacts.put(model.save());
  const limits = { lowLow: null, low: null, high: 1, highHigh: null };
  const version = await db.transaction(async (em) => {
    const shared = { kind: 'LIMITS' as const, value: JSON.stringify(limits), fromMs: 0, setBy: 'ada' };
    await em.insertMany(
      Setting,
      sensors.map((sensorId) => ({ ...shared, sensorId })),
    );
    const made = { task: 'FORECASTING' as const, family: 'seasonal-naive', artifact };
    return registry.createVersion(em, candidate(sensors, made));
  });
  await registry.promote({ modelVersionId: version.id, reason: '', by: 'ada' });
}
