import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { bounded, ENCODINGS, expanded } from '../../ingest/expanded.ts';
import { Refusal } from '../admission/refusal.ts';

export interface BodyLimits {
  /** Bytes after expansion. */
  readonly mostBytes: number;
  /** How long the sender may send nothing while we wait for it. */
  readonly idleMs: number;
  /** How long the whole body may take, waiting for the database included. */
  readonly totalMs: number;
}

/** Readings of a plant compress up to a hundredfold; a bomb a thousandfold. */
const MOST_RATIO = 200;
/** How long the rest of a refused body is read and thrown away, so that the sender gets to read the answer. */
const DISCARD_MS = 1_000;

const slow = (limit: string): Refusal =>
  new Refusal(
    408,
    'TOO_SLOW',
    `The body did not come within ${limit}`,
    'Send steadily, or in several requests; send it again: what is stored is known.',
  );

const cutOff = (): Refusal =>
  new Refusal(
    400,
    'BODY_INCOMPLETE',
    'The connection was lost within the body',
    'Send it again: what is stored is known.',
  );

/** Says when a sender took too long: all in all, or since it was last waited for. */
class Patience {
  readonly #limits: BodyLimits;
  readonly #total: NodeJS.Timeout;
  readonly #idle: NodeJS.Timeout;
  #isOver = false;
  #giveUp: ((error: Refusal) => void) | undefined;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
    this.#total = setTimeout(() => this.#end(), limits.totalMs);
    this.#idle = setTimeout(() => this.#giveUp?.(this.#slow()), limits.idleMs);
  }

  /** What comes next. @throws Refusal TOO_SLOW or BODY_INCOMPLETE */
  wait<T>(next: Promise<T>): Promise<T> {
    this.#idle.refresh();
    return new Promise<T>((came, failed) => {
      this.#giveUp = failed;
      next.then(came, () => failed(cutOff()));
      if (this.#isOver) failed(this.#slow());
    });
  }

  stop(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#idle);
  }

  #end(): void {
    this.#isOver = true;
    this.#giveUp?.(this.#slow());
  }

  #slow(): Refusal {
    const { totalMs, idleMs } = this.#limits;
    return slow(this.#isOver ? `${totalMs} ms` : `${idleMs} ms after the last byte`);
  }
}

/** The bytes of a body as they come. The request stays open when the reader leaves, so that it can be answered. */
async function* received(
  request: IncomingMessage,
  limits: BodyLimits,
): AsyncGenerator<Uint8Array, void, void> {
  const chunks = request.iterator({ destroyOnReturn: false });
  const patience = new Patience(limits);
  try {
    for (;;) {
      const { done, value } = await patience.wait(chunks.next());
      if (done) return;
      yield value;
    }
  } finally {
    patience.stop();
  }
}

/**
 * The body of a request, expanded where it is compressed, as it is asked for: the sender is held back by TCP while
 * nobody asks.
 * @throws Refusal TOO_SLOW, BODY_INCOMPLETE or UNSUPPORTED_ENCODING; DomainError BAD_COMPRESSION, BODY_TOO_LARGE or EXPANDS_TOO_MUCH
 */
export function bodyStream(
  request: IncomingMessage,
  limits: BodyLimits,
): AsyncGenerator<Uint8Array, void, void> {
  const { mostBytes } = limits;
  const named = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (named === 'identity') return bounded(received(request, limits), mostBytes);
  const encoding = ENCODINGS.find((known) => known === named);
  if (encoding) return expanded(received(request, limits), encoding, { mostBytes, mostRatio: MOST_RATIO });
  throw new Refusal(
    415,
    'UNSUPPORTED_ENCODING',
    `The content encoding ${JSON.stringify(named.slice(0, 40))} is not read`,
    `Send the body as it is, or with one Content-Encoding of ${ENCODINGS.join(', ')}.`,
  );
}

/** Reads on for a moment without looking, so that whoever still sends can read why it is refused. */
export async function discardRest(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return;
  const ended = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) request.once(event, () => resolve());
  });
  request.resume();
  const stop = new AbortController();
  await Promise.race([ended, sleep(DISCARD_MS, undefined, { signal: stop.signal }).catch(() => undefined)]);
  stop.abort();
}
