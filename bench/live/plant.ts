import { DatasetVersion } from '../../src/datasets/dataset-version.ts';
import type { Database } from '../../src/db/database.ts';
import { Equipment } from '../../src/equipment/equipment.ts';
import { Sensor } from '../../src/equipment/sensor.ts';
import { Job } from '../../src/jobs/job.ts';
import { discordEnvelope } from '../../src/ml/discord/discord-envelope.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { fitAndJudge } from '../../src/training/fit-and-judge.ts';
import { healthy } from './signal.ts';

const TRAIN_SAMPLES = 1_000;
const HELD_OUT_SAMPLES = 250;
const SENSORS_PER_UNIT = 100;
const HYSTERESIS = { openAfter: 2, closeAfter: 100, closeRatio: 0.7 };

/** Sensors `S-0`, `S-1`, … at 1 Hz; gives their ids in order. */
export async function enterSensors(db: Database, count: number): Promise<number[]> {
  return db.transaction(async (em) => {
    const units: Equipment[] = [];
    for (let from = 0; from < count; from += SENSORS_PER_UNIT) {
      const tag = `UNIT-${units.length}`;
      units.push(
        em.create(Equipment, {
          tag,
          name: tag,
          kind: 'UNIT',
          path: '',
          criticality: 'MEDIUM',
          createdAtMs: 0,
        }),
      );
    }
    await em.flush();
    for (const unit of units) unit.path = `/${unit.id}/`;
    const sensors = Array.from({ length: count }, (_, i) =>
      em.create(Sensor, {
        tag: `S-${i}`,
        name: `Sensor ${i}`,
        equipmentId: units[Math.floor(i / SENSORS_PER_UNIT)].id,
        quantity: 'velocity',
        unit: 'mm/s',
        kind: 'CONTINUOUS',
        samplingPeriodMs: 1_000,
        createdAtMs: 0,
      }),
    );
    await em.flush();
    return sensors.map(({ id }) => id);
  });
}

/** Fits on the sensor's own samples and makes the version live, as a training job does at its end. */
async function train(db: Database, registry: Registry, sensorId: number, index: number): Promise<void> {
  const samples = TRAIN_SAMPLES + HELD_OUT_SAMPLES;
  const values = Float64Array.from({ length: samples }, (_, i) => healthy(index, i - samples));
  const config = discordEnvelope.parseConfig({});
  const order = { task: 'DETECTION', family: discordEnvelope.name, config, seed: index } as const;
  const judged = { heldOutLabels: [], hysteresis: HYSTERESIS };
  const series = { values, inputs: [] };
  const fit = await fitAndJudge(
    { ...order, ...judged, series, split: { trainCount: TRAIN_SAMPLES } },
    { progress: () => {} },
  );
  const artifact = await registry.store(fit.artifact);
  await db.transaction(async (em) => {
    const job = em.create(Job, {
      kind: 'TRAIN',
      sensorId,
      request: '{}',
      status: 'SUCCEEDED',
      requestedBy: 'bench',
      createdAtMs: 0,
    });
    const dataset = em.create(DatasetVersion, {
      sensorId,
      fromMs: 0,
      toMs: (samples - 1) * 1_000,
      samplingPeriodMs: 1_000,
      sampleCount: samples,
      missingCount: 0,
      trainCount: TRAIN_SAMPLES,
      inputSensorIds: '[]',
      sha256: artifact.sha256,
      createdAtMs: 0,
    });
    await em.flush();
    const version = await registry.createVersion(em, {
      ...order,
      scope: { kind: 'SENSOR', name: `S-${index}`, sensorIds: [sensorId] },
      metrics: fit.metrics,
      baselineMetrics: fit.baselineMetrics,
      datasetVersionId: dataset.id,
      trainingJobId: job.id,
      artifact,
    });
    await registry.promoteWithin(em, { modelVersionId: version.id, reason: 'bench', by: 'bench' });
  });
}

/** A plant whose every sensor has a live model of its own, fitted on a thousand of its own samples. Gives their ids. */
export async function enterPlant(
  db: Database,
  registry: Registry,
  sensors: number,
  onProgress: (done: number) => void,
): Promise<number[]> {
  const ids = await enterSensors(db, sensors);
  for (const [index, id] of ids.entries()) {
    await train(db, registry, id, index);
    onProgress(index + 1);
  }
  return ids;
}
