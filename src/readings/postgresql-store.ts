import { CompiledQuery } from 'kysely';
import type { Pool } from 'pg';
import type { EntityManager } from '../db/database.ts';
import { stoppableRows } from '../db/stoppable-statement.ts';
import { type HeldRow, heldValues } from './held-values.ts';
import {
  PlotReduction,
  type ReadingRow,
  type ReceivedRow,
  type StretchRow,
  toColumns,
  toStretches,
  toUnscored,
} from './plot.ts';
import { BAD_QUALITY } from './quality.ts';
import type {
  Appended,
  AppendOptions,
  Columns,
  Extent,
  LatestReading,
  ReadingsStore,
  SensorColumns,
  Stretch,
} from './store.ts';

const COLUMNS = 'source_time_ms::float8, value, quality';

/** How many rows of a plot are fetched at a time. */
const PAGE_ROWS = 50_000;

/** Set-based statements: a batch is one insert of unnested columns, a read one prepared query by row arrays. */
export class PostgresReadings implements ReadingsStore {
  readonly #pool: Pool;
  readonly #stop: AbortSignal | undefined;

  constructor(pool: Pool, stop?: AbortSignal) {
    this.#pool = pool;
    this.#stop = stop;
  }

  async append(
    em: EntityManager,
    batch: readonly SensorColumns[],
    options: AppendOptions,
  ): Promise<Appended[]> {
    const sql = `insert into reading (sensor_id, source_time_ms, value, quality, historical, received_time_ms)
      select sensor_id, time, value, quality, $5, $6 from unnest($1::int[], $2::bigint[], $3::float8[], $4::smallint[]) as r(sensor_id, time, value, quality)
      on conflict do nothing returning sensor_id`;
    const ids: number[] = [];
    const times: number[] = [];
    const values: (number | null)[] = [];
    const qualities: number[] = [];
    for (const series of batch) {
      for (let i = 0; i < series.times.length; i++) {
        ids.push(series.sensorId);
        times.push(series.times[i]);
        values.push(Number.isNaN(series.values[i]) ? null : series.values[i]);
        qualities.push(series.qualities[i]);
      }
    }
    const parameters = [ids, times, values, qualities, options.historical, options.receivedMs];
    const { rows } = await em.getKysely().executeQuery(CompiledQuery.raw(sql, parameters));
    const accepted = new Map<number, number>();
    for (const row of rows as { sensor_id: number }[]) {
      accepted.set(row.sensor_id, (accepted.get(row.sensor_id) ?? 0) + 1);
    }
    return batch.map(({ sensorId, times: given }) => {
      const count = accepted.get(sensorId) ?? 0;
      return { sensorId, accepted: count, duplicates: given.length - count };
    });
  }

  range(sensorId: number, fromMs: number, toMs: number): Promise<Columns> {
    const sql = `select ${COLUMNS} from reading where sensor_id = $1 and source_time_ms between $2 and $3 order by source_time_ms`;
    return this.#columns(sql, [sensorId, fromMs, toMs]);
  }

  async ranges(stretches: readonly Stretch[]) {
    const sql = `select s.place::int - 1, r.source_time_ms::float8, r.value, r.quality
      from unnest($1::int[], $2::bigint[], $3::bigint[]) with ordinality s(sensor_id, from_ms, to_ms, place)
      join reading r on r.sensor_id = s.sensor_id and r.source_time_ms between s.from_ms and s.to_ms order by 1, 2`;
    const column = (name: keyof Stretch) => stretches.map((stretch) => stretch[name]);
    const rows = await this.#rows(sql, [column('sensorId'), column('fromMs'), column('toMs')]);
    return toStretches(rows as StretchRow[], stretches.length);
  }

  async unscored(
    sensorId: number,
    afterMs: number,
    limit: number,
    throughMs = Number.MAX_SAFE_INTEGER,
    receivedByMs = Number.MAX_SAFE_INTEGER,
  ) {
    const sql = `select ${COLUMNS}, received_time_ms::float8 from reading where sensor_id = $1 and source_time_ms > $2 and source_time_ms <= $4
      and not historical and received_time_ms <= $5 order by source_time_ms limit $3`;
    const rows = await this.#rows(sql, [sensorId, afterMs, limit, throughMs, receivedByMs]);
    return toUnscored(rows as ReceivedRow[]);
  }

