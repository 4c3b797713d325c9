import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { eventAfter } from '../../schema/stream.ts';

export type Transport = 'WEBSOCKET' | 'EVENT_STREAM';

/** What a subscriber was given. */
export interface Item {
  readonly kind: 'AnomalyEvent' | 'Gap' | 'Heartbeat';
  readonly cursor: number;
  readonly fromCursor?: number;
  readonly type?: string;
  readonly revision?: number;
  readonly anomalyId?: string;
  readonly tag?: string;
}

interface Answer {
  readonly data?: {
    readonly anomalyEvents?: {
      readonly __typename: Item['kind'];
      readonly cursor: string;
      readonly fromCursor?: string;
      readonly type?: string;
      readonly anomaly?: { readonly revision: number; readonly anomaly: { readonly id: string } };
      readonly sensor?: { readonly tag: string };
    } | null;
  } | null;
  readonly errors?: readonly unknown[];
}

const EVENTS = /* GraphQL */ `
  subscription ($after: String, $filter: AnomalyEventFilter) {
    anomalyEvents(after: $after, filter: $filter) {
      __typename
      ... on StreamItem { cursor }
      ... on AnomalyEvent { type sensor { tag } anomaly { revision anomaly { id } } }
      ... on Gap { fromCursor }
    }
  }
`;

/** Longer than any heartbeat: who hears nothing for so long is stale, whatever its socket says. */
const STALE_MS = 10_000;

/**
 * A screen that follows the recipe: it keeps the last cursor, and whatever breaks (a socket, an answer with errors, a
 * server that is silent) it connects again, to another process each time, from there.
 */
export class Follower {
  readonly name: string;
  readonly transport: Transport;
  readonly filter: object | null;
  readonly items: Item[] = [];
  connections = 0;
  #after: string | null = null;
  #stopped = false;
  #away: Promise<void> | undefined;
  #cut: () => void = () => {};
  readonly #urls: readonly string[];
  readonly #following: Promise<void>;

  constructor(name: string, urls: readonly string[], transport: Transport, filter: object | null = null) {
    this.name = name;
    this.transport = transport;
    this.filter = filter;
    this.#urls = urls;
    this.#following = this.#follow();
  }

  /** The place of the last item; 0 before the first. */
  get cursor(): number {
    return this.items.at(-1)?.cursor ?? 0;
  }

  /** Breaks its connection. */
  cut(): void {
    this.#cut();
  }

  /** Breaks its connection, and it does not come back before `back`. */
  stayAway(back: Promise<void>): void {
    this.#away = back;
    this.#cut();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cut();
    await this.#following;
  }

  async #follow(): Promise<void> {
    while (!this.#stopped) {
      await this.#away;
      if (this.#stopped) return;
      const url = this.#urls[this.connections++ % this.#urls.length];
      await (this.transport === 'WEBSOCKET' ? this.#overSocket(url) : this.#overEvents(url));
      await pause(20);
    }
  }

  /** False when it is not to be trusted, and asked for again. */
  #take({ data, errors }: Answer): boolean {
    const item = data?.anomalyEvents;
    if (!item || errors || this.#stopped) return false;
    const { __typename: kind, cursor, fromCursor, type, anomaly, sensor } = item;
    this.#after = cursor;
    this.items.push({
      kind,
      cursor: eventAfter(cursor) as number,
      fromCursor: fromCursor === undefined ? undefined : (eventAfter(fromCursor) as number),
      type,
      revision: anomaly?.revision,
      anomalyId: anomaly?.anomaly.id,
      tag: sensor?.tag,
    });
    return true;
  }

  #overSocket(url: string): Promise<void> {
    return new Promise((ended) => {
      const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
      this.#cut = () => socket.terminate();
      const stale = setTimeout(this.#cut, STALE_MS);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearTimeout(stale);
        ended();
      });
      socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
      socket.on('message', (text) => {
        stale.refresh();
        const message = JSON.parse(String(text));
        const variables = { after: this.#after, filter: this.filter };
        if (message.type === 'connection_ack')
          socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: EVENTS, variables } }));
        else if (message.type === 'ping') socket.send(JSON.stringify({ type: 'pong' }));
        else if (message.type !== 'next' || !this.#take(message.payload)) this.#cut();
      });
    });
  }

  #overEvents(url: string): Promise<void> {
    return new Promise((ended) => {
      const headers: Record<string, string> = {
        accept: 'text/event-stream',
        'content-type': 'application/json',
      };
      if (this.#after !== null) headers['last-event-id'] = this.#after;
      const asked = request(url, { method: 'POST', headers, agent: false });
      this.#cut = () => asked.destroy();
      const stale = setTimeout(this.#cut, STALE_MS);
      const close = () => {
        clearTimeout(stale);
        ended();
      };
      asked.on('error', close);
      asked.on('close', close);
      asked.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('error', () => undefined);
        response.on('data', (chunk) => {
          stale.refresh();
          const frames = (text + chunk).split('\n\n');
          text = frames.pop() ?? '';
          for (const frame of frames) {
            if (asked.destroyed) return;
            if (/^event: complete/m.test(frame)) return this.#cut();
            const data = /^data: (.+)$/m.exec(frame)?.[1];
            if (data && !this.#take(JSON.parse(data))) return this.#cut();
          }
        });
      });
      asked.end(JSON.stringify({ query: EVENTS, variables: { filter: this.filter } }));
    });
  }
}
