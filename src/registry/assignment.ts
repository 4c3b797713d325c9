import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';
import { ModelVersion } from './model-version.ts';
import type { ModelTask } from './registered-model.ts';

export const ASSIGNMENT_ACTIONS = ['PROMOTE', 'ROLLBACK'] as const;
export type AssignmentAction = (typeof ASSIGNMENT_ACTIONS)[number];

const AssignmentSchema = defineEntity({
  name: 'Assignment',
  tableName: 'assignment',
  uniques: [{ properties: ['sensorId', 'task', 'sequence'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    sensorId: () => p.manyToOne(Sensor).mapToPk().fieldName('sensor_id'),
    task: p.string().$type<ModelTask>(),
    sequence: p.integer(),
    modelVersionId: () => p.manyToOne(ModelVersion).mapToPk().fieldName('model_version_id').index(),
    action: p.string().$type<AssignmentAction>(),
    reason: p.text().default(''),
    assignedBy: p.string(),
    fromMs: p.bigint('number'),
  },
});

/**
 * One entry of the append-only history of what is live: from `fromMs` until the next `sequence` of the same sensor and
 * task, this version decides. The unique sequence lets exactly one of two concurrent promotions win.
 */
export class Assignment extends AssignmentSchema.class {}
AssignmentSchema.setClass(Assignment);
