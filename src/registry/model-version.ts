import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';
import { RegisteredModel } from './registered-model.ts';

/** Out-of-sample figures by name; every version has those of the naive baseline on the same samples beside its own. */
export type Metrics = Readonly<Record<string, number>>;

/** A version serves one sensor, or a named group that shares its weights. */
export const SCOPE_KINDS = ['SENSOR', 'GROUP'] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

const ModelVersionSchema = defineEntity({
  name: 'ModelVersion',
  tableName: 'model_version',
  uniques: [{ properties: ['registeredModelId', 'version'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    registeredModelId: () => p.manyToOne(RegisteredModel).mapToPk().fieldName('registered_model_id'),
    version: p.integer(),
    scopeKind: p.string().$type<ScopeKind>(),
    scopeName: p.string(),
    family: p.string(),
    config: p.text(),
    seed: p.integer(),
    metrics: p.text(),
    baselineMetrics: p.text(),
    datasetVersionId: p.integer().index(),
    trainingJobId: p.integer().unique(),
    artifactSha256: p.string(),
    artifactBytes: p.integer(),
    createdAtMs: p.bigint('number'),
    archivedAtMs: p.bigint('number').nullable(),
    archivedBy: p.string().nullable(),
    pinnedAtMs: p.bigint('number').nullable(),
    pinnedBy: p.string().nullable(),
    pinReason: p.text().nullable(),
    deletedAtMs: p.bigint('number').nullable(),
    deletedBy: p.string().nullable(),
    weightsRemovedAtMs: p.bigint('number').nullable(),
  },
});

/**
 * Weights with their whole origin; `config` and both metrics are JSON. Never changed after it was made, but that it may be
 * archived, pinned (never deleted while it is), or deleted: then its weights are gone, and the row stays, because history refers to it.
 */
export class ModelVersion extends ModelVersionSchema.class {
  /** Figures on samples later than those of the fit, and those of the naive baseline on the same samples. */
  outOfSample(): { readonly model: Metrics; readonly baseline: Metrics } {
    return { model: JSON.parse(this.metrics), baseline: JSON.parse(this.baselineMetrics) };
  }
}
ModelVersionSchema.setClass(ModelVersion);

const ScopeMemberSchema = defineEntity({
  name: 'ScopeMember',
  tableName: 'scope_member',
  properties: {
    modelVersionId: () => p.manyToOne(ModelVersion).mapToPk().primary().fieldName('model_version_id'),
    sensorId: () => p.manyToOne(Sensor).mapToPk().primary().fieldName('sensor_id').index(),
    datasetVersionId: p.integer().nullable().index(),
    metrics: p.text().nullable(),
    baselineMetrics: p.text().nullable(),
  },
});

/**
 * A sensor that a version was made for. Of a group, each has data and figures of its own; null where those of the version
 * are the sensor's, or were not kept.
 */
export class ScopeMember extends ScopeMemberSchema.class {}
ScopeMemberSchema.setClass(ScopeMember);
