import { setImmediate as loopTurn } from 'node:timers/promises';
import type { Database, EntityManager } from '../db/database.ts';
import { dependants, lateInputs } from '../detection/late-inputs.ts';
import { noteLate } from '../detection/scoring-mark.ts';
import { type SensorFacts, sensorFacts } from '../equipment/sensor-facts.ts';
import { codeTold, NotFoundError } from '../errors.ts';
import { judgeAgain } from '../forecasting/judging.ts';
import { lockForAppend } from '../readings/append-lock.ts';
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

/** Called with the number of readings of a batch before it is looked at. @throws DomainError when it may not be sent now */
export type TakeReadings = (readings: number) => void;

/** The answer for one series, given when everything accepted is on disk. */
export interface RecordedSeries {
  readonly sensorId: number;
  readonly accepted: number;
  /** Stored before; what was stored first stays. */
  readonly duplicates: number;
  /** Of the accepted, those older than the newest reading of the sensor, within the bound: what they touch is judged again. */
  readonly late: number;
  /** Of the accepted, those older than the bound allows: stored, not judged. */
  readonly backfilled: number;
  readonly rejected: readonly Rejection[];
}

export interface LineOptions {
  readonly maxBatchReadings: number;
  /** How far the clock of a source may run ahead of ours. */
  readonly futureToleranceMs: number;
  /** How much older than the newest reading of its sensor a reading may come and still be taken into account. */
  readonly latenessMs: number;
  readonly onStep: StepListener;
  /** Told of every batch: what was stored and how long it took in ms, or the code with which it was refused. */
  readonly onRecorded?: (recorded: readonly RecordedSeries[], tookMs: number) => void;
  readonly onRefused?: (code: string) => void;
  /** Told of the sensors of which something was stored, history too. */
  readonly onStored?: (sensorIds: readonly number[]) => void;
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

  /** @throws BatchError, NotFoundError, and whatever `take` throws; nothing of the batch is stored then. */
  async record(input: RecordInput, take: TakeReadings = () => {}): Promise<RecordedSeries[]> {
    const { onRecorded, onRefused } = this.#options;
    const started = performance.now();
    try {
      const recorded = await this.#record(input, take);
      onRecorded?.(recorded, performance.now() - started);
      return recorded;
    } catch (error) {
      onRefused?.(codeTold(error));
      throw error;
    }
  }

  async #record(input: RecordInput, take: TakeReadings): Promise<RecordedSeries[]> {
    const limits = {
      maxReadings: this.#options.maxBatchReadings,
      latestMs: Date.now() + this.#options.futureToleranceMs,
    };
    checkShape(input.series, limits);
    take(input.series.reduce((sum, { times }) => sum + times.length, 0));
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

  /**
   * Batches of this process are appended one after the other, which keeps waiting for locks out of the pool. Whatever else
   * waits for the loop has its turn between two: on SQLite a batch holds it.
   */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#appending.then(work, work);
    this.#appending = turn.catch(() => undefined).then(() => loopTurn());
    return turn;
  }

  async #append(checked: readonly CheckedSeries[], historical: boolean): Promise<RecordedSeries[]> {
    const { parts, appended, again } = await this.#db.transaction((em) =>
      this.#appendTo(em, checked, historical),
    );
    this.#options.onStep('APPENDED');
    for (const { live } of parts) this.#telemetry.publishReadings(live.sensorId, live);
    const added = appended.filter(({ late, live }) => late.accepted + live.accepted > 0);
    this.#scorer.notify([...added.map(({ live }) => live.sensorId), ...again]);
    this.#options.onStored?.(appended.map(({ live }) => live.sensorId));
    return appended.map(({ old, late, live }, i) => ({
      sensorId: live.sensorId,
      accepted: old.accepted + late.accepted + live.accepted,
      duplicates: old.duplicates + late.duplicates + live.duplicates,
      late: late.accepted,
      backfilled: historical ? 0 : old.accepted,
      rejected: checked[i].rejected,
    }));
  }

  async #appendTo(em: EntityManager, checked: readonly CheckedSeries[], historical: boolean) {
    const sensorIds = checked.map(({ columns }) => columns.sensorId);
    const affected = historical ? [] : await dependants(em, sensorIds);
    await lockForAppend(em, [...sensorIds, ...affected.map(({ sensorId }) => sensorId)]);
    const newest = await this.#store.latest(sensorIds);
    const parts = checked.map(({ columns }) => {
      const newestMs = historical
        ? Number.POSITIVE_INFINITY
        : (newest.get(columns.sensorId)?.timeMs ?? -Infinity);
      return splitByAge(columns, newestMs - (historical ? 0 : this.#options.latenessMs), newestMs);
    });
    const receivedMs = Date.now();
    const append = (age: Age, past: boolean) =>
      this.#store.append(
        em,
        parts.map((part) => part[age]),
        { receivedMs, historical: past },
      );
    const [old, late, live] = [
      await append('old', true),
      await append('late', false),
      await append('live', false),
    ];
    const noted = late.flatMap(({ accepted, sensorId }, i) =>
      accepted > 0
        ? [
            {
              sensorId,
              fromMs: parts[i].late.times[0],
              toMs: parts[i].late.times.at(-1) as number,
              heard: true,
            },
          ]
        : [],
    );
    const appended = checked.map((_, i) => ({ old: old[i], late: late[i], live: live[i] }));
    const firstMs = new Map(
      appended.flatMap((one, i) => {
        const part = AGES.find((age) => one[age].accepted > 0);
        return part ? [[parts[i][part].sensorId, parts[i][part].times[0]] as const] : [];
      }),
    );
    const again = await lateInputs(this.#store, affected, firstMs, this.#options.latenessMs);
    await noteLate(em, [...noted, ...again]);
    await judgeAgain(em, noted);
    return { parts, appended, again: again.map(({ sensorId }) => sensorId) };
  }
}

/** Oldest first. */
const AGES = ['old', 'late', 'live'] as const;
type Age = (typeof AGES)[number];

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

/** Ascending readings by age: before the bound, from there to the newest stored one, and after it. */
function splitByAge(columns: SensorColumns, boundMs: number, newestMs: number): Record<Age, SensorColumns> {
  const first = (matches: (timeMs: number) => boolean) => {
    const index = columns.times.findIndex(matches);
    return index < 0 ? columns.times.length : index;
  };
  const [late, live] = [first((timeMs) => timeMs >= boundMs), first((timeMs) => timeMs > newestMs)];
  const part = (from: number, to?: number): SensorColumns => ({
    sensorId: columns.sensorId,
    times: columns.times.subarray(from, to),
    values: columns.values.subarray(from, to),
    qualities: columns.qualities.subarray(from, to),
  });
  return { old: part(0, late), late: part(late, live), live: part(live) };
}