  async extent(sensorId: number, fromMs: number, toMs: number): Promise<Extent | null> {
    const sql = `select count(*)::float8, min(source_time_ms)::float8, max(source_time_ms)::float8
      from reading where sensor_id = $1 and source_time_ms between $2 and $3`;
    const [[count, firstMs, lastMs]] = (await this.#rows(sql, [sensorId, fromMs, toMs])) as number[][];
    return count > 0 ? { count, firstMs, lastMs } : null;
  }

  async receivedTimes(sensorId: number, fromMs: number, toMs: number): Promise<Float64Array> {
    const sql =
      'select received_time_ms::float8 from reading where sensor_id = $1 and source_time_ms between $2 and $3 and not historical order by source_time_ms';
    const rows = (await this.#rows(sql, [sensorId, fromMs, toMs])) as number[][];
    return Float64Array.from(rows, ([time]) => time);
  }

  before(sensorId: number, timeMs: number, count: number): Promise<Columns> {
    const sql = `select * from (select ${COLUMNS} from reading where sensor_id = $1 and source_time_ms < $2 order by source_time_ms desc limit $3) newest order by 1`;
    return this.#columns(sql, [sensorId, timeMs, count]);
  }

  async latest(sensorIds: readonly number[]) {
    const sql = `select s.id, r.* from unnest($1::int[]) s(id) cross join lateral (select source_time_ms::float8, value, quality, received_time_ms::float8
      from reading where sensor_id = s.id order by source_time_ms desc limit 1) r`;
    const rows = (await this.#rows(sql, [sensorIds])) as [number, number, number | null, number, number][];
    const found = new Map<number, LatestReading>();
    for (const [sensorId, timeMs, value, quality, receivedMs] of rows) {
      found.set(sensorId, { timeMs, value, quality, receivedMs });
    }
    return found;
  }

  async plot(
    sensorId: number,
    fromMs: number,
    toMs: number,
    maxPoints: number,
    receivedByMs = Number.MAX_SAFE_INTEGER,
  ) {
    const sql = `select ${COLUMNS} from reading where sensor_id = $1 and source_time_ms between $2 and $3 and received_time_ms <= $4 order by source_time_ms limit ${PAGE_ROWS}`;
    const reduction = new PlotReduction(fromMs, toMs, maxPoints);
    for (let next = fromMs; ; ) {
      const rows = (await this.#rows(sql, [sensorId, next, toMs, receivedByMs])) as ReadingRow[];
      for (const row of rows) reduction.add(row);
      if (rows.length < PAGE_ROWS) return reduction.finish();
      next = rows[rows.length - 1][0] + 1;
    }
  }

  async valuesAt(sensorIds: readonly number[], times: Float64Array, receivedByMs = Number.MAX_SAFE_INTEGER) {
    if (times.length === 0) return sensorIds.map(() => new Float64Array(0));
    const sql = `select s.id, r.source_time_ms::float8, r.value from unnest($1::int[]) s(id) join reading r on r.sensor_id = s.id
      and r.quality <> ${BAD_QUALITY} and r.source_time_ms <= $3 and r.received_time_ms <= $4 and r.source_time_ms >= coalesce((select max(source_time_ms)
      from reading where sensor_id = s.id and quality <> ${BAD_QUALITY} and source_time_ms <= $2
      and received_time_ms <= $4), $2)
      order by s.id, r.source_time_ms`;
    const rows = await this.#rows(sql, [sensorIds, times[0], times[times.length - 1], receivedByMs]);
    return heldValues(rows as HeldRow[], sensorIds, times);
  }

  until(stop: AbortSignal | undefined): ReadingsStore {
    return stop ? new PostgresReadings(this.#pool, stop) : this;
  }

  close(): void {}

  async #columns(sql: string, parameters: unknown[]): Promise<Columns> {
    return toColumns((await this.#rows(sql, parameters)) as ReadingRow[]);
  }

  async #rows(text: string, values: unknown[]): Promise<unknown[]> {
    const statement = { text, values, rowMode: 'array' } as const;
    if (this.#stop) return stoppableRows(this.#pool, statement, this.#stop);
    return (await this.#pool.query(statement)).rows;
  }
}
