import { DomainError } from '../errors.ts';

/** Judging on request is bounded: who comes when all places are taken is refused, not queued. */
export class JudgingRoom {
  readonly #places: number;
  #taken = 0;

  constructor(places: number) {
    this.#places = places;
  }

  /** @throws DomainError BUSY */
  async admit<Judged>(judge: () => Promise<Judged>): Promise<Judged> {
    if (this.#taken >= this.#places) throw busy(this.#places);
    this.#taken++;
    try {
      return await judge();
    } finally {
      this.#taken--;
    }
  }
}

const busy = (places: number): DomainError =>
  new DomainError(
    'BUSY',
    `${places} series are being judged already`,
    'Ask again when one of them is done, in a few seconds.',
  );
