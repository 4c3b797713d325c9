import type { Database, EntityManager } from '../db/database.ts';
import type { Row } from '../db/keyset.ts';
import { appendEvents } from '../events/event.ts';
import { Forecast } from './forecast.ts';
import { issuedEvent } from './forecast-change.ts';
import type { ForecastTarget } from './forecast-target.ts';
import { type NewTrackerState, writeTrackers } from './tracker-state.ts';

/** A question that was answered at most once: one target, asked under one key. */
export interface AskedForecast {
  readonly target: ForecastTarget;
  readonly key: string;
}

export type NewForecast = Omit<Row<Forecast>, 'id'> & { readonly target: ForecastTarget };

const nameOf = (sensorId: number, originMs: number, key: string) => `${sensorId} ${originMs} ${key}`;

/** Looks up what was stored for a question, from one statement for all of them. */
export async function storedForecasts(
  em: EntityManager,
  asked: readonly AskedForecast[],
): Promise<(asked: AskedForecast) => Row<Forecast> | undefined> {
  const found = new Map<string, Row<Forecast>>();
  if (asked.length > 0) {
    const each = <T>(of: (asked: AskedForecast) => T) => ({ $in: [...new Set(asked.map(of))] });
    const rows: Row<Forecast>[] = await em
      .createQueryBuilder(Forecast, 'f')
      .select('*')
      .where({
        sensorId: each(({ target }) => target.sensor.id),
        originMs: each(({ target }) => target.originMs),
        requestKey: each(({ key }) => key),
      })
      .execute('all');
    for (const row of rows) found.set(nameOf(row.sensorId, row.originMs, row.requestKey), row);
  }
  return ({ target, key }) => found.get(nameOf(target.sensor.id, target.originMs, key));
}

const COLUMNS = [
  ['sensor_id', 'sensorId'],
  ['origin_ms', 'originMs'],
  ['step_ms', 'stepMs'],
  ['horizon', 'horizon'],
  ['request_key', 'requestKey'],
  ['mode', 'mode'],
  ['method', 'method'],
  ['model_version_id', 'modelVersionId'],
  ['point', 'point'],
  ['bands', 'bands'],
  ['baseline', 'baseline'],
  ['baseline_method', 'baselineMethod'],
  ['scale', 'scale'],
  ['risk', 'risk'],
  ['risk_probability', 'riskProbability'],
  ['issued_at_ms', 'issuedAtMs'],
  ['judged_through', 'judgedThrough'],
  ['judge_revision', 'judgeRevision'],
  ['judge_due_ms', 'judgeDueMs'],
] as const satisfies readonly (readonly [string, keyof NewForecast])[];

const INSERT = (rows: number) => `insert into forecast (${COLUMNS.map(([column]) => column).join(', ')})
  values ${Array(rows)
    .fill(`(${COLUMNS.map(() => '?').join(', ')})`)
    .join(', ')}
  on conflict (sensor_id, origin_ms, request_key) do nothing returning id, sensor_id, origin_ms, request_key`;

interface Inserted {
  readonly id: number;
  readonly sensor_id: number;
  readonly origin_ms: number;
  readonly request_key: string;
}

/**
 * Stores forecasts with what their intervals have learnt, and announces them unless they are SHADOW, in one transaction. Gives them as they are
 * stored: where another process was first, what it stored.
 */
export async function storeForecasts(
  db: Database,
  forecasts: readonly NewForecast[],
  trackers: readonly NewTrackerState[],
): Promise<Row<Forecast>[]> {
  if (forecasts.length === 0) return [];
  const ids = await db.transaction(async (em) => {
    const rows: Inserted[] = await em.execute(
      INSERT(forecasts.length),
      forecasts.flatMap((forecast) => COLUMNS.map(([, property]) => forecast[property])),
    );
    const inserted = new Map(
      rows.map((row) => [nameOf(row.sensor_id, Number(row.origin_ms), row.request_key), row.id]),
    );
    const fresh = forecasts.flatMap((forecast) => {
      const id = inserted.get(nameOf(forecast.sensorId, forecast.originMs, forecast.requestKey));
      const isAnnounced = id !== undefined && forecast.mode !== 'SHADOW';
      return !isAnnounced ? [] : [issuedEvent(forecast.target.sensor, { ...forecast, id })];
    });
    await writeTrackers(em, trackers);
    await appendEvents(em, fresh);
    return inserted;
  });
  const asked = forecasts.map(({ target, requestKey: key }) => ({ target, key }));
  const known = (forecast: NewForecast) =>
    ids.get(nameOf(forecast.sensorId, forecast.originMs, forecast.requestKey));
  const others = asked.filter((_, i) => known(forecasts[i]) === undefined);
  const stored = await storedForecasts(db.em(), others);
  return forecasts.map(({ target, ...row }, i) => {
    const id = known({ target, ...row });
    return id === undefined ? (stored(asked[i]) as Row<Forecast>) : { ...row, id };
  });
}
