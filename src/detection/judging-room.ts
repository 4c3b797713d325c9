import { DomainError } from '../errors.ts';

/** Judging on request is bounded: who finds too few threads free is refused, not queued. */
export class JudgingRoom {
  readonly #threads: number;
  #taken = 0;

  constructor(threads: number) {
    this.#threads = threads;
  }

  /** @throws DomainError BUSY */
  async admit<Judged>(threads: number, judge: () => Promise<Judged>): Promise<Judged> {
    if (this.#taken + threads > this.#threads) throw busy(this.#taken);
    this.#taken += threads;
    try {
      return await judge();
    } finally {
      this.#taken -= threads;
    }
  }
}

const busy = (taken: number): DomainError =>
  new DomainError(
    'BUSY',
    `${taken} series are being judged already`,
    'Ask again when one of them is done, in a few seconds.',
  );
