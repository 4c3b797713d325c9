import { defineEntity, p } from '@mikro-orm/core';

const EventRecordSchema = defineEntity({
  name: 'EventRecord',
  tableName: 'event',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    type: p.string(),
    sensorId: p.integer().nullable(),
    equipmentPath: p.string().nullable(),
    severity: p.string().nullable(),
    timeMs: p.bigint('number'),
    recordedAtMs: p.bigint('number').index(),
    payloadVersion: p.integer().default(1),
    payload: p.text(),
  },
});

/**
 * One announced change. `id` grows in commit order and is what cursors hold; `payload` is the frozen JSON snapshot,
 * in the shape that `payloadVersion` names;
 * sensor, path and severity are there so that a filter needs nothing else.
 */
export class EventRecord extends EventRecordSchema.class {}
EventRecordSchema.setClass(EventRecord);
