import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';

/** CONFIRMED: it was an anomaly. REJECTED: it was not. EXPECTED: unusual, but planned or known. */
export const VERDICTS = ['CONFIRMED', 'REJECTED', 'EXPECTED'] as const;
export type Verdict = (typeof VERDICTS)[number];

const OperatorLabelSchema = defineEntity({
  name: 'OperatorLabel',
  tableName: 'operator_label',
  indexes: [{ properties: ['sensorId', 'startMs'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    sensorId: () => p.manyToOne(Sensor).mapToPk().fieldName('sensor_id'),
    startMs: p.bigint('number'),
    endMs: p.bigint('number'),
    verdict: p.string().$type<Verdict>(),
    anomalyId: p.integer().nullable().index(),
    note: p.text().default(''),
    author: p.string(),
    createdAtMs: p.bigint('number'),
  },
});

/** What a person said of an interval of a sensor, both ends inclusive; of an announced anomaly where `anomalyId` is set. */
export class OperatorLabel extends OperatorLabelSchema.class {}
OperatorLabelSchema.setClass(OperatorLabel);
