import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { Forecast } from './forecast.ts';

export const NEWEST_FORECASTS: KeysetOrder = { name: 'forecast.id', keys: [['id', 'desc']] };

export interface ForecastFilter {
  readonly sensorIds?: readonly number[] | null;
  /** Forecasts whose origin lies from `fromMs` to `toMs`. */
  readonly fromMs?: number | null;
  readonly toMs?: number | null;
}

/** Forecasts that were made, newest first. */
export function forecastPage(
  em: EntityManager,
  { sensorIds, fromMs, toMs }: ForecastFilter,
  request: PageRequest,
): Promise<Page<Row<Forecast>>> {
  const where: Record<string, unknown>[] = [];
  if (sensorIds) where.push({ sensorId: { $in: sensorIds } });
  if (fromMs != null) where.push({ originMs: { $gte: fromMs } });
  if (toMs != null) where.push({ originMs: { $lte: toMs } });
  return keysetPage(em, Forecast, { $and: where } as FilterQuery<Forecast>, NEWEST_FORECASTS, request);
}
