import type { Database } from '../db/database.ts';
import { unwitnessed } from '../db/witness.ts';
import type { SensorShare } from '../detection/sensor-share.ts';
import { forecastBacklog } from '../forecasting/forecast-backlog.ts';
import { judgeForecasts } from '../forecasting/judging.ts';
import type { ForecastScheduling } from '../forecasting/scheduling.ts';
import type { ReadingsStore } from '../readings/store.ts';
import type { StepListener } from './steps.ts';

export interface ForecastRoundsOptions {
  /** Which sensors this process sees to. */
  readonly share: SensorShare;
  readonly onStep: StepListener;
  /** Told of a round or a look that failed; the sensors are found again by looking. */
  readonly onFault: (error: unknown) => void;
}

const ROUND_SENSORS = 256;
const LOOK_MS = 10_000;

/**
 * What readings mean for forecasts: those that they judge, and those that are scheduled and now due. Sensors of which
 * something was stored are told here; whatever was not told, or was left by an earlier process, is found by looking.
 */
export class ForecastRounds {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  readonly #schedules: ForecastScheduling;
  readonly #feed: { wake(): void };
  readonly #options: ForecastRoundsOptions;
  readonly #waiting = new Set<number>();
  #running: Promise<void> | undefined;
  #looking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = true;

  constructor(
    db: Database,
    readings: ReadingsStore,
    schedules: ForecastScheduling,
    feed: { wake(): void },
    options: ForecastRoundsOptions,
  ) {
    this.#db = db;
    this.#readings = readings;
    this.#schedules = schedules;
    this.#feed = feed;
    this.#options = options;
  }

  start(): void {
    this.#stopped = false;
    this.anew();
    this.#timer = setInterval(() => this.anew(), LOOK_MS);
    this.#timer.unref();
  }

  /** Ends after the round under way; what is left waits in the database. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#looking;
    await this.#running;
  }

  /** Something of these sensors was stored by whichever process; those that another sees to are left to it. */
  take(sensorIds: readonly number[]): void {
    for (const id of sensorIds) if (this.#options.share.holds(id)) this.#waiting.add(id);
    if (this.#waiting.size === 0 || this.#stopped) return;
    this.#running ??= unwitnessed(() => this.#run()).finally(() => {
      this.#running = undefined;
      if (this.#waiting.size > 0) this.take([]);
    });
  }

  /** Looks for what is behind: at the start, now and then, and when other sensors are this process's by now. */
  anew(): void {
    if (this.#stopped) return;
    this.#looking ??= this.#look()
      .catch(this.#options.onFault)
      .finally(() => {
        this.#looking = undefined;
      });
  }

  /** Resolves when all that was told or found has been seen to. */
  async idle(): Promise<void> {
    while (this.#looking || this.#running) {
      await this.#looking;
      await this.#running;
    }
  }

  async #look(): Promise<void> {
    for (let after: number | null = 0; after !== null && !this.#stopped; ) {
      const { sensorIds, next } = await forecastBacklog(this.#db.em(), this.#readings, after);
      this.take(sensorIds);
      after = next;
      await new Promise(setImmediate);
    }
  }

  async #run(): Promise<void> {
    while (this.#waiting.size > 0 && !this.#stopped) {
      const ids = [...this.#waiting.values().take(ROUND_SENSORS)];
      for (const id of ids) this.#waiting.delete(id);
      try {
        await this.#round(ids);
      } catch (error) {
        this.#options.onFault(error);
      }
      await new Promise(setImmediate);
    }
  }

  async #round(ids: readonly number[]): Promise<void> {
    const { onStep } = this.#options;
    for (let more = true; more && !this.#stopped; ) {
      const round = await judgeForecasts(this.#db, this.#readings, ids, onStep);
      more = round.more && round.written > 0;
      if (round.written > 0) this.#feed.wake();
      await new Promise(setImmediate);
    }
    if (!this.#stopped) await this.#schedules.issueDue(ids);
  }
}
