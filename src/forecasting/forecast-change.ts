import type { EntityManager } from '../db/database.ts';
import type { Row } from '../db/keyset.ts';
import type { SensorFacts } from '../equipment/sensor-facts.ts';
import { type SensorScope, withinScope } from '../equipment/sensor-scope.ts';
import type { NewEvent, StoredEvent } from '../events/event.ts';
import type { FeedItem, ReadableFeed } from '../events/feed.ts';
import type { AccuracyFigures } from '../ml/forecasting/accuracy-figures.ts';
import type { Forecast, ForecastMode } from './forecast.ts';

/** ISSUED: it was made. JUDGED: all its steps are judged; again when readings that came late changed that. */
export const FORECAST_CHANGES = ['ISSUED', 'JUDGED'] as const;
export type ForecastChange = (typeof FORECAST_CHANGES)[number];

/** A forecast as it was announced. Frozen: subscribers of any later time get the same. */
export interface ForecastSnapshot {
  readonly forecastId: number;
  readonly sensorId: number;
  readonly originMs: number;
  readonly stepMs: number;
  readonly horizon: number;
  readonly mode: ForecastMode;
  readonly method: string;
  readonly modelVersionId: number | null;
  /** Of JUDGED; null where no actual came. */
  readonly accuracy: AccuracyFigures | null;
}

type Announced = Pick<
  Row<Forecast>,
  'id' | 'sensorId' | 'originMs' | 'stepMs' | 'horizon' | 'mode' | 'method'
> & { readonly modelVersionId?: number | null };

const snapshotOf = (forecast: Announced, accuracy: AccuracyFigures | null): ForecastSnapshot => {
  const { id: forecastId, sensorId, originMs, stepMs, horizon, mode, method } = forecast;
  const modelVersionId = forecast.modelVersionId ?? null;
  return { forecastId, sensorId, originMs, stepMs, horizon, mode, method, modelVersionId, accuracy };
};

export const issuedEvent = ({ id, equipmentPath }: SensorFacts, forecast: Announced): NewEvent => ({
  type: 'FORECAST_ISSUED',
  sensorId: id,
  equipmentPath,
  timeMs: forecast.originMs,
  payload: snapshotOf(forecast, null),
});

/** At the instant of the last step. */
export const judgedEvent = (
  { id, equipmentPath }: SensorFacts,
  forecast: Announced,
  accuracy: AccuracyFigures | null,
): NewEvent => ({
  type: 'FORECAST_JUDGED',
  sensorId: id,
  equipmentPath,
  timeMs: forecast.originMs + forecast.horizon * forecast.stepMs,
  payload: snapshotOf(forecast, accuracy),
});

export interface ForecastStreamFilter extends SensorScope {
  readonly types?: readonly ForecastChange[] | null;
  readonly modes?: readonly ForecastMode[] | null;
}

/**
 * Announced changes of forecasts from a position on, with gaps and heartbeats; `after` null begins now.
 * @throws NotFoundError when the filter names what does not exist
 */
export async function followForecasts(
  feed: ReadableFeed,
  em: EntityManager,
  filter: ForecastStreamFilter,
  position: { readonly after: number | null; readonly signal?: AbortSignal },
): Promise<AsyncIterable<FeedItem>> {
  const isWithin = await withinScope(em, filter);
  const types = (filter.types ?? FORECAST_CHANGES).map((change) => `FORECAST_${change}` as const);
  const matches = (event: StoredEvent) => {
    const { mode } = event.payload as unknown as ForecastSnapshot;
    return isWithin(event) && (filter.modes?.includes(mode) ?? true);
  };
  return feed.subscribe({ ...position, types, matches });
}
