import type { IncomingMessage } from 'node:http';
import type { Server } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Payer } from '../admission/allowance.ts';
import type { Addresses, Allowances } from '../admission/allowances.ts';
import { flawOf } from '../operations/input-rules.ts';
import { roomIn, type UnsentLimits } from '../streams/outlet.ts';
import { cutSocket, unsentBytesOf } from './socket-outlet.ts';
import { paceSocket } from './socket-pace.ts';

/** What the graph knows of a WebSocket. */
export interface SocketExtra {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** Its token is known once the client has said who it is. */
  payer: Payer;
}

const BAD_REQUEST = 4400;
const INTERNAL_ERROR = 4500;
/** RFC 6455, 5.5: 125 less the two of the code. */
const MOST_REASON_BYTES = 123;
/** What graphql-ws throws at a message that only servers send. */
const NOT_OF_A_CLIENT = /^Unexpected message of type /;
const GOING_AWAY = 1001;

/** A reason as long as a frame that closes may say; some repeat what the client has sent. */
function shortened(reason = ''): string {
  const bytes = Buffer.from(reason).subarray(0, MOST_REASON_BYTES);
  // What is left of a character that was cut is left out.
  return new TextDecoder().decode(bytes, { stream: true });
}

function send(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) return resolve();
    // Resolves when the bytes have left, so that a slow reader holds back its own subscriptions.
    // Whoever has gone is told nothing, and that is no fault of ours: the socket closes by itself.
    socket.send(text, () => resolve());
  });
}

/** Gives back what came with a ping, if it is something that can be written. */
const pong = (payload: unknown): string =>
  JSON.stringify(flawOf(payload) ? { type: 'pong' } : { type: 'pong', payload });

function open(server: Server<SocketExtra>, extra: SocketExtra, log: Logger): void {
  const { socket } = extra;
  const closed = server.opened(
    {
      protocol: socket.protocol,
      send: (text) => send(socket, text),
      close: (code, reason) => socket.close(code, shortened(reason)),
      onPing: (payload) => send(socket, pong(payload)),
      onMessage: (receive) =>
        socket.on('message', (message) => {
          // What came in one piece with what it was parted from for is not looked at.
          if (socket.readyState !== socket.OPEN) return;
          receive(String(message)).catch((err) => {
            if (NOT_OF_A_CLIENT.test(err.message)) return socket.close(BAD_REQUEST, shortened(err.message));
            log.error({ err }, 'unexpected error on a WebSocket');
            socket.close(INTERNAL_ERROR, 'Internal server error');
          });
        }),
    },
    extra,
  );
  socket.once('close', (code, reason) => {
    closed(code, String(reason)).catch((err) =>
      log.error({ err }, 'unexpected error after a WebSocket closed'),
    );
  });
}

/** Does not read what a client sends while it does not take its answers: the answers to that would wait as well. */
function holdBack(socket: WebSocket, limits: UnsentLimits): void {
  if (socket.isPaused || unsentBytesOf(socket) <= limits.maxUnsentBytes) return;
  const outlet = {
    get unsentBytes() {
      return unsentBytesOf(socket);
    },
    cut: () => cutSocket(socket),
  };
  socket.pause();
  void roomIn(outlet, limits).then(() => socket.resume());
}

/**
 * Pings every client at each interval and cuts off those of which nothing was heard since the last one. An answer that came
 * while this process was busy is read first, so that nobody is cut off for our own slowness.
 */
function keepAlive(wss: WebSocketServer, intervalMs: number): () => void {
  const silent = new WeakSet<WebSocket>();
  wss.on('connection', (socket) => {
    for (const kind of ['message', 'ping', 'pong']) socket.on(kind, () => silent.delete(socket));
  });
  let isOver = false;
  const check = () => {
    if (isOver) return;
    for (const socket of wss.clients) {
      if (silent.has(socket)) {
        socket.terminate();
        continue;
      }
      silent.add(socket);
      socket.ping();
    }
    timer.refresh();
  };
  // What has come is read in the one turn of the loop, and heard in the next.
  const timer = setTimeout(() => setImmediate(() => setImmediate(check)), intervalMs).unref();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

/** Connects the sockets of `wss` to a protocol server. What a client does wrong is its own matter and not logged as an error. */
export function linkSockets(
  server: Server<SocketExtra>,
  wss: WebSocketServer,
  limits: UnsentLimits & { readonly heartbeatMs: number },
  { allowances, addresses }: { readonly allowances: Allowances; readonly addresses: Addresses },
  log: Logger,
) {
  const stop = keepAlive(wss, limits.heartbeatMs);
  wss.on('connection', (socket, request) => {
    socket.on('error', (err) => log.debug({ err }, 'a WebSocket client broke the protocol'));
    for (const kind of ['message', 'ping']) socket.on(kind, () => holdBack(socket, limits));
    const extra = { socket, request, payer: { token: null, address: addresses.of(request) } };
    paceSocket(extra, allowances);
    open(server, extra, log);
  });
  /** Says goodbye to every client; those that have not answered after `graceMs` are cut off. */
  return async (graceMs: number): Promise<void> => {
    stop();
    for (const socket of wss.clients) socket.close(GOING_AWAY, 'The server is stopping');
    const cut = setTimeout(() => {
      for (const socket of wss.clients) socket.terminate();
    }, graceMs);
    await new Promise((resolve) => wss.close(resolve));
    clearTimeout(cut);
  };
}
