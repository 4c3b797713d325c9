import type { Database } from '../db/database.ts';
import { type SensorFacts, sensorFacts } from '../equipment/sensor-facts.ts';
import { NotFoundError } from '../errors.ts';
import {
  BatchError,
  type CheckedSeries,
  checkReadings,
  checkShape,
  type Rejection,
  type SeriesInput,
} from '../readings/batch.ts';
import type { ReadingsStore, SensorColumns } from '../readings/store.ts';
import type { Scorer } from './scorer.ts';
import type { StepListener } from './steps.ts';
import type { TelemetryFeed } from './telemetry.ts';

export interface RecordInput {
  readonly series: readonly SeriesInput[];
  /** Stored for training, plots and scoring on request; raises nothing live. */
  readonly historical: boolean;
}

/** The answer for one series, given when everything accepted is on disk. */
export interface RecordedSeries {
  readonly sensorId: number;
  readonly accepted: number;
  /** Stored before; what was stored first stays. */
  readonly duplicates: number;
  /** Of the accepted, those older than the newest reading of the sensor: stored, not judged live. */
  readonly late: number;
  readonly rejected: readonly Rejection[];
}

export interface LineOptions {
  readonly maxBatchReadings: number;
  /** How far the clock of a source may run ahead of ours. */
  readonly futureToleranceMs: number;
  readonly onStep: StepListener;
}

/**
 * The assembly line of a batch: check → append → (answer) → score → announce. A reading is durable before it is
 * judged, and the answer does not wait for the judgement.
 */
export class LiveLine {
  readonly #db: Database;
  readonly #store: ReadingsStore;
  readonly #scorer: Scorer;
  readonly #telemetry: TelemetryFeed;
  readonly #options: LineOptions;
  #appending: Promise<unknown> = Promise.resolve();

  constructor(
    db: Database,
    store: ReadingsStore,
    scorer: Scorer,
    telemetry: TelemetryFeed,
    options: LineOptions,
  ) {
    this.#db = db;
    this.#store = store;
    this.#scorer = scorer;
    this.#telemetry = telemetry;
    this.#options = options;
  }

  /** @throws BatchError, NotFoundError; nothing of the batch is stored then. */
  async record(input: RecordInput): Promise<RecordedSeries[]> {
    const limits = {
      maxReadings: this.#options.maxBatchReadings,
      latestMs: Date.now() + this.#options.futureToleranceMs,
    };
    checkShape(input.series, limits);
    await this.#checkSensors(input.series);
    const checked = input.series.map((series) => checkReadings(series, limits));
    return this.#inTurn(() => this.#append(checked, input.historical));
  }

  async #checkSensors(series: readonly SeriesInput[]): Promise<void> {
    const facts = await sensorFacts(
      this.#db.em(),
      series.map(({ sensorId }) => sensorId),
    );
    for (const { sensorId } of series) checkTakesReadings(sensorId, facts.get(sensorId));
  }

  /** Batches are appended one after the other, so that "older than the newest reading" has one meaning. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#appending.then(work, work);
    this.#appending = turn.catch(() => undefined);
    return turn;
  }

  async #append(checked: readonly CheckedSeries[], historical: boolean): Promise<RecordedSeries[]> {
    const newest = await this.#store.latest(checked.map(({ columns }) => columns.sensorId));
    const split = checked.map(({ columns }) => {
      const watermark = newest.get(columns.sensorId)?.timeMs ?? Number.NEGATIVE_INFINITY;
      const firstLive = historical
        ? columns.times.length
        : columns.times.findIndex((time) => time > watermark);
      return splitAt(columns, firstLive < 0 ? columns.times.length : firstLive);
    });
    const receivedMs = Date.now();
    const [backfill, live] = await this.#db.transaction(async (em) => [
      await this.#store.append(
        em,
        split.map(([before]) => before),
        { receivedMs, historical: true },
      ),
      await this.#store.append(
        em,
        split.map(([, after]) => after),
        { receivedMs, historical: false },
      ),
    ]);
    this.#options.onStep('APPENDED');
    for (const [, columns] of split) this.#telemetry.publishReadings(columns.sensorId, columns);
    this.#scorer.notify(live.filter(({ accepted }) => accepted > 0).map(({ sensorId }) => sensorId));
    return checked.map(({ columns, rejected }, i) => ({
      sensorId: columns.sensorId,
      accepted: backfill[i].accepted + live[i].accepted,
      duplicates: backfill[i].duplicates + live[i].duplicates,
      late: historical ? 0 : backfill[i].accepted,
      rejected,
    }));
  }
}

function checkTakesReadings(sensorId: number, sensor: SensorFacts | undefined): void {
  if (!sensor) throw new NotFoundError('sensor', sensorId);
  if (!sensor.isRetired) return;
  throw new BatchError(
    'SENSOR_RETIRED',
    `Sensor ${sensor.tag} is retired`,
    'Leave it out, or create a sensor in its place.',
    {
      sensorId,
    },
  );
}

function splitAt(columns: SensorColumns, index: number): [SensorColumns, SensorColumns] {
  const part = (from: number, to?: number): SensorColumns => ({
    sensorId: columns.sensorId,
    times: columns.times.subarray(from, to),
    values: columns.values.subarray(from, to),
    qualities: columns.qualities.subarray(from, to),
  });
  return [part(0, index), part(index)];
}
