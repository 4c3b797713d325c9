import { DatasetVersion } from '../../src/datasets/dataset-version.ts';
import type { Database } from '../../src/db/database.ts';
import { Assignment } from '../../src/registry/assignment.ts';
import { ModelVersion } from '../../src/registry/model-version.ts';
import { RegisteredModel } from '../../src/registry/registered-model.ts';

/** How a version came about that only has to be live. */
interface Origin {
  readonly family?: string;
  readonly inputSensorIds?: readonly number[];
  /** Its place among those that were live for the sensor, from 1. */
  readonly sequence?: number;
}

/** A version that is live for a sensor, as promotion leaves it. */
export async function promoted(
  db: Database,
  sensorId: number,
  artifactSha256: string,
  { family = 'discord-envelope', inputSensorIds = [], sequence = 1 }: Origin = {},
): Promise<number> {
  return db.transaction(async (em) => {
    const model = em.create(RegisteredModel, {
      name: `${artifactSha256}/${sensorId}`,
      task: 'DETECTION',
      createdAtMs: 0,
    });
    const dataset = em.create(DatasetVersion, {
      sensorId,
      fromMs: 0,
      toMs: 0,
      samplingPeriodMs: 1_000,
      sampleCount: 1,
      missingCount: 0,
      trainCount: 1,
      inputSensorIds: JSON.stringify(inputSensorIds),
      sha256: artifactSha256,
      createdAtMs: 0,
    });
    await em.flush();
    const version = em.create(ModelVersion, {
      registeredModelId: model.id,
      version: 1,
      scopeKind: 'SENSOR',
      scopeName: 'test',
      family,
      config: '{}',
      seed: 1,
      metrics: '{}',
      baselineMetrics: '{}',
      datasetVersionId: dataset.id,
      trainingJobId: sensorId + 1_000_000 * (sequence - 1),
      artifactSha256,
      artifactBytes: 1,
      createdAtMs: 0,
    });
    await em.flush();
    em.create(Assignment, {
      sensorId,
      task: 'DETECTION',
      sequence,
      modelVersionId: version.id,
      action: 'PROMOTE',
      assignedBy: 'test',
      fromMs: 0,
    });
    await em.flush();
    return version.id;
  });
}
