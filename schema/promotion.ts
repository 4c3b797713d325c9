import { BusyError, CorruptArtifactError } from '../src/errors.ts';
import { GateRefusedError } from '../src/promotion/gate-refused.ts';
import type { Promoted } from '../src/promotion/promotion-gate.ts';
import { type Promotable, promotableId } from '../src/registry/promotable.ts';
import { PromotionConflictError } from '../src/registry/refusals.ts';
import type { RolledBack } from '../src/registry/version-rollback.ts';
import { AssignmentRef } from './assignment.ts';
import { builder } from './builder.ts';
import { Failure } from './failure.ts';
import { GateDecisionRef } from './gate-decision.ts';
import { idOf, idOfAny } from './global-id.ts';
import { ModelTaskEnum } from './registered-model.ts';

builder.objectType(GateRefusedError, {
  name: 'GateRefused',
  description: 'The version is worse than what is live on the same readings. Code GATE_REFUSED.',
  interfaces: [Failure],
  fields: (t) => ({
    decisions: t.field({
      type: [GateDecisionRef],
      description: 'What was found, for each sensor, with the numbers.',
      resolve: ({ decisionIds }) => [...decisionIds],
    }),
  }),
});

builder.objectType(PromotionConflictError, {
  name: 'PromotionConflict',
  description: 'Something else became live in the meantime. Code ASSIGNMENT_CONFLICT.',
  interfaces: [Failure],
  fields: (t) => ({
    live: t.field({
      type: [AssignmentRef],
      description: 'What is live now.',
      resolve: ({ assignmentIds }) => [...assignmentIds],
    }),
  }),
});

const PromoteModelVersionInput = builder.inputType('PromoteModelVersionInput', {
  description: 'A version to make live.',
  fields: (t) => ({
    modelVersionId: t
      .id({ required: true, description: 'The version.' })
      .validate(idOfAny<Promotable['type']>('ModelVersion', 'ImportedVersion')),
    reason: t.string({ defaultValue: '', description: 'Why, for the history, at most 2000 characters.' }),
    expectedAssignmentId: t
      .id({
        description:
          'The newest assignment that the decision was made on: the promotion is refused with ASSIGNMENT_CONFLICT when ' +
          'another one is live by now. null when none was live; absent to replace whatever is.',
      })
      .validate(idOf('Assignment').nullish()),
  }),
});

const RollbackModelInput = builder.inputType('RollbackModelInput', {
  description: 'A promotion to undo.',
  fields: (t) => ({
    sensorId: t.id({ required: true, description: 'The sensor.' }).validate(idOf('Sensor')),
    task: t.field({ type: ModelTaskEnum, required: true, description: 'The task.' }),
    reason: t.string({ defaultValue: '', description: 'Why, for the history, at most 2000 characters.' }),
  }),
});

const RollbackModelVersionInput = builder.inputType('RollbackModelVersionInput', {
  description: 'A version that is to be live for nobody any more.',
  fields: (t) => ({
    modelVersionId: t.id({ required: true, description: 'The version.' }).validate(idOf('ModelVersion')),
    reason: t.string({ defaultValue: '', description: 'Why, for the history, at most 2000 characters.' }),
  }),
});

const PromoteDespiteGateInput = builder.inputType('PromoteDespiteGateInput', {
  description: 'A version to make live, whatever the gate says.',
  fields: (t) => ({
    modelVersionId: t.id({ required: true, description: 'The version.' }).validate(idOf('ModelVersion')),
    reason: t.string({
      required: true,
      description: 'Why, 1 to 2000 characters: kept with the decision of the gate and in the history.',
    }),
    expectedAssignmentId: t
      .id({ description: 'As for `promoteModelVersion`.' })
      .validate(idOf('Assignment').nullish()),
  }),
});

