import { DomainError } from '../../errors.ts';

const tooMany = (limit: number): DomainError =>
  new DomainError(
    'TOO_MANY_SUBSCRIPTIONS',
    `This token has ${limit} subscriptions open`,
    'End those that are not needed, or raise MAX_SUBSCRIPTIONS_PER_TOKEN.',
  );

/** How many subscriptions each token has open, over all its connections. */
export class OpenSubscriptions {
  readonly #limit: number;
  readonly #open = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Gives what is called when the subscription ends. @throws DomainError TOO_MANY_SUBSCRIPTIONS */
  enter(token: string): () => void {
    const open = this.#open.get(token) ?? 0;
    if (open >= this.#limit) throw tooMany(this.#limit);
    this.#open.set(token, open + 1);
    return () => {
      const left = (this.#open.get(token) ?? 1) - 1;
      if (left > 0) this.#open.set(token, left);
      else this.#open.delete(token);
    };
  }
}
