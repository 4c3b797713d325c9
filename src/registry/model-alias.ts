import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';
import { ModelVersion } from './model-version.ts';
import type { ModelTask } from './registered-model.ts';

const ModelAliasSchema = defineEntity({
  name: 'ModelAlias',
  tableName: 'model_alias',
  properties: {
    sensorId: () => p.manyToOne(Sensor).mapToPk().primary().fieldName('sensor_id'),
    task: p.string().$type<ModelTask>().primary(),
    alias: p.string().$type<'CHALLENGER'>().primary(),
    modelVersionId: () => p.manyToOne(ModelVersion).mapToPk().fieldName('model_version_id').index(),
    setBy: p.string(),
    setAtMs: p.bigint('number'),
  },
});

/** A name by which a version of a sensor and task is known. The champion has no row: it is what is live. */
export class ModelAlias extends ModelAliasSchema.class {}
ModelAliasSchema.setClass(ModelAlias);
