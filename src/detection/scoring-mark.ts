import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';

const ScoringMarkSchema = defineEntity({
  name: 'ScoringMark',
  tableName: 'scoring_mark',
  properties: {
    sensorId: () => p.manyToOne(Sensor).mapToPk().primary().fieldName('sensor_id'),
    scoredThroughMs: p.bigint('number'),
    assignmentId: p.integer().nullable(),
    state: p.blob().nullable(),
    episode: p.text().nullable(),
  },
});

/**
 * How far a sensor has been scored, and the detector's state at that instant: written in one transaction with what
 * the readings up to there changed, so that a restart continues as if nothing had happened.
 */
export class ScoringMark extends ScoringMarkSchema.class {}
ScoringMarkSchema.setClass(ScoringMark);
