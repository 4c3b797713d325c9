import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatasetVersion } from '../../src/datasets/dataset-version.ts';
import type { Database } from '../../src/db/database.ts';
import { DETECTOR_FAMILIES } from '../../src/ml/detectors.ts';
import { FORECASTER_FAMILIES } from '../../src/ml/forecasters.ts';
import { PromotionGate } from '../../src/promotion/promotion-gate.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import type { ReadingsStore } from '../../src/readings/store.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';
import type { ModelVersion } from '../../src/registry/model-version.ts';
import type { ModelTask } from '../../src/registry/registered-model.ts';
import { Registry } from '../../src/registry/registry.ts';
import { univariate } from '../ml/univariate.ts';
import { plantWithSensors } from '../plant.ts';
import { candidate } from '../registry/candidate.ts';

export const SAMPLES = 1_000;
export const FITTED_ON = 700;
const PERIOD_MS = 1_000;

/** As if the training had found nothing to complain of. */
const METRICS = {
  falseAlarms: 1,
  samples: 300,
  falseAlarmsPer10000: 0,
  shareFlagged: 0,
  mae: 1,
  coverage: 0.9,
};

export const wave = (i: number): number => 20 + 5 * Math.sin(i / 8) + 0.4 * Math.sin(i * 7.7);

/** Sensors with readings, and versions of them that were really fitted. */
export interface GatedPlant {
  readonly readings: ReadingsStore;
  readonly artifacts: FolderArtifacts;
  readonly registry: Registry;
  readonly gate: PromotionGate;
  readonly folder: string;
  /** A sensor with a second of readings a sample, from the epoch on. */
  sensorWith(values: readonly number[]): Promise<number>;
  /** A robust detector with a fixed threshold, fitted on the first 700 samples. */
  detector(sensorId: number, limit: number, fittedOn?: number): Promise<ModelVersion>;
  forecaster(sensorId: number, family: string, config?: object): Promise<ModelVersion>;
  close(): Promise<void>;
}

export async function gatedPlant(db: Database, sensors = 12): Promise<GatedPlant> {
  const readings = await openReadings(db);
  const folder = await mkdtemp(join(tmpdir(), 'telltale-gate-'));
  const artifacts = new FolderArtifacts(folder);
  const registry = new Registry(db, artifacts, { wake: () => {} });
  const unused = await plantWithSensors(db, sensors);
  const columns = (sensorId: number, values: readonly number[]) => ({
    sensorId,
    times: Float64Array.from(values, (_, i) => i * PERIOD_MS),
    values: Float64Array.from(values),
    qualities: new Uint8Array(values.length),
  });
  const dataset = (sensorId: number, trainCount: number) =>
    db.transaction(async (em) => {
      const range = { fromMs: 0, toMs: (SAMPLES - 1) * PERIOD_MS, samplingPeriodMs: PERIOD_MS };
      const counts = { sampleCount: SAMPLES, missingCount: 0, trainCount };
      const row = em.create(DatasetVersion, {
        ...{ sensorId, ...range, ...counts },
        ...{ inputSensorIds: '[]', sha256: 'a', createdAtMs: 0 },
      });
      await em.flush();
      return row.id;
    });
  const version = async (
    sensorId: number,
    task: ModelTask,
    family: string,
    bytes: Uint8Array,
    fittedOn: number,
  ) => {
    const artifact = await artifacts.put(bytes);
    const datasetVersionId = await dataset(sensorId, fittedOn);
    const change = { task, family, artifact, datasetVersionId, metrics: METRICS };
    return db.transaction((em) => registry.createVersion(em, candidate([sensorId], change)));
  };
  const past = (count: number) => univariate(Float64Array.from({ length: count }, (_, i) => wave(i)));
  return {
    readings,
    artifacts,
    registry,
    folder,
    gate: new PromotionGate(db, readings, registry),
    async sensorWith(values) {
      const id = unused.shift() as number;
      const kept = { receivedMs: 0, historical: true };
      await db.transaction((em) => readings.append(em, [columns(id, values)], kept));
      return id;
    },
    async detector(sensorId, limit, fittedOn = FITTED_ON) {
      const { robust } = DETECTOR_FAMILIES;
      const config = robust.parseConfig({ threshold: { kind: 'FIXED', limit } });
      const fitted = await robust.fit(past(fittedOn), config, { seed: 1 });
      return version(sensorId, 'DETECTION', 'robust', fitted.save(), fittedOn);
    },
    async forecaster(sensorId, family, config = {}) {
      const kind = FORECASTER_FAMILIES[family];
      const fitted = await kind.fit(past(FITTED_ON), kind.parseConfig({ horizon: 12, ...config }), {
        seed: 1,
      });
      return version(sensorId, 'FORECASTING', family, fitted.save(), FITTED_ON);
    },
    async close() {
      readings.close();
      await db.close();
      await rm(folder, { recursive: true });
    },
  };
}
