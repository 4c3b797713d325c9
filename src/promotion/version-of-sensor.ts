import { DatasetVersion } from '../datasets/dataset-version.ts';
import type { EntityManager } from '../db/database.ts';
import { memberPlaceOf } from '../registry/member-place.ts';
import { type Metrics, type ModelVersion, ScopeMember } from '../registry/model-version.ts';

/** What a version is for one of the sensors that it was made for. */
export interface VersionOfSensor {
  readonly dataset: DatasetVersion;
  readonly metrics: Metrics;
  readonly baselineMetrics: Metrics;
  /** Place of the sensor among those that share the weights; 0 where they are its alone. */
  readonly memberPlace: number;
}

/** Data and figures of the sensor itself, where it shares weights with others; those of the version otherwise. */
export async function versionOfSensor(
  em: EntityManager,
  version: ModelVersion,
  sensorId: number,
): Promise<VersionOfSensor> {
  const member = await em.findOne(ScopeMember, { modelVersionId: version.id, sensorId });
  const { model, baseline } = version.outOfSample();
  return {
    dataset: await em.findOneOrFail(DatasetVersion, member?.datasetVersionId ?? version.datasetVersionId),
    metrics: member?.metrics == null ? model : JSON.parse(member.metrics),
    baselineMetrics: member?.baselineMetrics == null ? baseline : JSON.parse(member.baselineMetrics),
    memberPlace: await memberPlaceOf(em, version, sensorId),
  };
}
