import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Answer } from '../streams/answer.ts';
import type { Outlet } from '../streams/outlet.ts';
import { textFrame } from './text-frame.ts';

/** Not 4429: client libraries take that for a fault of theirs and do not connect again. */
const TOO_SLOW_CLOSE = 4420;

/** Bytes that wait for the client of a WebSocket. */
export const unsentBytesOf = (socket: WebSocket): number =>
  socket.readyState === socket.OPEN ? socket.bufferedAmount : 0;

export function cutSocket(socket: WebSocket): void {
  socket.close(TOO_SLOW_CLOSE, 'Too slow: subscribe again, from your last cursor');
}

const TAIL = Buffer.from('}');

/**
 * One operation of a WebSocket that speaks graphql-transport-ws. Answers go to the wire as whole frames, one write each;
 * `ws` writes two. Nothing is compressed here, so that `ws` never holds back a frame of its own that should be before.
 */
export class SocketOutlet implements Outlet {
  readonly #socket: WebSocket;
  readonly #wire: Socket;
  readonly #head: Buffer;

  constructor(socket: WebSocket, wire: Socket, operationId: string) {
    this.#socket = socket;
    this.#wire = wire;
    this.#head = Buffer.from(`{"id":${JSON.stringify(operationId)},"type":"next","payload":`);
  }

  get unsentBytes(): number {
    return unsentBytesOf(this.#socket);
  }

  write({ bytes }: Answer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#wire.write(textFrame(this.#head, bytes, TAIL));
  }

  cut(): void {
    cutSocket(this.#socket);
  }
}
