import { broken } from './failure.ts';

/** An item of a stream with cursors: an event, a heartbeat or a gap. */
interface Item {
  readonly __typename: string;
  readonly cursor: string;
}

/** What a subscription with cursors yields: one field, whatever its name. */
export type Followed = { readonly [field: string]: Item };

export interface FollowOptions {
  /** Ends it. */
  readonly signal?: AbortSignal;
  /**
   * How long nothing may come, in milliseconds, before the connection counts as gone, whatever the socket says: two heartbeats
   * of the server. 30,000 when absent, which is right for the default of `HEARTBEAT_MS`.
   */
  readonly staleAfterMs?: number;
  /** The connection is gone and is being made again: show the "stale" banner until the next item. */
  onDisconnect?(): void;
}

interface Stream<Result> extends AsyncIterable<Result> {
  return(): Promise<unknown>;
}

/** How a stream is begun after a cursor, and how the socket below is cut that no longer carries anything. */
interface Connection<Result> {
  open(after: string | null | undefined): Stream<Result>;
  drop(): void;
}

/** What comes and goes; whatever else a server says will not be otherwise the next time. */
const PASSING = new Set([
  'CONNECTION_LOST',
  'TOO_SLOW',
  'RATE_LIMITED',
  'TOO_MANY_SUBSCRIPTIONS',
  'TOO_MANY_CONNECTIONS',
  'REFUSED',
]);
const LONGEST_WAIT_MS = 10_000;
const STALE_AFTER_MS = 30_000;

/** Waits longer after each failed attempt, with a random share, so that a thousand screens do not return at once. */
function pause(attempt: number, signal?: AbortSignal): Promise<void> {
  const longest = Math.min(LONGEST_WAIT_MS, 250 * 2 ** attempt);
  return new Promise((resume) => {
    const timer = setTimeout(resume, longest * (0.5 + Math.random() / 2));
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resume();
    });
  });
}

/** Connects again and again with the last cursor. */
export async function* followed<Result extends Followed>(
  connection: Connection<Result>,
  from: string | null | undefined,
  { signal, staleAfterMs = STALE_AFTER_MS, onDisconnect }: FollowOptions,
): AsyncGenerator<Result[keyof Result], void> {
  let after = from;
  for (let attempt = 0; !signal?.aborted; attempt++) {
    const stream = connection.open(after);
    const end = () => void stream.return();
    signal?.addEventListener('abort', end);
    let silence = setTimeout(connection.drop, staleAfterMs);
    try {
      for await (const result of stream) {
        clearTimeout(silence);
        const [item] = Object.values(result) as Result[keyof Result][];
        after = item.cursor;
        attempt = 0;
        yield item;
        silence = setTimeout(connection.drop, staleAfterMs);
      }
    } catch (error) {
      const failure = broken(error);
      if (!PASSING.has(failure.code)) throw failure;
    } finally {
      clearTimeout(silence);
      signal?.removeEventListener('abort', end);
      await stream.return();
    }
    if (signal?.aborted) return;
    onDisconnect?.();
    await pause(attempt, signal);
  }
}
