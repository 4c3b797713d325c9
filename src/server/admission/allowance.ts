import { TokenBucket } from 'limiter';
import type { Rate } from '../../config.ts';
import { RateLimitedError } from '../../errors.ts';

const SECOND_MS = 1_000;
/** Whoever was not heard of for longest is forgotten, with what it owes. */
const MOST_BUCKETS = 10_000;

/** A token bucket a key: full at first, and refilled at a rate. */
class Buckets {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  of(key: string): TokenBucket {
    const bucket = this.#buckets.get(key) ?? this.#full();
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > MOST_BUCKETS) this.#buckets.delete(this.#buckets.keys().next().value as string);
    return bucket;
  }

  #full(): TokenBucket {
    const { perSecond, burst } = this.#rate;
    const bucket = new TokenBucket({ bucketSize: burst, tokensPerInterval: perSecond, interval: SECOND_MS });
    bucket.content = burst;
    return bucket;
  }
}

/** Whose allowance something is taken from. */
export interface Payer {
  /** What tells a viewer from every other; null before it is known. */
  readonly token: string | null;
  readonly address: string;
}

/** How much of one quantity each token and each address may use. */
export class Allowance {
  readonly rate: Rate;
  readonly #what: string;
  readonly #tokens: Buckets;
  readonly #addresses: Buckets;

  /**
   * @param what is used, in the plural
   * @param rate of a token
   * @param perAddress the allowances of how many tokens an address has
   */
  constructor(what: string, rate: Rate, perAddress: number) {
    this.rate = rate;
    this.#what = what;
    this.#tokens = new Buckets(rate);
    this.#addresses = new Buckets({ perSecond: rate.perSecond * perAddress, burst: rate.burst * perAddress });
  }

  /** What is left now, rounded down. */
  left(payer: Payer): number {
    let left = Number.POSITIVE_INFINITY;
    for (const bucket of this.#of(payer)) {
      bucket.drip();
      left = Math.min(left, bucket.content);
    }
    return Math.floor(left);
  }

  /** How long until this much is left; 0 when it is, and it is taken then. More than a burst counts as a burst. */
  waitMs(payer: Payer, amount: number): number {
    const buckets = this.#of(payer);
    const most = Math.min(amount, this.rate.burst);
    const wait = Math.max(...buckets.map((bucket) => bucket.getWaitTime(most)));
    if (wait === 0) for (const bucket of buckets) bucket.content -= most;
    return wait;
  }

  /** How long until anything is left; 0 when there is. */
  untilLeftMs(payer: Payer): number {
    return Math.max(...this.#of(payer).map((bucket) => bucket.getWaitTime(0)));
  }

  /** @throws RateLimitedError when there is less, and nothing is taken then */
  take(payer: Payer, amount: number): void {
    const wait = this.waitMs(payer, amount);
    if (wait > 0) throw new RateLimitedError(this.#what, this.rate, wait);
  }

  /** Takes this much, whatever is left: a debt of one burst at most is paid off before anything else. */
  drain(payer: Payer, amount: number): void {
    for (const bucket of this.#of(payer)) {
      bucket.drip();
      bucket.content = Math.max(-bucket.bucketSize, bucket.content - amount);
    }
  }

  #of({ token, address }: Payer): TokenBucket[] {
    const ofAddress = this.#addresses.of(address);
    return token === null ? [ofAddress] : [this.#tokens.of(token), ofAddress];
  }
}
