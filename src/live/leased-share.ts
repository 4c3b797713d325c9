import type { EntityManager } from '../db/database.ts';
import type { PartitionLeases } from '../detection/partition-leases.ts';
import { partitionOf } from '../detection/scoring-partition.ts';
import type { Claim, SensorShare } from '../detection/sensor-share.ts';
import type { WakeUp } from '../events/wake-up.ts';

/** Beats in one lease: two may fail before it runs out. */
const BEATS = 3;

/** Told of the partitions that were gained or lost, or lost and gained again. */
export type ShareListener = (changed: ReadonlySet<number>) => void;

/**
 * The share of this process among several on one PostgreSQL database. What it believes to hold may have been taken
 * since: `guard` asks in the transaction that writes.
 */
export class LeasedShare implements SensorShare {
  readonly #leases: PartitionLeases;
  readonly #wakeUp: WakeUp;
  readonly #onFault: (error: unknown) => void;
  #held: Claim = new Map();
  #listener: ShareListener = () => {};
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;
  #stopped = true;

  constructor(leases: PartitionLeases, wakeUp: WakeUp, onFault: (error: unknown) => void) {
    this.#leases = leases;
    this.#wakeUp = wakeUp;
    this.#onFault = onFault;
  }

  async start(leaseMs: number, listener: ShareListener): Promise<void> {
    this.#stopped = false;
    this.#listener = listener;
    await this.#leases.prepare();
    await this.refresh();
    this.#wakeUp.tellShares();
    this.#timer = setInterval(() => this.refresh(), leaseMs / BEATS);
    this.#timer.unref();
  }

  /** Gives back what is held, after scoring has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#beating;
    this.#held = new Map();
    try {
      await this.#leases.leave();
      this.#wakeUp.tellShares();
    } catch (error) {
      this.#onFault(error);
    }
  }

  holds(sensorId: number): boolean {
    return this.#held.has(partitionOf(sensorId));
  }

  partitions(): readonly number[] {
    return [...this.#held.keys()];
  }

  claim(sensorIds: readonly number[]): Claim {
    const wanted = new Set(sensorIds.map(partitionOf));
    return new Map([...this.#held].filter(([partition]) => wanted.has(partition)));
  }

  guard(em: EntityManager, claim: Claim): Promise<void> {
    return this.#leases.guard(em, claim);
  }

  tell(sensorIds: readonly number[]): void {
    this.#wakeUp.tellReadings(sensorIds);
  }

  async refresh(): Promise<void> {
    if (this.#stopped) return;
    this.#beating ??= this.#beat()
      .catch(this.#onFault)
      .finally(() => {
        this.#beating = undefined;
      });
    await this.#beating;
  }

  async #beat(): Promise<void> {
    const { held, freed } = await this.#leases.beat();
    const before = this.#held;
    this.#held = held;
    const partitions = new Set([...before.keys(), ...held.keys()]);
    const changed = [...partitions].filter((partition) => before.get(partition) !== held.get(partition));
    if (changed.length > 0) this.#listener(new Set(changed));
    if (freed) this.#wakeUp.tellShares();
  }
}
