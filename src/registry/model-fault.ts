import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';
import { ModelVersion } from './model-version.ts';
import type { ModelTask } from './registered-model.ts';

const ModelFaultSchema = defineEntity({
  name: 'ModelFault',
  tableName: 'model_fault',
  indexes: [{ properties: ['sensorId', 'task', 'id'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    sensorId: () => p.manyToOne(Sensor).mapToPk().fieldName('sensor_id'),
    task: p.string().$type<ModelTask>(),
    assignmentId: p.integer(),
    modelVersionId: () => p.manyToOne(ModelVersion).mapToPk().fieldName('model_version_id').index(),
    standInVersionId: () =>
      p.manyToOne(ModelVersion).mapToPk().nullable().fieldName('stand_in_version_id').index(),
    code: p.string(),
    message: p.text(),
    atMs: p.bigint('number'),
  },
});

/**
 * A version that was to decide for a sensor and could not be used: `assignmentId` is what put it there, `standInVersionId` the
 * earlier version that decides since then, null where the fallback does. Never changed.
 */
export class ModelFault extends ModelFaultSchema.class {}
ModelFaultSchema.setClass(ModelFault);
