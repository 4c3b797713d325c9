import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { ModelValidation, type ValidationVerdict } from './model-validation.ts';

export const NEWEST_VALIDATIONS: KeysetOrder = { name: 'model-validation.id', keys: [['id', 'desc']] };

/** Every field that is given must match. */
export interface ValidationFilter {
  readonly jobId?: number | null;
  readonly sensorId?: number | null;
  readonly modelVersionId?: number | null;
  readonly verdicts?: readonly ValidationVerdict[] | null;
}

/** What was found, newest first. */
export function validationPage(
  em: EntityManager,
  { jobId, sensorId, modelVersionId, verdicts }: ValidationFilter,
  request: PageRequest,
): Promise<Page<Row<ModelValidation>>> {
  const where = {
    ...(jobId != null && { jobId }),
    ...(sensorId != null && { sensorId }),
    ...(modelVersionId != null && { modelVersionId }),
    ...(verdicts && { verdict: { $in: verdicts } }),
  };
  return keysetPage(em, ModelValidation, where as FilterQuery<ModelValidation>, NEWEST_VALIDATIONS, request);
}
