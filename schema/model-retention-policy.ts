import {
  type RetentionPolicy,
  retentionPolicies,
  setRetentionPolicy,
  withdrawRetentionPolicy,
} from '../src/registry/retention-policy.ts';
import { builder } from './builder.ts';
import { EquipmentRef } from './equipment.ts';
import { idOf } from './global-id.ts';
import { CleanUpRef } from './model-retention.ts';

/** It looks at all versions of a part of the plant. */
const OUTLIVED_COST = 50;
/** As many as the longest page has; there may be more, and whoever asks for `outlived` has each look. */
const MANY_POLICIES = 100;

const WORDS = {
  isEnabled: 'Whether it deletes. While it does not, everything is kept where it holds.',
  keepNewest: 'So many of the newest versions of each registered model stay, 1 to 1000.',
  keepLiveWithinDays: 'What was live for somebody within so many days stays, 0 to 3650.',
};

const RetentionPolicyRef = builder.objectRef<RetentionPolicy>('ModelRetentionPolicy').implement({
  description:
    'Which versions are kept of models for the sensors of some equipment and of all below it, but for what has a policy of its own. ' +
    'Followed every hour. What is live, a challenger or pinned stays in any case, and so does a version of a group of which one ' +
    'sensor has another policy. Every change is an entry that stays.',
  fields: (t) => ({
    equipment: t.field({
      type: EquipmentRef,
      nullable: true,
      description: 'For whose sensors; null for those of the whole plant.',
      resolve: ({ equipmentId }) => equipmentId,
    }),
    version: t.exposeInt('version', { description: 'Counts the entries for this equipment, from 1.' }),
    isEnabled: t.boolean({ description: WORDS.isEnabled, resolve: (policy) => policy.ruled().isEnabled }),
    keepNewest: t.int({ description: WORDS.keepNewest, resolve: (policy) => policy.ruled().keepNewest }),
    keepLiveWithinDays: t.float({
      description: WORDS.keepLiveWithinDays,
      resolve: (policy) => policy.ruled().keepLiveWithinDays,
    }),
    isWithdrawn: t.boolean({
      description: 'True where this entry ended the policy: what holds above holds here.',
      resolve: ({ rules }) => rules === null,
    }),
    from: t.expose('fromMs', { type: 'DateTime', description: 'Since when it holds.' }),
    setBy: t.exposeString('setBy', { description: 'Who set it.' }),
    outlived: t.field({
      type: CleanUpRef,
      description: 'A dry run: what it lets go now, enabled or not, oldest first and at most 200.',
      complexity: OUTLIVED_COST,
      resolve: async (policy, _, { services }) => ({
        ...(await services.versions.outlived(policy)),
        dryRun: true,
      }),
    }),
  }),
});

builder.queryField('modelRetentionPolicies', (t) =>
  t.field({
    type: [RetentionPolicyRef],
    description:
      'The retention policies that hold, now or at an instant, that of the plant first; at most 500.',
    complexity: { field: 5, multiplier: MANY_POLICIES },
    args: {
      asOf: t.arg({ type: 'DateTime', description: 'Those that held at this instant; now when absent.' }),
    },
    resolve: (_, { asOf }, { em }) => retentionPolicies(em, asOf ?? undefined),
  }),
);

const equipmentWords =
  'For the sensors of this equipment and of all below it; for those of the whole plant when absent.';

const SetInput = builder.inputType('SetModelRetentionPolicyInput', {
  description: 'What to change of a retention policy; what is absent stays.',
  fields: (t) => ({
    equipmentId: t.id({ description: equipmentWords }).validate(idOf('Equipment').nullish()),
    isEnabled: t.boolean({ description: `${WORDS.isEnabled} At first false.` }),
    keepNewest: t.int({ description: `${WORDS.keepNewest} At first 5.` }),
    keepLiveWithinDays: t.float({ description: `${WORDS.keepLiveWithinDays} At first 90.` }),
  }),
});

const WithdrawInput = builder.inputType('WithdrawModelRetentionPolicyInput', {
  description: 'Which retention policy to end.',
  fields: (t) => ({
    equipmentId: t.id({ description: equipmentWords }).validate(idOf('Equipment').nullish()),
  }),
});

builder.mutationFields((t) => ({
  setModelRetentionPolicy: t.field({
    type: RetentionPolicyRef,
    description:
      'Sets the retention policy of equipment, or of the plant, from now on. Set it, look at `outlived`, then enable it. Refuses with ' +
      'INVALID_INPUT, NOT_FOUND or TOO_MANY_POLICIES.',
    errors: {},
    args: { input: t.arg({ type: SetInput, required: true, description: 'What to change.' }) },
    resolve: (_, { input: { equipmentId, ...change } }, { services, viewer }) =>
      setRetentionPolicy(services.db, equipmentId ?? null, change, viewer.name),
  }),
  withdrawModelRetentionPolicy: t.field({
    type: RetentionPolicyRef,
    nullable: true,
    description:
      'Ends the retention policy of equipment, or of the plant: what holds above holds there again. null where there was none. Asking ' +
      'again changes nothing.',
    errors: {},
    args: { input: t.arg({ type: WithdrawInput, required: true, description: 'Which.' }) },
    resolve: (_, { input: { equipmentId } }, { services, viewer }) =>
      withdrawRetentionPolicy(services.db, equipmentId ?? null, viewer.name),
  }),
}));
