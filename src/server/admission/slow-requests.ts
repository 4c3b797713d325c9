import type { ServerOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Config } from '../../config.ts';
import { Refusal, refuseUpgrade } from './refusal.ts';

/** At most this often is looked for connections that take too long, and at least four times within what they may take. */
const LONGEST_LOOK_MS = 5_000;

/** How long the head of a request may take; bodies have limits of their own. */
export const waitingLimits = ({ headersTimeoutMs }: Pick<Config, 'headersTimeoutMs'>): ServerOptions => ({
  headersTimeout: headersTimeoutMs,
  connectionsCheckingInterval: Math.min(LONGEST_LOOK_MS, Math.ceil(headersTimeoutMs / 4)),
});

function refusalOf(code: string | undefined): Refusal {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new Refusal(408, 'TOO_SLOW', 'The request did not come in time', 'Send it at once.');
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Refusal(431, 'HEADERS_TOO_LARGE', 'The headers are too large', 'Send at most 16 KiB of them.');
  return new Refusal(400, 'MALFORMED', 'This is no request of HTTP/1.1', 'Speak HTTP/1.1.');
}

/** Answers what never became a request, and closes its connection. */
export function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  socket.on('error', () => socket.destroy());
  refuseUpgrade(socket, refusalOf(error.code));
  socket.on('finish', () => socket.destroy());
}
