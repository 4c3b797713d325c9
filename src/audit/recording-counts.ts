import { codeTold } from '../errors.ts';
import { type Act, type AuditLog, OK } from './audit-log.ts';

/** What one batch of readings was. */
export interface BatchCount {
  readonly series: number;
  readonly readings: number;
}

interface Sum {
  readonly act: Act;
  readonly outcome: string;
  readonly fromMs: number;
  batches: number;
  series: number;
  readings: number;
}

/** Batches of readings by who sent them and what came of them: counts, not an entry a batch. */
export class RecordingCounts {
  readonly #log: AuditLog;
  #sums = new Map<string, Sum>();

  constructor(log: AuditLog) {
    this.#log = log;
  }

  /**
   * Does `work` and counts it, whatever comes of it.
   * @param outcomeOf OK, or the code of a failure that is a result
   */
  async counted<T>(
    act: Act,
    count: BatchCount,
    outcomeOf: (result: T) => string,
    work: () => Promise<T>,
  ): Promise<T> {
    let outcome: string = OK;
    try {
      const result = await work();
      outcome = outcomeOf(result);
      return result;
    } catch (error) {
      outcome = codeTold(error);
      throw error;
    } finally {
      this.#add(act, count, outcome);
    }
  }

  #add(act: Act, { series, readings }: BatchCount, outcome: string): void {
    const key = JSON.stringify([act.actor, act.credential, act.role, outcome]);
    const zero = { act, outcome, fromMs: Date.now(), batches: 0, series: 0, readings: 0 };
    const sum = this.#sums.get(key) ?? zero;
    sum.batches++;
    sum.series += series;
    sum.readings += readings;
    this.#sums.set(key, sum);
  }

  /** Writes one entry for each sum, and begins anew. */
  async write(): Promise<void> {
    const sums = [...this.#sums.values()];
    this.#sums = new Map();
    for (const { act, outcome, fromMs, ...counts } of sums) {
      const input = { ...counts, from: new Date(fromMs).toISOString(), to: new Date().toISOString() };
      await this.#log.write({ ...act, subjects: [], operation: null, requestId: null, input }, outcome);
    }
  }
}
