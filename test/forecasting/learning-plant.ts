import { DatasetVersion } from '../../src/datasets/dataset-version.ts';
import { Setting } from '../../src/equipment/setting.ts';
import { Forecast } from '../../src/forecasting/forecast.ts';
import type { Forecasting } from '../../src/forecasting/forecasting.ts';
import { judgeForecasts } from '../../src/forecasting/judging.ts';
import { TrackerState } from '../../src/forecasting/tracker-state.ts';
import type { FittedForecaster } from '../../src/ml/forecaster.ts';
import { FORECASTER_FAMILIES } from '../../src/ml/forecasters.ts';
import { RandomStream } from '../../src/ml/numbers/random-stream.ts';
import type { TestDatabase } from '../database.ts';
import { univariate } from '../ml/univariate.ts';
import { candidate } from '../registry/candidate.ts';
import { LONG_AGO, openPlantForecasts, PERIOD_MS } from './plant-forecasts.ts';

export const SEASON = 12;
export const HORIZON = 12;
/** Samples that the weights have seen. */
export const TRAIN = 240;
export const LEVELS = [0.8];
export const NAIVE = FORECASTER_FAMILIES['seasonal-naive'];
const RISKY = { lowLow: null, low: -8, high: 4, highHigh: null };

/** A season with noise that trebles after the training. */
export const values = (() => {
  const random = new RandomStream(5);
  return Float64Array.from(
    { length: 600 },
    (_, t) => 3 * Math.sin((2 * Math.PI * t) / SEASON) + (t < TRAIN ? 0.3 : 0.9) * random.normal(),
  );
})();

export const model = (await NAIVE.fit(
  univariate(values.slice(0, TRAIN)),
  NAIVE.parseConfig({ horizon: HORIZON, season: SEASON }),
  { seed: 1 },
)) as FittedForecaster;

export interface LearningPlant extends Awaited<ReturnType<typeof openLearningPlant>> {}

/** Sensors with the first of `values`, whose versions were fitted on `TRAIN` of them. */
export async function openLearningPlant(kind: TestDatabase) {
  const plant = await openPlantForecasts(kind, 40);
  const { db, artifacts, registry } = plant;
  const store = (id: number, from: number, to: number) =>
    plant.store(id, [...values.subarray(from, to)], from);
  const dataset = (sensorId: number) => ({
    sensorId,
    fromMs: LONG_AGO,
    toMs: LONG_AGO + (TRAIN - 1) * PERIOD_MS,
    samplingPeriodMs: PERIOD_MS,
    sampleCount: TRAIN,
    missingCount: 0,
    trainCount: TRAIN,
    inputSensorIds: '[]',
    cleaning: null,
    sha256: '',
    createdAtMs: 0,
  });
  const promote = async (ids: readonly number[], bytes = model.save(), family = NAIVE.name) => {
    const artifact = await artifacts.put(bytes);
    const version = await db.transaction(async (em) => {
      const seen = em.create(DatasetVersion, dataset(ids[0]));
      await em.flush();
      const made = { task: 'FORECASTING' as const, family, artifact, datasetVersionId: seen.id };
      return registry.createVersion(em, candidate(ids, made));
    });
    await registry.promote({ modelVersionId: version.id, reason: '', by: 'ada' });
    return version.id;
  };
  const unused = [...plant.sensors];
  const taken = (count: number) => unused.splice(0, count);
  return {
    ...plant,
    /** Sensors that no test has used. */
    taken,
    /** The samples `from` ≤ t < `to`. */
    keep: store,
    promote,
    limit: (ids: readonly number[]) => {
      const entry = { kind: 'LIMITS' as const, value: JSON.stringify(RISKY), fromMs: 0, setBy: 'ada' };
      const entries = ids.map((sensorId) => ({ ...entry, sensorId }));
      return db.em().insertMany(Setting, entries);
    },
    /** A sensor with a live version. */
    begun: async (through = TRAIN) => {
      const [id] = taken(1);
      await store(id, 0, through);
      return { id, version: await promote([id]) };
    },
    ask: (id: number, by: Forecasting = plant.forecasting) => by.forecast(id, HORIZON, LEVELS),
    kept: (id: number) => db.em().findOne(TrackerState, { sensorId: id }),
    now: (made: { readonly id: number }) => db.em().findOneOrFail(Forecast, { id: made.id }),
    judge: async (ids: readonly number[]) => {
      while ((await judgeForecasts(db, plant.readings, ids)).written > 0);
    },
  };
}
