import type { Row } from '../src/db/keyset.ts';
import { liveVersions } from '../src/registry/live-versions.ts';
import { ModelVersion, type ScopeKind } from '../src/registry/model-version.ts';
import { memberIdsOf, membersOf, type VersionMember } from '../src/registry/registry-page.ts';
import { NEWEST_VERSIONS, type VersionFilter, versionPage } from '../src/registry/version-search.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { DatasetVersionRef } from './dataset-version.ts';
import { enumOf } from './enum.ts';
import { idOf } from './global-id.ts';
import { configOf, ModelConfigRef } from './model-config.ts';
import { nodeOf } from './node.ts';
import { ModelTaskEnum, RegisteredModelRef } from './registered-model.ts';
import { SensorRef } from './sensor.ts';

const ScopeKindEnum = enumOf<ScopeKind>('ScopeKind', 'Whom a version serves.', {
  SENSOR: 'One sensor.',
  GROUP: 'A named group of sensors that share its weights.',
});

interface Metric {
  readonly name: string;
  readonly value: number;
  readonly baseline: number | null;
}

const MetricRef = builder.objectRef<Metric>('Metric').implement({
  description: 'A figure measured on samples that no fit has seen.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What was measured, such as `mae`.' }),
    value: t.exposeFloat('value', { description: 'The figure of the version.' }),
    baseline: t.exposeFloat('baseline', {
      nullable: true,
      description: 'The figure of the naive baseline on the same samples; null where it has none.',
    }),
  }),
});

function metricsOf(version: Pick<Row<ModelVersion>, 'metrics' | 'baselineMetrics'>): Metric[] {
  const baseline = JSON.parse(version.baselineMetrics);
  return Object.entries<number>(JSON.parse(version.metrics)).map(([name, value]) => ({
    name,
    value,
    baseline: baseline[name] ?? null,
  }));
}

const VersionMemberRef = builder.objectRef<VersionMember>('ModelVersionMember').implement({
  description: 'A sensor that a version was made for.',
  fields: (t) => ({
    sensor: t.field({
      type: SensorRef,
      description: 'The sensor.',
      resolve: ({ sensorId }) => sensorId,
    }),
    datasetVersion: t.field({
      type: DatasetVersionRef,
      description: 'What the weights were fitted and judged on of it.',
      resolve: ({ datasetVersionId }) => datasetVersionId,
    }),
    metrics: t.field({
      type: [MetricRef],
      description: 'Its out-of-sample figures beside those of the naive baseline.',
      resolve: metricsOf,
    }),
  }),
});

export const ModelVersionRef = nodeOf('ModelVersion', ModelVersion);

ModelVersionRef.implement({
  description:
    'Weights with their whole origin. It never changes, but that it may be archived, pinned or deleted.',
  fields: (t) => ({
    registeredModel: t.field({
      type: RegisteredModelRef,
      description: 'The model that it is a version of.',
      resolve: ({ registeredModelId }) => registeredModelId,
    }),
    version: t.exposeInt('version', { description: 'Counts the versions of the model, from 1.' }),
    scopeKind: t.expose('scopeKind', { type: ScopeKindEnum, description: 'Whom it serves.' }),
    scopeName: t.exposeString('scopeName', {
      description: 'The tag of the sensor, or the name of the group.',
    }),
    sensors: t.loadableList({
      type: SensorRef,
      description: 'The sensors that it was made for.',
      load: (ids: number[], { em }) => memberIdsOf(em, ids),
      resolve: ({ id }) => id,
    }),
    members: t.loadableList({
      type: VersionMemberRef,
      description:
        'The same with the data and the figures of each: a group shares weights, every sensor of it was judged on its own data.',
      load: (ids: number[], { em }) => membersOf(em, ids),
      resolve: ({ id }) => id,
    }),
    family: t.exposeString('family', { description: 'The kind of model, such as `ridge`.' }),
    config: t.field({
      type: ModelConfigRef,
      description: 'Its settings, the defaults filled in.',
      resolve: configOf,
    }),
    seed: t.exposeInt('seed', { description: 'The seed: with it the same training gives the same weights.' }),
    metrics: t.field({
      type: [MetricRef],
      description:
        'Out-of-sample figures beside those of the naive baseline; of a group the means over its sensors of those without a unit.',
      resolve: metricsOf,
    }),
    datasetVersion: t.field({
      type: DatasetVersionRef,
      description:
        'The data that it was fitted and judged on; of a group that of its first sensor, the rest is in `members`.',
      resolve: ({ datasetVersionId }) => datasetVersionId,
    }),
    artifactSha256: t.exposeString('artifactSha256', {
      description: 'SHA-256 of the stored weights, as hexadecimal digits.',
    }),
    artifactBytes: t.exposeInt('artifactBytes', { description: 'Bytes of the stored weights.' }),
    createdAt: t.expose('createdAtMs', { type: 'DateTime', description: 'When it was registered.' }),
    archivedAt: t.expose('archivedAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was put aside; null where it was not.',
    }),
    archivedBy: t.exposeString('archivedBy', { nullable: true, description: 'Who put it aside.' }),
    pinnedAt: t.expose('pinnedAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when it may not be deleted; null where it may.',
    }),
    pinnedBy: t.exposeString('pinnedBy', { nullable: true, description: 'Who pinned it.' }),
    pinReason: t.exposeString('pinReason', { nullable: true, description: 'Why it is pinned.' }),
    deletedAt: t.expose('deletedAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was deleted: its weights are gone, its record stays. null where it was not.',
    }),
    deletedBy: t.exposeString('deletedBy', { nullable: true, description: 'Who deleted it.' }),
  }),
});

