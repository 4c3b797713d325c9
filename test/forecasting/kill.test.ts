import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import type { Row } from '../../src/db/keyset.ts';
import { ENTITIES } from '../../src/entities.ts';
import { EventLog } from '../../src/events/log.ts';
import { Forecast } from '../../src/forecasting/forecast.ts';
import { judgedAccuracy } from '../../src/forecasting/judgement.ts';
import { JUDGING_STEPS, judgeForecasts } from '../../src/forecasting/judging.ts';
import { openPlantForecasts } from './plant-forecasts.ts';

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
