import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { Forecast, type ForecastMode } from './forecast.ts';

export const NEWEST_FORECASTS: KeysetOrder = { name: 'forecast.id', keys: [['id', 'desc']] };

/** OPEN: actuals are to come. COMPLETE: every step is judged. */
export const JUDGEMENT_STATES = ['OPEN', 'COMPLETE'] as const;
export type JudgementState = (typeof JUDGEMENT_STATES)[number];

export interface ForecastFilter {
  readonly sensorIds?: readonly number[] | null;
  readonly modelVersionIds?: readonly number[] | null;
  readonly modes?: readonly ForecastMode[] | null;
  readonly judgement?: JudgementState | null;
  /** Forecasts whose origin lies from `fromMs` to `toMs`. */
  readonly fromMs?: number | null;
  readonly toMs?: number | null;
}

/** Forecasts that were made, newest first. */
export function forecastPage(
  em: EntityManager,
  { sensorIds, modelVersionIds, modes, judgement, fromMs, toMs }: ForecastFilter,
  request: PageRequest,
): Promise<Page<Row<Forecast>>> {
  const where: Record<string, unknown>[] = [];
  if (sensorIds) where.push({ sensorId: { $in: sensorIds } });
  if (modelVersionIds) where.push({ modelVersionId: { $in: modelVersionIds } });
  if (modes) where.push({ mode: { $in: modes } });
  if (judgement === 'OPEN') where.push({ judgeDueMs: { $ne: null } });
  if (judgement === 'COMPLETE') where.push({ judgeDueMs: null, judgedThrough: { $gt: 0 } });
  if (fromMs != null) where.push({ originMs: { $gte: fromMs } });
  if (toMs != null) where.push({ originMs: { $lte: toMs } });
  return keysetPage(em, Forecast, { $and: where } as FilterQuery<Forecast>, NEWEST_FORECASTS, request);
}
