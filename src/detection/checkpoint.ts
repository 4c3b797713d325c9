import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';

const CheckpointSchema = defineEntity({
  name: 'Checkpoint',
  tableName: 'scoring_checkpoint',
  properties: {
    sensorId: () => p.manyToOne(Sensor).mapToPk().primary().fieldName('sensor_id'),
    throughMs: p.bigint('number').primary(),
    assignmentId: p.integer().nullable(),
    state: p.blob().nullable(),
    episode: p.text(),
  },
});

/**
 * A state from which judging can start again when a reading comes late: what the detector and the episode were after
 * the reading at `throughMs`. As few are kept as reach back over the lateness bound.
 */
export class Checkpoint extends CheckpointSchema.class {}
CheckpointSchema.setClass(Checkpoint);
