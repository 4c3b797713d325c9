import { defineEntity, p } from '@mikro-orm/core';

/** Into how many parts the sensors are divided: more processes than this would have nothing to score. */
export const PARTITIONS = 64;

export const partitionOf = (sensorId: number): number => sensorId % PARTITIONS;

const ScoringPartitionSchema = defineEntity({
  name: 'ScoringPartition',
  tableName: 'scoring_partition',
  properties: {
    id: p.integer().primary().autoincrement(false),
    owner: p.string().nullable(),
    leaseUntilMs: p.bigint('number').default(0),
    epoch: p.integer().default(0),
  },
});

/**
 * Who scores the sensors whose id leaves this remainder, and until when. `epoch` grows whenever a process takes the
 * partition: it fences off a process that held it before and does not know that it has lost it. PostgreSQL only: on
 * SQLite one process scores everything.
 */
export class ScoringPartition extends ScoringPartitionSchema.class {}
ScoringPartitionSchema.setClass(ScoringPartition);

const ScoringProcessSchema = defineEntity({
  name: 'ScoringProcess',
  tableName: 'scoring_process',
  properties: {
    id: p.string().primary(),
    leaseUntilMs: p.bigint('number'),
  },
});

/** A process that takes its share of the partitions. */
export class ScoringProcess extends ScoringProcessSchema.class {}
ScoringProcessSchema.setClass(ScoringProcess);
