import { defineEntity, OptionalProps, p } from '@mikro-orm/core';
import { Equipment } from './equipment.ts';

/** CONTINUOUS is sampled; STEP is stored on change and read as its last value at or before an instant. */
export const SENSOR_KINDS = ['CONTINUOUS', 'STEP'] as const;
export type SensorKind = (typeof SENSOR_KINDS)[number];

const SensorSchema = defineEntity({
  name: 'Sensor',
  tableName: 'sensor',
  properties: {
    id: p.integer().primary().autoincrement(),
    tag: p.string().unique(),
    name: p.string(),
    description: p.text().default(''),
    equipmentId: () => p.manyToOne(Equipment).mapToPk().fieldName('equipment_id').index(),
    quantity: p.string(),
    unit: p.string(),
    kind: p.string().$type<SensorKind>(),
    samplingPeriodMs: p.bigint('number'),
    normalLow: p.float().columnType('double precision').nullable(),
    normalHigh: p.float().columnType('double precision').nullable(),
    limitLowLow: p.float().columnType('double precision').nullable(),
    limitLow: p.float().columnType('double precision').nullable(),
    limitHigh: p.float().columnType('double precision').nullable(),
    limitHighHigh: p.float().columnType('double precision').nullable(),
    createdAtMs: p.bigint('number'),
    retiredAtMs: p.bigint('number').nullable(),
  },
});

/** One measured quantity of one unit. `unit` is a UCUM code; limits and the normal range are in that unit. */
export class Sensor extends SensorSchema.class {
  declare [OptionalProps]?: 'isRetired';

  get isRetired(): boolean {
    return this.retiredAtMs != null;
  }
}
SensorSchema.setClass(Sensor);

const SensorInputSchema = defineEntity({
  name: 'SensorInput',
  tableName: 'sensor_input',
  properties: {
    sensorId: () => p.manyToOne(Sensor).mapToPk().primary().fieldName('sensor_id'),
    position: p.integer().primary(),
    inputId: () => p.manyToOne(Sensor).mapToPk().fieldName('input_id').index(),
  },
});

/** The `position`-th input (from 0) that models of a sensor may look at beside its own values. */
export class SensorInput extends SensorInputSchema.class {}
SensorInputSchema.setClass(SensorInput);
