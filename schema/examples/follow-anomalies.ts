import { type Client, createClient } from 'graphql-ws';
import { AnomalyEventsDocument, type AnomalyEventsSubscription } from '../generated/graphql.ts';

type Item = AnomalyEventsSubscription['anomalyEvents'];
export type AnomalyEvent = Extract<Item, { __typename: 'AnomalyEvent' }>;
export type Gap = Extract<Item, { __typename: 'Gap' }>;

export interface FollowOptions {
  /** Of the graph, such as ws://127.0.0.1:4000/graphql. */
  readonly url: string;
  /** Where the last run stopped; null begins now. Keep it where it survives a reload, such as localStorage. */
  readonly after: string | null;
  /** In Node, the `ws` package; a browser has its own. */
  readonly webSocketImpl?: unknown;
  readonly token?: string;
  /** Called in order, once for each event; when it returns, the cursor may be kept. */
  onEvent(event: AnomalyEvent, cursor: string): void;
  /** What happened in between is not known: query `anomalies` again, then go on. */
  onGap(gap: Gap): void;
  /** The connection is alive and everything up to the cursor was delivered: hide the "stale" banner. */
  onHeartbeat(cursor: string): void;
  /** The connection is gone and is being made again: show the "stale" banner. */
  onDisconnect(): void;
}

const LONGEST_WAIT_MS = 10_000;

/** Waits longer after each failed attempt, with a random share, so that a thousand screens do not return at once. */
const pause = (attempt: number) =>
  new Promise<void>((resume) => {
    const longest = Math.min(LONGEST_WAIT_MS, 250 * 2 ** attempt);
    setTimeout(resume, longest * (0.5 + Math.random() / 2));
  });

/**
 * Follows `anomalyEvents` for as long as the page lives: over lost sockets and restarts of the server, every event in
 * order and once, or a gap that says so. The whole trick is to send the last cursor as `after`. Gives the way to stop.
 */
export function followAnomalies(options: FollowOptions): () => Promise<void> {
  let cursor = options.after;
  let stopped = false;
  let client: Client | undefined;

  const take = (item: Item) => {
    cursor = item.cursor;
    if (item.__typename === 'AnomalyEvent') options.onEvent(item, item.cursor);
    else if (item.__typename === 'Gap') options.onGap(item);
    else options.onHeartbeat(item.cursor);
  };

  const connection = async () => {
    const { url, webSocketImpl, token } = options;
    const connectionParams = token ? { authorization: `Bearer ${token}` } : undefined;
    client = createClient({ url, webSocketImpl, connectionParams, retryAttempts: 0 });
    const query = AnomalyEventsDocument.toString();
    const answers = client.iterate<AnomalyEventsSubscription>({ query, variables: { after: cursor } });
    for await (const { data, errors } of answers) {
      if (!data) throw new Error(errors?.[0]?.message ?? 'the subscription was refused');
      take(data.anomalyEvents);
    }
  };

  const run = async () => {
    for (let attempt = 0; !stopped; attempt++) {
      const before = cursor;
      await connection().catch(() => undefined);
      if (stopped) return;
      options.onDisconnect();
      if (cursor !== before) attempt = 0;
      await pause(attempt);
    }
  };

  const running = run();
  return async () => {
    stopped = true;
    await Promise.resolve(client?.dispose()).catch(() => undefined);
    await running;
  };
}
