import type { Database } from '../db/database.ts';
import { sensorsBehind } from '../detection/backlog.ts';
import type { SensorShare } from '../detection/sensor-share.ts';
import type { ReadingsStore } from '../readings/store.ts';

const EVERY_MS = 2_000;

/**
 * The safety net below the wake-up: looks now and then for readings that another process stored and that nobody told
 * us of. What was found before, and has not grown, is being worked on, or is history that raises nothing.
 */
export class BacklogWatch {
  readonly #db: Database;
  readonly #store: ReadingsStore;
  readonly #share: SensorShare;
  readonly #take: (sensorIds: readonly number[]) => void;
  readonly #onFault: (error: unknown) => void;
  #found: ReadonlyMap<number, string> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;

  constructor(
    db: Database,
    store: ReadingsStore,
    share: SensorShare,
    take: (sensorIds: readonly number[]) => void,
    onFault: (error: unknown) => void,
  ) {
    this.#db = db;
    this.#store = store;
    this.#share = share;
    this.#take = take;
    this.#onFault = onFault;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#again = false;
    await this.#looking;
  }

  /** Other sensors are this process's by now: everything that is behind is found anew. */
  anew(): void {
    this.#found = new Map();
    this.#again = true;
    this.#look();
  }

  #look(): void {
    this.#looking ??= this.#find()
      .catch(this.#onFault)
      .finally(() => {
        this.#looking = undefined;
        if (this.#again) this.#look();
      });
  }

  async #find(): Promise<void> {
    this.#again = false;
    const behind = await sensorsBehind(this.#db.em(), this.#store, this.#share.partitions());
    const grown = behind.filter(({ sensorId, reach }) => this.#found.get(sensorId) !== reach);
    this.#found = new Map(behind.map(({ sensorId, reach }) => [sensorId, reach]));
    this.#take(grown.map(({ sensorId }) => sensorId));
  }
}
