import type { Database, EntityManager } from '../db/database.ts';
import type { Row } from '../db/keyset.ts';
import { sensorFacts } from '../equipment/sensor-facts.ts';
import { appendEvents } from '../events/event.ts';
import { LONGEST_HORIZON } from '../ml/forecasting/forecaster-config.ts';
import { lockForAppend } from '../readings/append-lock.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { judgeDueMs } from './actual-steps.ts';
import { Forecast } from './forecast.ts';
import { judgedEvent } from './forecast-change.ts';
import { type Judged, judgeSteps, totalOf } from './judgement.ts';
import { learnRisks } from './risk-outcome.ts';

/** Forecasts of one transaction, and readings of one statement, about. */
const ROUND_FORECASTS = 128;

/** Named places in a round, in their order, as those of the live line: a process may end at any of them. */
export const JUDGING_STEPS = ['FORECASTS_JUDGED', 'FORECASTS_WRITTEN', 'FORECASTS_COMMITTED'] as const;
export type JudgingStep = (typeof JUDGING_STEPS)[number];

/** `written` counts the forecasts whose judgement went on, `more` says that others may be due. */
export interface JudgingRound {
  readonly written: number;
  readonly more: boolean;
}

/**
 * One round of holding stored forecasts against the readings that have come since: what it costs goes with these, not
 * with what is stored. What it writes is fenced by the revision of each judgement, so that a round that was repeated
 * or overtaken, by late readings or another process, changes nothing.
 */
export async function judgeForecasts(
  db: Database,
  readings: ReadingsStore,
  sensorIds: readonly number[],
  onStep: (step: JudgingStep) => void = () => {},
): Promise<JudgingRound> {
  const latest = await readings.latest(sensorIds);
  if (latest.size === 0) return { written: 0, more: false };
  const newestMs = new Map([...latest].map(([id, { timeMs }]) => [id, timeMs]));
  const { due, more } = await dueForecasts(db.em(), newestMs);
  const judged = await judgeAll(readings, due, newestMs);
  if (due.length === 0) return { written: 0, more: false };
  onStep('FORECASTS_JUDGED');
  const written = await db.transaction(async (em) => {
    const count = await write(em, due, judged);
    onStep('FORECASTS_WRITTEN');
    return count;
  });
  onStep('FORECASTS_COMMITTED');
  return { written, more };
}

async function dueForecasts(em: EntityManager, newestMs: ReadonlyMap<number, number>) {
  const newest = [...newestMs].flat();
  const rows: { id: number }[] = await em.execute(
    `with newest as (select column1 as sensor_id, column2 as time_ms from (values ${[...newestMs].map(() => '(?, ?)').join(', ')}) as v)
      select f.id from newest n join forecast f on f.sensor_id = n.sensor_id and f.judge_due_ms <= n.time_ms
      order by f.sensor_id, f.judge_due_ms, f.id limit ${ROUND_FORECASTS}`,
    newest,
  );
  const ids = rows.map(({ id }) => id);
  const found: Row<Forecast>[] =
    ids.length === 0
      ? []
      : await em
          .createQueryBuilder(Forecast, 'f')
          .select('*')
          .where({ id: { $in: ids } })
          .orderBy({ sensorId: 'asc', id: 'asc' })
          .execute('all');
  // Another round may have judged some of them since the first statement.
  const due = found.filter(
    ({ sensorId, judgeDueMs: dueMs }) => dueMs != null && dueMs <= (newestMs.get(sensorId) as number),
  );
  return { due, more: ids.length === ROUND_FORECASTS };
}

