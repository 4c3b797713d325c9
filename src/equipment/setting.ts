import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from './sensor.ts';

export const SETTING_KINDS = ['LIMITS', 'DETECTION', 'SIGNAL', 'FORECAST', 'INPUTS'] as const;
export type SettingKind = (typeof SETTING_KINDS)[number];

const SettingSchema = defineEntity({
  name: 'Setting',
  tableName: 'setting',
  indexes: [{ properties: ['sensorId', 'kind', 'id'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    sensorId: () => p.manyToOne(Sensor).mapToPk().fieldName('sensor_id'),
    kind: p.string().$type<SettingKind>(),
    value: p.text(),
    fromMs: p.bigint('number'),
    setBy: p.string(),
  },
});

/** One entry of the append-only history of a sensor's settings; `value` is JSON and holds from `fromMs` until the next entry. */
export class Setting extends SettingSchema.class {}
SettingSchema.setClass(Setting);
