import type { EntityManager } from '../db/database.ts';

/** What a process held when a round of scoring began: partitions with the epochs of their leases. */
export type Claim = ReadonlyMap<number, number>;

/** Which sensors this process scores. On one database no two processes score the same sensor at the same time. */
export interface SensorShare {
  /** Whether this process scores the sensor, as far as it knows. */
  holds(sensorId: number): boolean;
  /** The partitions that are held, null for all sensors whatever their partition. */
  partitions(): readonly number[] | null;
  claim(sensorIds: readonly number[]): Claim;
  /**
   * Makes sure, until the end of the transaction, that what was claimed is still held, and by the same lease.
   * @throws LeaseLostError
   */
  guard(em: EntityManager, claim: Claim): Promise<void>;
  /** Asks the database what is held, after a lease was lost. */
  refresh(): Promise<void>;
  /** Tells whoever scores them that readings of these sensors were stored. */
  tell(sensorIds: readonly number[]): void;
}

/** What was worked out belongs to another process by now: it must not be written. */
export class LeaseLostError extends Error {
  constructor() {
    super('Another process scores these sensors by now');
    this.name = 'LeaseLostError';
  }
}

/** All of them, as where one process has the database to itself. */
export const EVERY_SENSOR: SensorShare = {
  holds: () => true,
  partitions: () => null,
  claim: () => new Map(),
  guard: async () => {},
  refresh: async () => {},
  tell: () => {},
};
