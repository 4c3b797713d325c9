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
  /** The connection is gone and is being made again: show the "stale" banner until the next item. */
  onDisconnect?(): void;
}

interface Connection<Result> extends AsyncIterable<Result> {
  return(): Promise<unknown>;
}

/** What comes and goes; whatever else a server says will not be otherwise the next time. */
const PASSING = new Set([
  'CONNECTION_LOST',
  'TOO_SLOW',
  'TOO_MANY_SUBSCRIPTIONS',
  'TOO_MANY_CONNECTIONS',
  'REFUSED',
]);
const LONGEST_WAIT_MS = 10_000;

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
  connect: (after: string | null | undefined) => Connection<Result>,
  from: string | null | undefined,
  { signal, onDisconnect }: FollowOptions,
): AsyncGenerator<Result[keyof Result], void> {
  let after = from;
  for (let attempt = 0; !signal?.aborted; attempt++) {
    const connection = connect(after);
    const end = () => void connection.return();
    signal?.addEventListener('abort', end);
    try {
      for await (const result of connection) {
        const [item] = Object.values(result) as Result[keyof Result][];
        after = item.cursor;
        attempt = 0;
        yield item;
      }
    } catch (error) {
      const failure = broken(error);
      if (!PASSING.has(failure.code)) throw failure;
    } finally {
      signal?.removeEventListener('abort', end);
      await connection.return();
    }
    if (signal?.aborted) return;
    onDisconnect?.();
    await pause(attempt, signal);
  }
}
