import { importedVersionPage, NEWEST_IMPORTED } from '../src/registry/imported-page.ts';
import { ImportedVersion, type RegistryLayout } from '../src/registry/imported-version.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { enumOf } from './enum.ts';
import { idOf } from './global-id.ts';
import { nodeOf } from './node.ts';
import { RegisteredModelRef } from './registered-model.ts';
import { RegistryImportRef } from './registry-import.ts';
import { SensorRef } from './sensor.ts';

const RegistryLayoutEnum = enumOf<RegistryLayout>('RegistryLayout', 'How another system kept its registry.', {
  JSON: 'An index, and a JSON file for each version.',
  SQLITE: 'One SQLite file.',
});

interface Claim {
  readonly name: string;
  readonly json: string;
}

const ClaimRef = builder.objectRef<Claim>('ImportedClaim').implement({
  description: 'Something that another system said of a version. Nobody has checked it.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'What it called it, such as `training_metrics` or `is_active`.',
    }),
    json: t.exposeString('json', { description: 'What it said, as JSON.' }),
  }),
});

const claimsOf = (claims: string): Claim[] =>
  Object.entries(JSON.parse(claims)).map(([name, value]) => ({ name, json: JSON.stringify(value) }));

const ImportedVersionRef = nodeOf('ImportedVersion', ImportedVersion);

ImportedVersionRef.implement({
  description:
    'The record of a version of another system: where it came from, and what was said of it. It holds no weights of ours ' +
    'and never serves; promoteModelVersion refuses it with UNVALIDATED.',
  fields: (t) => ({
    registeredModel: t.field({
      type: RegisteredModelRef,
      description: 'The model of ours whose predecessor it is.',
      resolve: ({ registeredModelId }) => registeredModelId,
    }),
    sensor: t.field({ type: SensorRef, description: 'Made for whom.', resolve: ({ sensorId }) => sensorId }),
    validated: t.exposeBoolean('validated', {
      description: 'Whether it was judged here on samples that no fit has seen; false from the import on.',
    }),
    sourceModelId: t.exposeString('sourceModelId', { description: 'The id of its model there.' }),
    sourceVersionId: t.exposeString('sourceVersionId', { description: 'Its id there.' }),
    layout: t.expose('layout', {
      type: RegistryLayoutEnum,
      description: 'The layout that it was read from.',
    }),
    sourceFile: t.exposeString('sourceFile', {
      description: 'The file that it was read from, from the folder.',
    }),
    modelType: t.exposeString('modelType', { description: 'The kind of model, in the words used there.' }),
    claimedAt: t.expose('claimedAtMs', {
      type: 'DateTime',
      nullable: true,
      description:
        'When it was made, as it was said, UTC where nothing else was said; null when nothing was.',
    }),
    description: t.exposeString('description', { description: 'What was written to it; empty for nothing.' }),
    tags: t.stringList({ description: 'Its tags there.', resolve: ({ tags }) => JSON.parse(tags) }),
    claims: t.field({
      type: [ClaimRef],
      description: 'Whatever else was said of it.',
      resolve: ({ claims }) => claimsOf(claims),
    }),
    registryImport: t.field({
      type: RegistryImportRef,
      description: 'The import that took it.',
      resolve: ({ registryImportId }) => registryImportId,
    }),
    createdAt: t.expose('createdAtMs', { type: 'DateTime', description: 'When it was imported.' }),
  }),
});

const ImportedVersionConnection = builder.connectionObject(
  {
    type: ImportedVersionRef,
    name: 'ImportedVersionConnection',
    description: 'A page of imported versions.',
  },
  { name: 'ImportedVersionEdge', description: 'An imported version in a list.' },
);

const ImportedVersionFilter = builder.inputType('ImportedVersionFilter', {
  description: 'Which imported versions to list. Every field that is given must match.',
  fields: (t) => ({
    registeredModelId: t
      .id({ description: 'Of this registered model.' })
      .validate(idOf('RegisteredModel').nullish()),
    sensorId: t.id({ description: 'Made for this sensor.' }).validate(idOf('Sensor').nullish()),
    registryImportId: t
      .id({ description: 'Taken by this import.' })
      .validate(idOf('RegistryImport').nullish()),
  }),
});

builder.queryField('importedVersions', (t) =>
  t.field({
    type: ImportedVersionConnection,
    description: 'Versions of other systems that were imported, newest first.',
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: ImportedVersionFilter, description: 'Which of them; all when absent.' }),
    },
    complexity: pageCost,
    resolve: (_, { filter, ...page }, { em }) =>
      connection(NEWEST_IMPORTED, page, (request) => importedVersionPage(em, filter ?? {}, request)),
  }),
);

builder.objectField(RegisteredModelRef, 'importedVersions', (t) =>
  t.field({
    type: ImportedVersionConnection,
    description: 'Versions of another system that came before its own, newest first.',
    args: pageArgs(t.arg),
    complexity: pageCost,
    resolve: ({ id }, page, { em }) =>
      connection(NEWEST_IMPORTED, page, (request) =>
        importedVersionPage(em, { registeredModelId: id }, request),
      ),
  }),
);
