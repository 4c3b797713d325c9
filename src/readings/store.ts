import type { EntityManager } from '../db/database.ts';

/**
 * Readings of one sensor as columns of equal length, ascending in time. `times` are source times in ms since the
 * epoch, `values` are in the unit of the sensor with NaN for a missing one, `qualities` are codes (see `QUALITIES`).
 */
export interface Columns {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly qualities: Uint8Array;
}

/** Readings that are to be judged, and when the last of them to arrive did; −Infinity where there are none. */
export interface UnscoredColumns extends Columns {
  readonly receivedMs: number;
}

/** Checked readings of one sensor, strictly ascending in time. */
export interface SensorColumns extends Columns {
  readonly sensorId: number;
}

export interface LatestReading {
  readonly timeMs: number;
  readonly value: number | null;
  readonly quality: number;
  readonly receivedMs: number;
}

export interface Extent {
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** A stretch of one sensor, both ends inclusive. */
export interface Stretch {
  readonly sensorId: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What an append did for one sensor: `duplicates` were stored before and stay as they were. */
export interface Appended {
  readonly sensorId: number;
  readonly accepted: number;
  readonly duplicates: number;
}

export interface AppendOptions {
  readonly receivedMs: number;
  /** Stored for training and plots, never judged live. */
  readonly historical: boolean;
}

/**
 * The time-series store. Reads see what is committed and take no part in a transaction; `append` is part of the
 * caller's. Ranges are inclusive at both ends.
 */
export interface ReadingsStore {
  append(em: EntityManager, batch: readonly SensorColumns[], options: AppendOptions): Promise<Appended[]>;
  range(sensorId: number, fromMs: number, toMs: number): Promise<Columns>;
  /** Of each stretch its readings, in the order of the stretches; one statement. */
  ranges(stretches: readonly Stretch[]): Promise<Columns[]>;
  /**
   * At most `limit` live readings later than `afterMs`, and not later than `throughMs`, oldest first: what is to be judged. Of those
   * only what was received by then.
   */
  unscored(
    sensorId: number,
    afterMs: number,
    limit: number,
    throughMs?: number,
    receivedByMs?: number,
  ): Promise<UnscoredColumns>;
  /** How many readings a range holds, and the source times of its first and last; null where it holds none. */
  extent(sensorId: number, fromMs: number, toMs: number): Promise<Extent | null>;
  /** When the live readings of a range came, in ms, in the order of their source times. */
  receivedTimes(sensorId: number, fromMs: number, toMs: number): Promise<Float64Array>;
  /** The newest `count` readings before `timeMs`, history too, oldest first. */
  before(sensorId: number, timeMs: number, count: number): Promise<Columns>;
  /** Latest reading of many sensors, one statement. */
  latest(sensorIds: readonly number[]): Promise<Map<number, LatestReading>>;
  /**
   * At most about `maxPoints` readings that keep the minimum and the maximum of every stretch; only those received by then.
   * Long ranges are read in portions.
   */
  plot(
    sensorId: number,
    fromMs: number,
    toMs: number,
    maxPoints: number,
    receivedByMs?: number,
  ): Promise<Columns>;
  /**
   * Of each sensor the last value at or before each of the ascending `times`, readings of BAD quality left out; NaN before
   * its first; only of what was received by then. One statement.
   */
  valuesAt(sensorIds: readonly number[], times: Float64Array, receivedByMs?: number): Promise<Float64Array[]>;
  /**
   * The same store for whoever reads no further once `stop` aborts: reads fail with its reason then. On PostgreSQL the statement
   * under way is cancelled; one of SQLite holds the process until it ends.
   */
  until(stop: AbortSignal | undefined): ReadingsStore;
  close(): void;
}
