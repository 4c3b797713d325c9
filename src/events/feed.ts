import type { Database } from '../db/database.ts';
import type { StoredEvent } from './event.ts';
import { type EventFilter, EventLog } from './log.ts';
import { Subscriber } from './subscriber.ts';

/**
 * What a subscriber reads. `cursor` is the place to resume after this item. GAP: the log cannot say what happened
 * between `fromCursor` and `cursor` (EXPIRED: forgotten by retention; UNKNOWN_CURSOR: this log never gave that cursor).
 */
export type FeedItem =
  | { readonly kind: 'EVENT'; readonly cursor: number; readonly event: StoredEvent }
  | { readonly kind: 'GAP'; readonly cursor: number; readonly fromCursor: number; readonly reason: GapReason }
  | { readonly kind: 'HEARTBEAT'; readonly cursor: number; readonly timeMs: number };

export const GAP_REASONS = ['EXPIRED', 'UNKNOWN_CURSOR'] as const;
export type GapReason = (typeof GAP_REASONS)[number];

export interface FeedOptions {
  readonly heartbeatMs: number;
  /** How often the log is looked at without being woken: other processes write to it too. */
  readonly pollMs: number;
  /** Events that wait for one subscriber before it is sent back to the log. */
  readonly queueLimit: number;
  /** Tells other processes that something was committed here. */
  readonly tell: () => void;
  /** Told when the log begins to be unreadable, and not again before it was read; it is tried at every poll. */
  readonly onFault: (error: unknown) => void;
}

const DEFAULTS: FeedOptions = {
  heartbeatMs: 15_000,
  pollMs: 500,
  queueLimit: 1_000,
  tell: () => {},
  onFault: () => {},
};
const PAGE_EVENTS = 500;

/** What readers of the feed need of it. */
export interface ReadableFeed {
  readonly log: EventLog;
  subscribe(
    filter: EventFilter & { after?: number | null; signal?: AbortSignal },
  ): AsyncIterableIterator<FeedItem>;
}

/**
 * The live end of the event log. The log is the only source: one reader follows it for all subscribers, and whoever
 * is behind (a fresh cursor, a full queue) reads it directly until it has caught up.
 */
