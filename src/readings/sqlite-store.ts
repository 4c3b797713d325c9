import { setImmediate as turn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { EntityManager } from '../db/database.ts';
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
import type { Appended, AppendOptions, Extent, ReadingsStore, SensorColumns, Stretch } from './store.ts';

type LatestRow = [
  sensorId: number,
  timeMs: number,
  value: number | null,
  quality: number,
  receivedMs: number,
];

const COLUMNS = 'source_time_ms, value, quality';
/** How many rows of a plot are read before others have their turn: some ten milliseconds. */
const PLOT_ROWS = 20_000;
const IN_RANGE = `select ${COLUMNS} from reading where sensor_id = ? and source_time_ms between ? and ? order by source_time_ms`;

/** Rows that one statement stores: in half the time that as many statements take. */
const ROWS_AT_ONCE = 50;

const insertOf = (rows: number): string =>
  `insert into reading (sensor_id, source_time_ms, value, quality, historical, received_time_ms)
    values ${Array(rows).fill('(?, ?, ?, ?, ?, ?)').join(', ')} on conflict do nothing`;

/** Rows of a series, one after the other. */
function rowsFrom(
  { sensorId, times, values, qualities }: SensorColumns,
  from: number,
  to: number,
  { historical, receivedMs }: AppendOptions,
): (number | null)[] {
  const rows: (number | null)[] = [];
  for (let i = from; i < to; i++) {
    const value = Number.isNaN(values[i]) ? null : values[i];
    rows.push(sensorId, times[i], value, qualities[i], historical ? 1 : 0, receivedMs);
  }
  return rows;
}

/** Prepared statements over one table kept in key order. Reads have a connection of their own, so that they never wait for a writer. */
export class SqliteReadings implements ReadingsStore {
  readonly #writer: Database.Database;
  readonly #reader: Database.Database;
  readonly #insert: Database.Statement;
  readonly #insertMany: Database.Statement;
  readonly #prepared: Map<string, Database.Statement>;
  readonly #stop: AbortSignal | undefined;

  /**
   * @param writer the connection behind the entity manager; a database in memory is read through it, too.
   * @param like whose statements are used
   */
  constructor(writer: Database.Database, like?: SqliteReadings, stop?: AbortSignal) {
    this.#writer = writer;
    this.#reader = like
      ? like.#reader
      : writer.memory
        ? writer
        : new Database(writer.name, { readonly: true });
    this.#insert = like ? like.#insert : writer.prepare(insertOf(1));
    this.#insertMany = like ? like.#insertMany : writer.prepare(insertOf(ROWS_AT_ONCE));
    this.#prepared = like ? like.#prepared : new Map();
    this.#stop = stop;
  }

  async append(
    _em: EntityManager,
    batch: readonly SensorColumns[],
    options: AppendOptions,
  ): Promise<Appended[]> {
    return batch.map((columns) => {
      const { sensorId, times } = columns;
      const stored = (statement: Database.Statement, from: number, to: number): number =>
        statement.run(rowsFrom(columns, from, to, options)).changes;
      let accepted = 0;
      let i = 0;
      for (; i + ROWS_AT_ONCE <= times.length; i += ROWS_AT_ONCE)
        accepted += stored(this.#insertMany, i, i + ROWS_AT_ONCE);
      for (; i < times.length; i++) accepted += stored(this.#insert, i, i + 1);
      return { sensorId, accepted, duplicates: times.length - accepted };
    });
  }

  async range(sensorId: number, fromMs: number, toMs: number) {
    return toColumns(this.#rows(IN_RANGE).all(sensorId, fromMs, toMs) as ReadingRow[]);
  }

  async ranges(stretches: readonly Stretch[]) {
    const sql = `select j.key, r.source_time_ms, r.value, r.quality from json_each(?) j cross join reading r
      where r.sensor_id = j.value ->> 0 and r.source_time_ms between j.value ->> 1 and j.value ->> 2 order by 1, 2`;
    const asked = stretches.map(({ sensorId, fromMs, toMs }) => [sensorId, fromMs, toMs]);
    return toStretches(this.#rows(sql).all(JSON.stringify(asked)) as StretchRow[], stretches.length);
  }

  async unscored(
    sensorId: number,
    afterMs: number,
    limit: number,
    throughMs = Number.MAX_SAFE_INTEGER,
    receivedByMs = Number.MAX_SAFE_INTEGER,
  ) {
    const sql = `select ${COLUMNS}, received_time_ms from reading where sensor_id = ? and source_time_ms > ? and source_time_ms <= ?
      and historical = 0 and received_time_ms <= ? order by source_time_ms limit ?`;
    const rows = this.#rows(sql).all(sensorId, afterMs, throughMs, receivedByMs, limit);
    return toUnscored(rows as ReceivedRow[]);
  }

  async extent(sensorId: number, fromMs: number, toMs: number): Promise<Extent | null> {
    const sql =
      'select count(*), min(source_time_ms), max(source_time_ms) from reading where sensor_id = ? and source_time_ms between ? and ?';
    const [count, firstMs, lastMs] = this.#rows(sql).get(sensorId, fromMs, toMs) as [number, number, number];
    return count > 0 ? { count, firstMs, lastMs } : null;
  }

  async receivedTimes(sensorId: number, fromMs: number, toMs: number) {
    const sql =
      'select received_time_ms from reading where sensor_id = ? and source_time_ms between ? and ? and historical = 0 order by source_time_ms';
    return Float64Array.from(this.#rows(sql).all(sensorId, fromMs, toMs) as [number][], ([time]) => time);
  }

  async before(sensorId: number, timeMs: number, count: number) {
    const sql = `select ${COLUMNS} from reading where sensor_id = ? and source_time_ms < ? order by source_time_ms desc limit ?`;
    return toColumns((this.#rows(sql).all(sensorId, timeMs, count) as ReadingRow[]).reverse());
  }

  async latest(sensorIds: readonly number[]) {
    const sql = `select s.value, r.source_time_ms, r.value, r.quality, r.received_time_ms from json_each(?) s
      join reading r on r.sensor_id = s.value and r.source_time_ms = (select max(source_time_ms) from reading where sensor_id = s.value)`;
    const rows = this.#rows(sql).all(JSON.stringify(sensorIds)) as LatestRow[];
    return new Map(
      rows.map(([sensorId, timeMs, value, quality, receivedMs]) => [
        sensorId,
        { timeMs, value, quality, receivedMs },
      ]),
    );
  }

  async plot(
    sensorId: number,
    fromMs: number,
    toMs: number,
    maxPoints: number,
    receivedByMs = Number.MAX_SAFE_INTEGER,
  ) {
    const reduction = new PlotReduction(fromMs, toMs, maxPoints);
    const sql = `select ${COLUMNS} from reading where sensor_id = ? and source_time_ms between ? and ? and received_time_ms <= ? order by source_time_ms limit ${PLOT_ROWS}`;
    for (let next = fromMs; ; ) {
      const rows = this.#rows(sql).all(sensorId, next, toMs, receivedByMs) as ReadingRow[];
      for (const row of rows) reduction.add(row);
      if (rows.length < PLOT_ROWS) return reduction.finish();
      next = rows[rows.length - 1][0] + 1;
      await turn();
    }
  }

  async valuesAt(sensorIds: readonly number[], times: Float64Array, receivedByMs = Number.MAX_SAFE_INTEGER) {
    if (times.length === 0) return sensorIds.map(() => new Float64Array(0));
    const sql = `select s.value, r.source_time_ms, r.value from json_each(@sensors) s join reading r on r.sensor_id = s.value
      and r.quality <> ${BAD_QUALITY} and r.source_time_ms <= @to and r.received_time_ms <= @received and r.source_time_ms >= coalesce((select max(source_time_ms)
      from reading where sensor_id = s.value and quality <> ${BAD_QUALITY} and source_time_ms <= @from
      and received_time_ms <= @received), @from)
      order by s.value, r.source_time_ms`;
    const range = {
      sensors: JSON.stringify(sensorIds),
      from: times[0],
      to: times[times.length - 1],
      received: receivedByMs,
    };
    return heldValues(this.#rows(sql).iterate(range) as Iterable<HeldRow>, sensorIds, times);
  }

  until(stop: AbortSignal | undefined): ReadingsStore {
    return stop ? new SqliteReadings(this.#writer, this, stop) : this;
  }

  close(): void {
    if (this.#reader !== this.#writer) this.#reader.close();
  }

  #rows(sql: string): Database.Statement {
    this.#stop?.throwIfAborted();
    let statement = this.#prepared.get(sql);
    if (!statement) {
      statement = this.#reader.prepare(sql).raw();
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}