const PromotionRef = builder.objectRef<Promoted>('Promotion').implement({
  description: 'A version that was made live.',
  fields: (t) => ({
    assignments: t.field({
      type: [AssignmentRef],
      description: 'The new entry of each sensor for which something else was live before.',
      resolve: ({ assignments }) => [...assignments],
    }),
    gateDecisions: t.field({
      type: [GateDecisionRef],
      description: 'What the gate said, for each of them.',
      resolve: ({ decisionIds }) => [...decisionIds],
    }),
  }),
});

const RollbackRef = builder.objectRef<RolledBack>('Rollback').implement({
  description: 'A version whose promotion was undone.',
  fields: (t) => ({
    assignments: t.field({
      type: [AssignmentRef],
      description: 'The new entry of each sensor for which it was live.',
      resolve: ({ assignments }) => [...assignments],
    }),
  }),
});

const REFUSALS = [GateRefusedError, PromotionConflictError, CorruptArtifactError, BusyError];

builder.mutationFields((t) => ({
  promoteModelVersion: t.field({
    type: PromotionRef,
    description:
      'Makes a version live for every sensor that it was made for, at once, if the gate lets it: on the newest readings that neither ' +
      'it nor what is live was fitted on, it must not be worse. Takes up to seconds. Refuses with INVALID_INPUT, GATE_REFUSED, ALREADY_LIVE, ' +
      'ASSIGNMENT_CONFLICT, VERSION_ARCHIVED, VERSION_DELETED, CORRUPT_ARTIFACT, BUSY, SCORING_TIMED_OUT or NOT_FOUND, and an imported version with UNVALIDATED.',
    errors: { types: REFUSALS },
    args: {
      input: t.arg({ type: PromoteModelVersionInput, required: true, description: 'What to promote.' }),
    },
    resolve: async (_, { input: { reason, ...promotion } }, context) => {
      const modelVersionId = await promotableId(context.em, promotion.modelVersionId);
      const order = { ...promotion, modelVersionId, reason: reason ?? '', by: context.viewer.name };
      return context.services.gate.promote(order, context);
    },
  }),
  promoteDespiteGate: t.field({
    type: PromotionRef,
    description:
      'As `promoteModelVersion`, also where the gate refuses: its numbers and the reason are kept. Refuses as ' +
      'that, except with GATE_REFUSED.',
    errors: { types: REFUSALS },
    args: {
      input: t.arg({
        type: PromoteDespiteGateInput,
        required: true,
        description: 'What to promote, and why.',
      }),
    },
    resolve: (_, { input }, context) =>
      context.services.gate.promote({ ...input, override: input.reason, by: context.viewer.name }, context),
  }),
  rollbackModel: t.field({
    type: AssignmentRef,
    description:
      'Undoes the newest promotion of a sensor and task that still stands and brings back the version before it. Called ' +
      'again, it goes further back. Refuses with INVALID_INPUT, NO_EARLIER_VERSION or ASSIGNMENT_CONFLICT.',
    errors: { types: [PromotionConflictError] },
    args: { input: t.arg({ type: RollbackModelInput, required: true, description: 'What to undo.' }) },
    resolve: (_, { input: { reason, ...rollback } }, { services, viewer }) =>
      services.registry.rollback({ ...rollback, reason: reason ?? '', by: viewer.name }),
  }),
  rollbackModelVersion: t.field({
    type: RollbackRef,
    description:
      'Undoes the promotion of a version, such as that of a group, for every sensor for which it is live: all of them get back what ' +
      'they had before, or none does. Refuses with INVALID_INPUT, NOT_LIVE, NO_EARLIER_VERSION, which names the sensors without one, ' +
      'VERSION_DELETED, ASSIGNMENT_CONFLICT or NOT_FOUND.',
    errors: { types: [PromotionConflictError] },
    args: {
      input: t.arg({ type: RollbackModelVersionInput, required: true, description: 'What to undo.' }),
    },
    resolve: (_, { input: { reason, modelVersionId } }, { services, viewer }) =>
      services.registry.rollbackVersion({ modelVersionId, reason: reason ?? '', by: viewer.name }),
  }),
}));