export class EventFeed implements ReadableFeed {
  readonly log: EventLog;
  readonly #options: FeedOptions;
  readonly #subscribers = new Set<Subscriber>();
  #tail = 0;
  #pumping: Promise<void> | undefined;
  #woken = false;
  #failing = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(db: Database, options: Partial<FeedOptions> = {}) {
    this.log = new EventLog(db);
    this.#options = { ...DEFAULTS, ...options };
  }

  async start(): Promise<void> {
    this.#tail = await this.log.newest();
    this.#timer = setInterval(() => this.look(), this.#options.pollMs);
    this.#timer.unref();
  }

  /** Ends every subscription and waits for a read under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const subscriber of this.#subscribers) subscriber.end();
    await this.#pumping;
  }

  /** Something was committed in this process. Cheap, and never too often. */
  wake(): void {
    this.#options.tell();
    this.look();
  }

  /** Something may have been committed somewhere. */
  look(): void {
    this.#woken = true;
    this.#pumping ??= this.#pump()
      .then(
        () => {
          this.#failing = false;
        },
        (error) => {
          if (!this.#failing) this.#options.onFault(error);
          this.#failing = true;
        },
      )
      .finally(() => {
        this.#pumping = undefined;
      });
  }

  /**
   * Follows the log from `after` (or from now), without a seam between what is replayed and what is live. A heartbeat
   * says that everything missed has been sent, so that every subscriber has a cursor from its first moment on. Ends
   * when the caller returns it or `signal` aborts.
   */
  subscribe(
    filter: EventFilter & { after?: number | null; signal?: AbortSignal },
  ): AsyncIterableIterator<FeedItem> {
    const subscriber = new Subscriber(this.#options.queueLimit, filter.after != null);
    this.#subscribers.add(subscriber);
    filter.signal?.addEventListener('abort', () => subscriber.end(), { once: true });
    const items = this.#follow(subscriber, filter, filter.after ?? this.#tail);
    const leave = () => {
      subscriber.end();
      this.#subscribers.delete(subscriber);
    };
    return {
      next: () => items.next(),
      return: () => {
        leave();
        return items.return(undefined);
      },
      throw: (error) => {
        leave();
        return items.throw(error);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** The feed of what happens on equipment below `path`; what belongs to no equipment is not in it. */
  within(path: string): ReadableFeed {
    const isWithin = (event: StoredEvent) => event.equipmentPath?.startsWith(path) ?? false;
    return {
      log: this.log,
      subscribe: ({ matches, ...rest }) =>
        this.subscribe({ ...rest, matches: (event) => isWithin(event) && (matches?.(event) ?? true) }),
    };
  }

  async *#follow(
    subscriber: Subscriber,
    filter: EventFilter,
    after: number,
  ): AsyncGenerator<FeedItem, undefined> {
    let cursor = after;
    try {
      if (cursor > this.#tail) await this.#refresh();
      if (!subscriber.behind) yield heartbeat(cursor);
      while (!subscriber.ended) {
        if (subscriber.behind) {
          subscriber.catchUp();
          cursor = yield* this.#replay(cursor, this.#tail, filter, subscriber);
          yield heartbeat(cursor);
        }
        const heard = await subscriber.take(this.#options.heartbeatMs);
        if (heard === 'QUIET') {
          cursor = this.#tail;
          yield heartbeat(cursor);
        } else if (typeof heard === 'object' && heard.id > cursor) {
          cursor = heard.id;
          if (wants(filter, heard)) yield { kind: 'EVENT', cursor, event: heard };
        }
      }
    } finally {
      this.#subscribers.delete(subscriber);
    }
  }

  /** From the log: a gap if there is one, then the wanted events. Gives the cursor that was reached. */
  async *#replay(
    after: number,
    through: number,
    filter: EventFilter,
    subscriber: Subscriber,
  ): AsyncGenerator<FeedItem, number> {
    let cursor = after;
    while (cursor !== through && !subscriber.ended) {
      const { events, forgottenThrough } = await this.log.page(cursor, through, PAGE_EVENTS);
      if (cursor > through || cursor < forgottenThrough) {
        const reason = cursor > through ? 'UNKNOWN_CURSOR' : 'EXPIRED';
        const fromCursor = cursor;
        cursor = reason === 'EXPIRED' ? Math.min(forgottenThrough, through) : through;
        yield { kind: 'GAP', cursor, fromCursor, reason };
        continue;
      }
      for (const event of events) {
        cursor = event.id;
        if (wants(filter, event)) yield { kind: 'EVENT', cursor, event };
      }
      if (events.length < PAGE_EVENTS) cursor = through;
    }
    return cursor;
  }

  /** Another process may have announced what this one has not read yet. */
  async #refresh(): Promise<void> {
    this.look();
    await this.#pumping;
  }

  async #pump(): Promise<void> {
    while (this.#woken) {
      this.#woken = false;
      for (;;) {
        const page = await this.log.page(this.#tail, Number.MAX_SAFE_INTEGER, PAGE_EVENTS);
        const { events, forgottenThrough } = page;
        if (forgottenThrough > this.#tail) for (const one of this.#subscribers) one.fallBehind();
        this.#tail = Math.max(this.#tail, forgottenThrough);
        for (const event of events) {
          this.#tail = event.id;
          for (const subscriber of this.#subscribers) subscriber.offer(event);
        }
        if (events.length < PAGE_EVENTS) break;
      }
    }
  }
}

const heartbeat = (cursor: number): FeedItem => ({ kind: 'HEARTBEAT', cursor, timeMs: Date.now() });

const wants = (filter: EventFilter, event: StoredEvent): boolean =>
  filter.types.includes(event.type) && (filter.matches?.(event) ?? true);
