import type { Database } from '../db/database.ts';
import type { SensorShare } from '../detection/sensor-share.ts';
import { heardSensors, rulesInForce } from '../detection/sensor-signal.ts';
import { type Signal, type SignalRules, silentFrom } from '../detection/signal.ts';
import type { SensorFacts } from '../equipment/sensor-facts.ts';

const TICK_MS = 1_000;
/** How often settings that were changed elsewhere are noticed. */
const RELOAD_MS = 60_000;
/** The longest that a source is given to come back to a server that was not there itself. */
const LONGEST_GRACE_MS = 5 * 60_000;
/** A tick that comes so much later than planned, or a clock that moves so much otherwise, is our own absence. */
const ABSENCE_MS = 5_000;

/**
 * Knows until when each sensor of this process's share may be silent, and has those that are overdue judged: in the
 * round that follows, the database decides whether nothing was heard. After its own absence (a start, sensors taken
 * over, a pause, a clock that was set) it gives every source time to come back before it calls it silent.
 */
export class SilenceWatch {
  readonly #db: Database;
  readonly #share: SensorShare;
  readonly #onFault: (error: unknown) => void;
  readonly #dueMs = new Map<number, number>();
  #listen: (sensorIds: readonly number[]) => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  #loading: Promise<void> | undefined;
  #presentFromMs = 0;
  #loadedMs = 0;
  #tickMs = 0;
  #drift = 0;

  constructor(db: Database, share: SensorShare, onFault: (error: unknown) => void) {
    this.#db = db;
    this.#share = share;
    this.#onFault = onFault;
  }

  /** `listen` is given the sensors of which nothing was heard for too long. */
  start(listen: (sensorIds: readonly number[]) => void): void {
    this.#listen = listen;
    this.anew();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.loaded();
  }

  /** When a look into the database, if one is under way, has ended. */
  async loaded(): Promise<void> {
    await this.#loading;
  }

  /** This process was absent, or other sensors are its by now. */
  anew(): void {
    this.#presentFromMs = Date.now();
    this.#tickMs = performance.now();
    this.#drift = Date.now() - performance.now();
    this.#dueMs.clear();
    this.#load();
  }

  /** What was judged of a sensor and committed. */
  judged({ id, isRetired }: SensorFacts, signal: Signal | null, rules: SignalRules): void {
    if (!signal || isRetired || signal.state === 'SILENT') this.#dueMs.delete(id);
    else this.#dueMs.set(id, silentFrom(signal, rules, Date.now()));
  }

  #tick(): void {
    const late = performance.now() - this.#tickMs - TICK_MS;
    const jump = Math.abs(Date.now() - performance.now() - this.#drift);
    this.#tickMs = performance.now();
    if (late > ABSENCE_MS || jump > ABSENCE_MS) this.anew();
    if (performance.now() - this.#loadedMs > RELOAD_MS) this.#load();
    const overdue: number[] = [];
    for (const [id, dueMs] of this.#dueMs) if (dueMs <= Date.now()) overdue.push(id);
    for (const id of overdue) this.#dueMs.delete(id);
    if (overdue.length > 0) this.#listen(overdue);
  }

  #load(): void {
    this.#loadedMs = performance.now();
    this.#loading ??= this.#read()
      .catch(this.#onFault)
      .finally(() => {
        this.#loading = undefined;
      });
  }

  async #read(): Promise<void> {
    const em = this.#db.em();
    const heard = await heardSensors(em, this.#share.partitions());
    const rules = await rulesInForce(
      em,
      heard.map(({ sensorId }) => sensorId),
    );
    heard.forEach(({ sensorId, heardMs }, i) => {
      const rule = rules[i];
      if (!rule) return;
      const graceMs = Math.min(rule.silentAfterMs, LONGEST_GRACE_MS);
      const dueMs = silentFrom({ heardMs }, rule, Date.now());
      const knownMs = this.#dueMs.get(sensorId) ?? Number.POSITIVE_INFINITY;
      this.#dueMs.set(sensorId, Math.min(knownMs, Math.max(dueMs, this.#presentFromMs + graceMs)));
    });
  }
}
