import { builder } from './builder.ts';
import { CriticalityEnum, EquipmentKindEnum, EquipmentRef } from './equipment.ts';
import { idOf } from './global-id.ts';

const description = 'Free text of at most 4000 characters.';

const CreateEquipmentInput = builder.inputType('CreateEquipmentInput', {
  description: 'A place or a machine to enter.',
  fields: (t) => ({
    tag: t.string({
      required: true,
      description: 'Unique in the plant: 1 to 64 letters, digits and `. _ : / -`.',
    }),
    name: t.string({ required: true, description: 'The name for people, at most 200 characters.' }),
    kind: t.field({ type: EquipmentKindEnum, required: true, description: 'The level in the tree.' }),
    parentId: t
      .id({ description: 'The site of an area, the area of a unit; absent for a site.' })
      .validate(idOf('Equipment').nullish()),
    equipmentClass: t.string({ description: 'The class of machine, such as `centrifugal pump`.' }),
    criticality: t.field({
      type: CriticalityEnum,
      defaultValue: 'MEDIUM',
      description: 'What depends on it.',
    }),
    location: t.string({ description: 'Where it stands.' }),
    description: t.string({ description }),
  }),
});

const UpdateEquipmentInput = builder.inputType('UpdateEquipmentInput', {
  description:
    'What to change; what is absent stays, null clears. Tag, kind and place in the tree never change.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The equipment.' }).validate(idOf('Equipment')),
    name: t.string({ description: 'The name for people, at most 200 characters.' }),
    equipmentClass: t.string({ description: 'The class of machine.' }),
    criticality: t.field({ type: CriticalityEnum, description: 'What depends on it.' }),
    location: t.string({ description: 'Where it stands.' }),
    description: t.string({ description }),
  }),
});

const RetireEquipmentInput = builder.inputType('RetireEquipmentInput', {
  description: 'What to take out of service for good.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The equipment.' }).validate(idOf('Equipment')),
  }),
});

builder.mutationFields((t) => ({
  createEquipment: t.field({
    type: EquipmentRef,
    description:
      'Enters a place or a machine. Refuses with DUPLICATE_TAG, RETIRED, NOT_FOUND or INVALID_INPUT.',
    errors: {},
    args: { input: t.arg({ type: CreateEquipmentInput, required: true, description: 'What to enter.' }) },
    resolve: (_, { input }, { services }) => services.equipment.createEquipment(input),
  }),
  updateEquipment: t.field({
    type: EquipmentRef,
    description: 'Changes what is said of a place or a machine.',
    errors: {},
    args: { input: t.arg({ type: UpdateEquipmentInput, required: true, description: 'What to change.' }) },
    resolve: (_, { input: { id, ...patch } }, { services }) => services.equipment.updateEquipment(id, patch),
  }),
  retireEquipment: t.field({
    type: EquipmentRef,
    description:
      'Takes a place or a machine out of service for good, a unit with its sensors; history stays. Refuses with ' +
      'HAS_ACTIVE_CHILDREN while it holds something in service. Retiring again changes nothing.',
    errors: {},
    args: { input: t.arg({ type: RetireEquipmentInput, required: true, description: 'What to retire.' }) },
    resolve: (_, { input }, { services }) => services.equipment.retireEquipment(input.id),
  }),
}));
