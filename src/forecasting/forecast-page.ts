import { type FilterQuery, type RawQueryFragment, raw } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { RISK_FROM, type RiskLevel } from '../ml/risk/risk-level.ts';
import { Forecast, type ForecastMode } from './forecast.ts';

const NEWEST_FORECASTS: KeysetOrder = { name: 'forecast.id', keys: [['id', 'desc']] };

const RISKIEST_FORECASTS: KeysetOrder = {
  name: 'forecast.risk',
  keys: [
    ['riskProbability', 'desc'],
    ['id', 'desc'],
  ],
};

/** NEWEST: those issued last first. RISKIEST: those likeliest to cross a limit first; without a risk none. */
export const FORECAST_ORDERS = { NEWEST: NEWEST_FORECASTS, RISKIEST: RISKIEST_FORECASTS } as const;
export type ForecastOrderName = keyof typeof FORECAST_ORDERS;

/** OPEN: actuals are to come. COMPLETE: every step is judged. */
export const JUDGEMENT_STATES = ['OPEN', 'COMPLETE'] as const;
export type JudgementState = (typeof JUDGEMENT_STATES)[number];

export interface ForecastFilter {
  readonly sensorIds?: readonly number[] | null;
  readonly modelVersionIds?: readonly number[] | null;
  /** All but SHADOW where left out. */
  readonly modes?: readonly ForecastMode[] | null;
  readonly judgement?: JudgementState | null;
  /** Forecasts whose origin lies from `fromMs` to `toMs`. */
  readonly fromMs?: number | null;
  readonly toMs?: number | null;
  /** Likely enough to cross a limit within their horizons. */
  readonly atLeastRisk?: RiskLevel | null;
  /** Of each sensor, only the forecast with the latest origin; of several the one that was issued last. */
  readonly latestOnly?: boolean | null;
}

const isLatest = (): RawQueryFragment =>
  raw(`(not exists (select 1 from forecast n where n.sensor_id = r.sensor_id
    and (n.mode = 'SHADOW') = (r.mode = 'SHADOW') and (n.origin_ms > r.origin_ms or (n.origin_ms = r.origin_ms and n.id > r.id))))`);

/** Forecasts that were made. */
export function forecastPage(
  em: EntityManager,
  filter: ForecastFilter,
  order: ForecastOrderName,
  request: PageRequest,
): Promise<Page<Row<Forecast>>> {
  const where = conditionsOf(filter);
  if (order === 'RISKIEST') where.push({ riskProbability: { $ne: null } });
  const all = { $and: where } as FilterQuery<Forecast>;
  return keysetPage(em, Forecast, all, FORECAST_ORDERS[order], request);
}

function conditionsOf(filter: ForecastFilter): object[] {
  const { sensorIds, modelVersionIds, modes, judgement, fromMs, toMs, atLeastRisk, latestOnly } = filter;
  const where: object[] = [];
  if (sensorIds) where.push({ sensorId: { $in: sensorIds } });
  if (modelVersionIds) where.push({ modelVersionId: { $in: modelVersionIds } });
  where.push({ mode: modes ? { $in: modes } : { $ne: 'SHADOW' } });
  if (judgement === 'OPEN') where.push({ judgeDueMs: { $ne: null } });
  if (judgement === 'COMPLETE') where.push({ judgeDueMs: null, judgedThrough: { $gt: 0 } });
  if (fromMs != null) where.push({ originMs: { $gte: fromMs } });
  if (toMs != null) where.push({ originMs: { $lte: toMs } });
  if (atLeastRisk != null) where.push({ riskProbability: { $gte: RISK_FROM[atLeastRisk] } });
  if (latestOnly) where.push({ [isLatest() as never]: [] });
  return where;
}
