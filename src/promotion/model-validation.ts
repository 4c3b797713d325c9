import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';
import { ModelVersion } from '../registry/model-version.ts';
import type { ModelTask } from '../registry/registered-model.ts';
import type { GateFigures } from './gate-decision.ts';

/** UNJUDGED: it can be used, and there is too little that it was not fitted on to say more. */
export const VALIDATION_VERDICTS = ['SOUND', 'DEGRADED', 'UNUSABLE', 'UNJUDGED'] as const;
export type ValidationVerdict = (typeof VALIDATION_VERDICTS)[number];

export const VALIDATION_PROBLEMS = [
  'ARTIFACT_CORRUPT',
  'ARTIFACT_UNREADABLE',
  'NON_FINITE_SCORES',
  'MORE_FALSE_ALARMS',
  'MORE_TIME_OPEN',
  'LESS_ACCURATE',
  'WORSE_CALIBRATED',
  'TOO_FEW_READINGS',
] as const;
export type ValidationProblem = (typeof VALIDATION_PROBLEMS)[number];

/** What was measured now, beside the figures of the training. Times are ms since the epoch; null where nothing was judged. */
export interface ValidationEvidence {
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly readings: number;
  readonly now: GateFigures;
  readonly atTraining: GateFigures;
  /** What loading or judging threw, for people. */
  readonly message?: string;
}

const ModelValidationSchema = defineEntity({
  name: 'ModelValidation',
  tableName: 'model_validation',
  indexes: [{ properties: ['jobId', 'id'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    jobId: p.integer(),
    modelVersionId: () => p.manyToOne(ModelVersion).mapToPk().fieldName('model_version_id').index(),
    sensorId: () => p.manyToOne(Sensor).mapToPk().fieldName('sensor_id').index(),
    task: p.string().$type<ModelTask>(),
    verdict: p.string().$type<ValidationVerdict>(),
    problems: p.text(),
    evidence: p.text(),
    validatedAtMs: p.bigint('number'),
  },
});

/**
 * What a check of a version for a sensor came to; never changed. `problems` is a list of `ValidationProblem` and `evidence` a
 * `ValidationEvidence`, both in JSON.
 */
export class ModelValidation extends ModelValidationSchema.class {}
ModelValidationSchema.setClass(ModelValidation);
