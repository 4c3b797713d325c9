import type { WebSocket } from 'ws';
import type { Answer } from './answer.ts';
import type { Outlet } from './outlet.ts';

/** Not 4429: client libraries take that for a fault of theirs and do not connect again. */
const TOO_SLOW_CLOSE = 4420;

/** Bytes that wait for the client of a WebSocket. */
export const unsentBytesOf = (socket: WebSocket): number =>
  socket.readyState === socket.OPEN ? socket.bufferedAmount : 0;

export function cutSocket(socket: WebSocket): void {
  socket.close(TOO_SLOW_CLOSE, 'Too slow: subscribe again, from your last cursor');
}

/** One operation of a WebSocket that speaks graphql-transport-ws. */
export class SocketOutlet implements Outlet {
  readonly #socket: WebSocket;
  readonly #head: string;

  constructor(socket: WebSocket, operationId: string) {
    this.#socket = socket;
    this.#head = `{"id":${JSON.stringify(operationId)},"type":"next","payload":`;
  }

  get unsentBytes(): number {
    return unsentBytesOf(this.#socket);
  }

  write({ json }: Answer): void {
    this.#socket.send(`${this.#head}${json}}`);
  }

  cut(): void {
    cutSocket(this.#socket);
  }
}
