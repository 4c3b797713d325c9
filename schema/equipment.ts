import { type Criticality, Equipment, type EquipmentKind } from '../src/equipment/equipment.ts';
import { childPages, EQUIPMENT_BY_TAG, equipmentPage } from '../src/equipment/equipment-page.ts';
import { builder } from './builder.ts';
import { connection, connections, pageArgs, pageCost } from './connection.ts';
import { enumOf } from './enum.ts';
import { idOf } from './global-id.ts';
import { nodeOf } from './node.ts';

export const EquipmentKindEnum = enumOf<EquipmentKind>('EquipmentKind', 'A level of the equipment tree.', {
  SITE: 'A plant or a spacecraft: the top of the tree.',
  AREA: 'A part of a site.',
  UNIT: 'A machine. Only units have sensors.',
});

export const CriticalityEnum = enumOf<Criticality>('Criticality', 'What depends on the equipment.', {
  LOW: 'Its failure can wait.',
  MEDIUM: 'Its failure is a nuisance.',
  HIGH: 'Its failure costs production.',
  CRITICAL: 'Its failure stops the plant or endangers it.',
});

export const EquipmentRef = nodeOf('Equipment', Equipment);

EquipmentRef.implement({
  description: 'A place or a machine: sites hold areas, areas hold units, units have sensors.',
  fields: (t) => ({
    tag: t.exposeString('tag', { description: 'The name in the plant, unique, such as `PUMP-101`.' }),
    name: t.exposeString('name', { description: 'The name for people.' }),
    kind: t.expose('kind', { type: EquipmentKindEnum, description: 'The level in the tree.' }),
    parent: t.field({
      type: EquipmentRef,
      nullable: true,
      description: 'What holds it; null for a site.',
      resolve: ({ parentId }) => parentId,
    }),
    equipmentClass: t.exposeString('equipmentClass', {
      nullable: true,
      description: 'The class of machine, such as `centrifugal pump`.',
    }),
    criticality: t.expose('criticality', { type: CriticalityEnum, description: 'What depends on it.' }),
    location: t.exposeString('location', { nullable: true, description: 'Where it stands.' }),
    description: t.exposeString('description', { description: 'Free text; empty when there is none.' }),
    createdAt: t.expose('createdAtMs', { type: 'DateTime', description: 'When it was entered.' }),
    retiredAt: t.expose('retiredAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was taken out of service for good; null while it is in service.',
    }),
  }),
});

const EquipmentConnection = builder.connectionObject(
  { type: EquipmentRef, name: 'EquipmentConnection', description: 'A page of equipment.' },
  { name: 'EquipmentEdge', description: 'A piece of equipment in a list.' },
);

const EquipmentFilter = builder.inputType('EquipmentFilter', {
  description: 'Which equipment to list. Every field that is given must match.',
  fields: (t) => ({
    kinds: t.field({ type: [EquipmentKindEnum], description: 'One of these levels.' }),
    criticalities: t.field({ type: [CriticalityEnum], description: 'One of these criticalities.' }),
    parentId: t.id({ description: 'Held directly by this.' }).validate(idOf('Equipment').nullish()),
    within: t
      .id({ description: 'This equipment and everything below it.' })
      .validate(idOf('Equipment').nullish()),
    search: t.string({ description: 'Part of a tag or a name; A to Z and a to z are alike.' }),
    includeRetired: t.boolean({ defaultValue: false, description: 'Also what was taken out of service.' }),
  }),
});

builder.queryField('equipment', (t) =>
  t.field({
    type: EquipmentConnection,
    description: 'Equipment by tag.',
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: EquipmentFilter, description: 'Which equipment; all in service when absent.' }),
    },
    complexity: pageCost,
    resolve: (_, { filter, ...page }, { em }) =>
      connection(EQUIPMENT_BY_TAG, page, (request) => equipmentPage(em, filter ?? {}, request)),
  }),
);
builder.objectField(EquipmentRef, 'children', (t) =>
  t.loadable({
    type: EquipmentConnection,
    byPath: true,
    description: 'What it holds directly and is in service, by tag.',
    args: pageArgs(t.arg),
    complexity: pageCost,
    load: (ids: number[], { em }, page) =>
      connections(EQUIPMENT_BY_TAG, page, (request) => childPages(em, ids, request)),
    resolve: ({ id }) => id,
  }),
);
