import { defineEntity, OptionalProps, p } from '@mikro-orm/core';

export const EQUIPMENT_KINDS = ['SITE', 'AREA', 'UNIT'] as const;
export type EquipmentKind = (typeof EQUIPMENT_KINDS)[number];

export const CRITICALITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Criticality = (typeof CRITICALITIES)[number];

const EquipmentSchema = defineEntity({
  name: 'Equipment',
  tableName: 'equipment',
  properties: {
    id: p.integer().primary().autoincrement(),
    tag: p.string().unique(),
    name: p.string(),
    kind: p.string().$type<EquipmentKind>(),
    parentId: () => p.manyToOne(Equipment).mapToPk().nullable().fieldName('parent_id'),
    path: p.string().index(),
    equipmentClass: p.string().nullable(),
    criticality: p.string().$type<Criticality>(),
    location: p.string().nullable(),
    description: p.text().default(''),
    createdAtMs: p.bigint('number'),
    retiredAtMs: p.bigint('number').nullable(),
  },
});

/**
 * A place or a machine: sites hold areas, areas hold units. `path` lists the ids from the root to this one as
 * `/1/4/9/`, so that a subtree is one prefix.
 */
export class Equipment extends EquipmentSchema.class {
  declare [OptionalProps]?: 'isRetired';

  get isRetired(): boolean {
    return this.retiredAtMs != null;
  }
}
EquipmentSchema.setClass(Equipment);