const ModelVersionConnection = builder.connectionObject(
  { type: ModelVersionRef, name: 'ModelVersionConnection', description: 'A page of model versions.' },
  { name: 'ModelVersionEdge', description: 'A model version in a list.' },
);

const MetricRangeInput = builder.inputType('MetricRangeInput', {
  description: 'A figure within bounds. Versions without that figure do not match.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Its name, such as `mae`.' }),
    atLeast: t.float({ description: 'The lower bound, inclusive.' }),
    atMost: t.float({ description: 'The upper bound, inclusive.' }),
  }),
});

const ModelVersionFilter = builder.inputType('ModelVersionFilter', {
  description: 'Which versions to list. Every field that is given must match.',
  fields: (t) => ({
    registeredModelId: t
      .id({ description: 'Of this registered model.' })
      .validate(idOf('RegisteredModel').nullish()),
    sensorId: t
      .id({ description: 'Made for this sensor, alone or in a group.' })
      .validate(idOf('Sensor').nullish()),
    equipmentId: t
      .id({ description: 'Made for a sensor of this equipment, or of something below it.' })
      .validate(idOf('Equipment').nullish()),
    task: t.field({ type: ModelTaskEnum, description: 'For this task.' }),
    families: t.stringList({ description: 'Of one of these kinds of model, such as `ridge`.' }),
    metrics: t.field({
      type: [MetricRangeInput],
      description: 'With every one of these figures, at most 10.',
    }),
    createdFrom: t.field({ type: 'DateTime', description: 'Registered then or later.' }),
    createdTo: t.field({ type: 'DateTime', description: 'Registered then or earlier.' }),
    archived: t.boolean({ description: 'true: archived ones; false: those that are not; both when absent.' }),
    includeDeleted: t.boolean({ description: 'Deleted ones, too.' }),
    search: t.string({
      description: 'Part of the name of the sensor or group, or of the family; case does not matter.',
    }),
  }),
});

const wanted = (filter: typeof ModelVersionFilter.$inferInput | null | undefined): VersionFilter => ({
  ...filter,
  within: filter?.equipmentId,
  createdFromMs: filter?.createdFrom,
  createdToMs: filter?.createdTo,
});

builder.queryField('modelVersions', (t) =>
  t.field({
    type: ModelVersionConnection,
    description: 'Model versions, newest first.',
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: ModelVersionFilter, description: 'Which versions; all when absent.' }),
    },
    complexity: pageCost,
    resolve: (_, { filter, ...page }, { em }) =>
      connection(NEWEST_VERSIONS, page, (request) => versionPage(em, wanted(filter), request)),
  }),
);

builder.objectField(RegisteredModelRef, 'versions', (t) =>
  t.field({
    type: ModelVersionConnection,
    description: 'Its versions, newest first.',
    args: pageArgs(t.arg),
    complexity: pageCost,
    resolve: ({ id }, page, { em }) =>
      connection(NEWEST_VERSIONS, page, (request) => versionPage(em, { registeredModelId: id }, request)),
  }),
);

builder.objectField(SensorRef, 'liveModelVersion', (t) =>
  t.loadable({
    type: ModelVersionRef,
    nullable: true,
    byPath: true,
    description:
      'The version that is live for this sensor and task, the `champion`; null when none is, and the fallback decides.',
    args: {
      task: t.arg({ type: ModelTaskEnum, required: true, description: 'The task.' }),
      at: t.arg({ type: 'DateTime', description: 'What decided at that instant; now when absent.' }),
    },
    load: (ids: number[], { em }, { task, at }) => liveVersions(em, ids, task, at ?? undefined),
    resolve: ({ id }) => id,
  }),
);
