import type { RawData, WebSocket } from 'ws';
import type { Allowances } from '../admission/allowances.ts';
import type { SocketExtra } from './socket-link.ts';

/** What any message costs, one of the protocol's own too. */
const MESSAGE = 20;
const FAREWELL_MS = 200;
const TRY_AGAIN_LATER = 1013;

/** Hears nothing more of a client: what was said in farewell leaves first. */
function stopListening(socket: WebSocket): void {
  // After an error `ws` itself lets the rest flow in the next tick.
  setImmediate(() => socket.pause());
  setTimeout(() => socket.terminate(), FAREWELL_MS).unref();
}

/** Parts from a client that goes on although it has nothing left; it may come back. */
export function partFrom(socket: WebSocket): void {
  if (socket.readyState !== socket.OPEN) return;
  socket.close(TRY_AGAIN_LATER, 'RATE_LIMITED: nothing is left for now; connect again later');
  stopListening(socket);
}

const bytesOf = (data: RawData | Buffer): number =>
  Array.isArray(data) ? data.reduce((sum, part) => sum + part.length, 0) : data.byteLength;

/** Does not read from a client that has sent what it may, until it may go on: TCP holds it back. */
export function paceSocket(extra: SocketExtra, allowances: Allowances): void {
  const { cost, uploadBytes } = allowances;
  const { socket } = extra;
  const heard = (data: RawData | Buffer) => {
    const { payer } = extra;
    // Those that came together are heard together, and paid for.
    cost.drain(payer, MESSAGE);
    const wait = Math.max(cost.untilLeftMs(payer), uploadBytes.waitMs(payer, bytesOf(data)));
    if (wait === 0 || socket.isPaused) return;
    socket.pause();
    setTimeout(() => socket.resume(), wait).unref();
  };
  socket.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return;
    allowances.giantMessage(extra.payer);
    stopListening(socket);
  });
  socket.on('message', heard);
  socket.on('ping', heard);
}
