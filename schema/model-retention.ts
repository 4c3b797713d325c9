import { VersionInUseError, type VersionUse } from '../src/registry/refusals.ts';
import type { CleanUp } from '../src/registry/version-retention.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum.ts';
import { Failure } from './failure.ts';
import { idOf } from './global-id.ts';
import { ModelVersionRef } from './model-version.ts';
import { SensorRef } from './sensor.ts';

const VersionUseEnum = enumOf<VersionUse['use']>('VersionUseKind', 'What a version is for a sensor.', {
  LIVE: 'It decides.',
  CHALLENGER: 'It is compared with what decides.',
});

const VersionUseRef = builder.objectRef<VersionUse>('VersionUse').implement({
  description: 'What a version is for a sensor.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'The sensor.', resolve: ({ sensorId }) => sensorId }),
    use: t.expose('use', { type: VersionUseEnum, description: 'What it is.' }),
  }),
});

builder.objectType(VersionInUseError, {
  name: 'VersionInUse',
  description: 'A version that is live or a challenger cannot be archived or deleted. Code VERSION_IN_USE.',
  interfaces: [Failure],
  fields: (t) => ({
    uses: t.expose('uses', { type: [VersionUseRef], description: 'For whom it is what.' }),
  }),
});

export const CleanUpRef = builder
  .objectRef<CleanUp & { readonly dryRun: boolean }>('ModelCleanUp')
  .implement({
    description: 'What a clean-up deleted, or would delete.',
    fields: (t) => ({
      dryRun: t.exposeBoolean('dryRun', { description: 'True where nothing was deleted.' }),
      modelVersions: t.field({
        type: [ModelVersionRef],
        description: 'The versions, oldest first.',
        resolve: ({ modelVersionIds }) => [...modelVersionIds],
      }),
      freedBytes: t.exposeFloat('freedBytes', {
        description: 'Bytes of weights that go with them: those that no other version has.',
      }),
      more: t.exposeBoolean('more', {
        description: 'There are more than one clean-up takes (200): ask again.',
      }),
    }),
  });

const inputOf = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      id: t.id({ required: true, description: 'The version.' }).validate(idOf('ModelVersion')),
    }),
  });

const ArchiveInput = inputOf('ArchiveModelVersionInput', 'A version to put aside.');
const RestoreInput = inputOf('RestoreModelVersionInput', 'A version to take out of the archive.');
const UnpinInput = inputOf('UnpinModelVersionInput', 'A version that may be deleted again.');
const DeleteInput = inputOf('DeleteModelVersionInput', 'A version to delete.');

const CleanUpModelsInput = builder.inputType('CleanUpModelsInput', {
  description: 'What stays. Versions that are live, a challenger or pinned stay in any case.',
  fields: (t) => ({
    keepNewest: t.int({
      required: true,
      defaultValue: 5,
      description: 'So many of the newest versions of each registered model, 1 to 1000.',
    }),
    keepLiveWithinDays: t.float({
      required: true,
      defaultValue: 90,
      description: 'What was live for somebody within so many days, 0 to 3650.',
    }),
    dryRun: t.boolean({ required: true, defaultValue: true, description: 'Only say what would go.' }),
  }),
});

const PinInput = builder.inputType('PinModelVersionInput', {
  description: 'A version that is not to be deleted.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The version.' }).validate(idOf('ModelVersion')),
    reason: t.string({ required: true, description: 'Why, in 1 to 2000 characters.' }),
  }),
});

builder.mutationFields((t) => ({
  pinModelVersion: t.field({
    type: ModelVersionRef,
    description:
      'Pins a version: nobody and no policy deletes it until it is unpinned. Refuses with INVALID_INPUT, VERSION_DELETED or NOT_FOUND. ' +
      'Asking again renews the reason.',
    errors: {},
    args: { input: t.arg({ type: PinInput, required: true, description: 'What to pin, and why.' }) },
    resolve: (_, { input: { id, reason } }, { services, viewer }) =>
      services.versions.pin(id, reason, viewer.name),
  }),
  unpinModelVersion: t.field({
    type: ModelVersionRef,
    description: 'Unpins a version. Refuses with NOT_FOUND. Asking again changes nothing.',
    errors: {},
    args: { input: t.arg({ type: UnpinInput, required: true, description: 'What to unpin.' }) },
    resolve: (_, { input }, { services }) => services.versions.unpin(input.id),
  }),
  archiveModelVersion: t.field({
    type: ModelVersionRef,
    description:
      'Puts a version aside: it stays whole and can be rolled back to, but not be promoted. Refuses with VERSION_IN_USE, ' +
      'VERSION_DELETED or NOT_FOUND. Asking again changes nothing.',
    errors: { types: [VersionInUseError] },
    args: { input: t.arg({ type: ArchiveInput, required: true, description: 'What to put aside.' }) },
    resolve: (_, { input }, { services, viewer }) => services.versions.archive(input.id, viewer.name),
  }),
  restoreModelVersion: t.field({
    type: ModelVersionRef,
    description: 'Takes a version out of the archive. Refuses with VERSION_DELETED or NOT_FOUND.',
    errors: {},
    args: { input: t.arg({ type: RestoreInput, required: true, description: 'What to take out.' }) },
    resolve: (_, { input }, { services }) => services.versions.restore(input.id),
  }),
  deleteModelVersion: t.field({
    type: ModelVersionRef,
    description:
      'Deletes a version for good: its weights are removed unless another version has the same. Its record stays for the ' +
      'history that refers to it, in no list. Refuses with VERSION_IN_USE, VERSION_PINNED or NOT_FOUND. Asking again changes nothing.',
    errors: { types: [VersionInUseError] },
    args: { input: t.arg({ type: DeleteInput, required: true, description: 'What to delete.' }) },
    resolve: (_, { input }, { services, viewer }) => services.versions.delete(input.id, viewer.name),
  }),
  cleanUpModels: t.field({
    type: CleanUpRef,
    description:
      'Deletes the versions that are not to be kept, oldest first. A dry run, the default, only lists them.',
    errors: {},
    args: { input: t.arg({ type: CleanUpModelsInput, required: true, description: 'What stays.' }) },
    resolve: async (_, { input: { dryRun, ...rules } }, { services, viewer }) => ({
      ...(await services.versions.cleanUp(rules, dryRun, viewer.name)),
      dryRun,
    }),
  }),
}));
