import { DatasetVersion } from '../../src/datasets/dataset-version.ts';
import type { EntityManager } from '../../src/db/database.ts';

/** What a version was fitted on: 120 samples from the beginning of time. Gives the id of the dataset. */
export async function pinnedDataset(em: EntityManager, sensorId: number, periodMs: number): Promise<number> {
  const dataset = em.create(DatasetVersion, {
    sensorId,
    fromMs: 0,
    toMs: 119 * periodMs,
    samplingPeriodMs: periodMs,
    sampleCount: 120,
    missingCount: 0,
    trainCount: 120,
    inputSensorIds: '[]',
    sha256: `test-${sensorId}`,
    createdAtMs: 0,
  });
  await em.flush();
  return dataset.id;
}