async function judgeAll(
  readings: ReadingsStore,
  due: readonly Row<Forecast>[],
  newestMs: ReadonlyMap<number, number>,
): Promise<Judged[]> {
  const bySensor = Map.groupBy(due, ({ sensorId }) => sensorId);
  const stretches = Array.from(bySensor, ([sensorId, forecasts]) => ({
    sensorId,
    fromMs: Math.min(...forecasts.map((forecast) => judgeDueMs(forecast, forecast.judgedThrough + 1))),
    toMs: Math.min(
      newestMs.get(sensorId) as number,
      Math.max(...forecasts.map((forecast) => judgeDueMs(forecast, forecast.horizon + 1) - 1)),
    ),
  }));
  const columns = await readings.ranges(stretches);
  const ofSensor = new Map(stretches.map(({ sensorId }, i) => [sensorId, columns[i]]));
  return due.map((forecast) => {
    const { sensorId } = forecast;
    const own = ofSensor.get(sensorId) as (typeof columns)[number];
    return judgeSteps(forecast, own, newestMs.get(sensorId) as number);
  });
}

const WRITE = (rows: number) => `update forecast set judged_through = cast(v.column3 as integer),
  judge_due_ms = cast(v.column4 as bigint), judged = v.column5, judged_at_ms = cast(v.column6 as bigint),
  judge_revision = judge_revision + 1
  from (values ${Array(rows).fill('(?, ?, ?, ?, ?, ?)').join(', ')}) as v
  where forecast.id = v.column1 and forecast.judge_revision = v.column2 returning id`;

/**
 * The judgements, and the announcement of those that are complete and not as they were, SHADOW left out, in the caller's transaction; gives how many were
 * written. An append changes the same rows for late readings: the lock of the append keeps the two apart.
 */
async function write(em: EntityManager, due: readonly Row<Forecast>[], judged: readonly Judged[]) {
  await lockForAppend(
    em,
    due.map(({ sensorId }) => sensorId),
  );
  const nowMs = Date.now();
  const texts = judged.map(({ judgement }) => JSON.stringify(judgement));
  const values = due.flatMap(({ id, judgeRevision }, i) => {
    const { judgement, dueMs } = judged[i];
    return [id, judgeRevision, judgement.throughStep, dueMs, texts[i], nowMs];
  });
  const rows: { id: number }[] = await em.execute(WRITE(due.length), values);
  const written = new Set(rows.map(({ id }) => id));
  const complete = due.flatMap((forecast, i) =>
    forecast.mode !== 'SHADOW' &&
    written.has(forecast.id) &&
    judged[i].dueMs === null &&
    forecast.judged !== texts[i]
      ? [{ forecast, judgement: judged[i].judgement }]
      : [],
  );
  const sensors = await sensorFacts(em, [...new Set(complete.map(({ forecast }) => forecast.sensorId))]);
  const events = complete.flatMap(({ forecast, judgement }) => {
    const sensor = sensors.get(forecast.sensorId);
    return sensor ? [judgedEvent(sensor, forecast, totalOf(judgement))] : [];
  });
  await learnRisks(em, complete);
  await appendEvents(em, events);
  return written.size;
}

const BEGIN_AGAIN = `update forecast set judged_through = 0, judge_revision = judge_revision + 1,
  judge_due_ms = origin_ms + step_ms - step_ms / 2
  where sensor_id = ? and baseline is not null and judged_through > 0 and origin_ms + step_ms - step_ms / 2 <= ?
  and origin_ms >= ? - (select (${LONGEST_HORIZON} + 1) * s.sampling_period_ms from sensor s where s.id = forecast.sensor_id)
  and origin_ms + judged_through * step_ms + step_ms / 2 >= ?`;

/** Readings of a sensor that came late, by the source times of the first and the last. */
export interface LateActuals {
  readonly sensorId: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Readings came late: forecasts that they may change are judged again from their first step. Part of the transaction
 * that stores the readings; until it has been done the old figures stay.
 */
export async function judgeAgain(em: EntityManager, late: readonly LateActuals[]): Promise<void> {
  for (const { sensorId, fromMs, toMs } of late.toSorted((a, b) => a.sensorId - b.sensorId)) {
    await em.execute(BEGIN_AGAIN, [sensorId, toMs, fromMs, fromMs]);
  }
}
