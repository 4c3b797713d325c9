import { defineEntity, p } from '@mikro-orm/core';

export const MODEL_TASKS = ['DETECTION', 'FORECASTING'] as const;
export type ModelTask = (typeof MODEL_TASKS)[number];

const RegisteredModelSchema = defineEntity({
  name: 'RegisteredModel',
  tableName: 'registered_model',
  properties: {
    id: p.integer().primary().autoincrement(),
    name: p.string().unique(),
    task: p.string().$type<ModelTask>(),
    description: p.text().default(''),
    createdAtMs: p.bigint('number'),
  },
});

/** A name under which versions follow each other, such as `PUMP-101.VIB/detection`. */
export class RegisteredModel extends RegisteredModelSchema.class {}
RegisteredModelSchema.setClass(RegisteredModel);
