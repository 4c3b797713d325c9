import type { RejectionReason } from '../readings/batch.ts';
import type { Settled } from './reading-batch.ts';

/** Why a line, or a reading of it, was not stored. */
export type IngestReason = RejectionReason | 'MALFORMED' | 'SENSOR_NOT_FOUND' | 'SENSOR_RETIRED';

export interface IngestRejection {
  readonly line: number;
  /** The place in the columns of the line, from 0; absent for a line that is one reading, or no reading at all. */
  readonly index?: number;
  readonly reason: IngestReason;
  readonly message: string;
}

/** So many rejections are named; all are counted. */
export const MOST_NAMED = 1_000;

/** What became of what was sent so far. What is counted as accepted is on disk. */
export class IngestTally {
  /** Everything up to and with this line is stored, was stored before, or is rejected. */
  acknowledgedLines = 0;
  batches = 0;
  accepted = 0;
  duplicates = 0;
  late = 0;
  backfilled = 0;
  rejected = 0;
  readonly #reasons: Partial<Record<IngestReason, number>> = {};
  readonly #named: IngestRejection[] = [];

  /** How many are rejected for this reason. */
  count(reason: IngestReason): number {
    return this.#reasons[reason] ?? 0;
  }

  /** @param readings that the rejection is about: those of a line that names no sensor are all of them */
  reject(rejection: IngestRejection, readings = 1): void {
    this.rejected += readings;
    this.#reasons[rejection.reason] = this.count(rejection.reason) + readings;
    if (this.#named.length < MOST_NAMED) this.#named.push(rejection);
  }

  /** A batch is on disk. */
  settle({ recorded, repeated, rejected }: Settled): void {
    if (recorded.length > 0) this.batches++;
    this.duplicates += repeated;
    for (const { accepted, duplicates, late, backfilled } of recorded) {
      this.accepted += accepted;
      this.duplicates += duplicates;
      this.late += late;
      this.backfilled += backfilled;
    }
    for (const { sensorId: _, ...rejection } of rejected) this.reject(rejection);
  }

  toJSON() {
    const { acknowledgedLines, batches, accepted, duplicates, late, backfilled, rejected } = this;
    return {
      acknowledgedLines,
      batches,
      accepted,
      duplicates,
      late,
      backfilled,
      rejected: { count: rejected, byReason: this.#reasons, first: this.#named },
    };
  }
}
