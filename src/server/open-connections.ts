import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Refusal } from './refusal.ts';

/** Connections above the limit are still told why for this many more; beyond that they are dropped. */
const TOLD_WHY = 100;

/** The connections and event streams that a server has open, and how they end. */
export class OpenConnections {
  readonly #sockets = new Set<Socket>();
  readonly #streams = new Set<ServerResponse>();
  readonly #limit: number;
  #stopping = false;

  constructor(http: Server, limit: number) {
    this.#limit = limit;
    http.maxConnections = limit + TOLD_WHY;
    http.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** How many are open, of whatever kind. */
  get connections(): number {
    return this.#sockets.size;
  }

  get streams(): number {
    return this.#streams.size;
  }

  /** Remembers an answer that lasts until one side ends it. */
  addStream(response: ServerResponse): void {
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
  }

  /** @throws Refusal when the server is stopping or full */
  checkRoom(): void {
    if (this.#stopping) throw new Refusal(503, 'STOPPING', 'The server is stopping', 'Try again shortly.');
    if (this.#sockets.size <= this.#limit) return;
    throw new Refusal(
      503,
      'TOO_MANY_CONNECTIONS',
      `${this.#limit} connections are open`,
      'Close connections that are not needed, or raise MAX_CONNECTIONS.',
    );
  }

  /** Cuts the event streams, so that their clients look for another server; other requests run to their end. */
  stop(): void {
    this.#stopping = true;
    for (const stream of this.#streams) stream.destroy();
  }
}
