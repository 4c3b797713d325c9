import type { ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ForbiddenError } from '../../access.ts';
import { DomainError, RateLimitedError, UnavailableError } from '../../errors.ts';
import { requestId } from '../watch/log.ts';

const UNAUTHORIZED = 401;
export const TOO_MANY_REQUESTS = 429;

/** A request that is answered before it reaches the graph; `status` is the HTTP status of the answer. */
export class Refusal extends DomainError {
  readonly status: number;

  constructor(status: number, code: string, message: string, remedy: string) {
    super(code, message, remedy);
    this.name = 'Refusal';
    this.status = status;
  }
}

/** The answer's body: a GraphQL response with one error, so that every client can read it. */
export function refusalBody({ message, code, remedy, details: { retryAfterMs } }: DomainError) {
  const extensions = { code, remedy, retryAfterMs, requestId: requestId.getStore() };
  return { errors: [{ message, extensions }] };
}

/** The HTTP status of the answer; `otherwise` for an error that carries none. */
export function statusOf(error: DomainError, otherwise: number): number {
  if (error instanceof Refusal) return error.status;
  if (error instanceof ForbiddenError) return 403;
  if (error instanceof RateLimitedError) return TOO_MANY_REQUESTS;
  return error instanceof UnavailableError ? 503 : otherwise;
}

/** The header that says how long to wait, where an error does. */
export function retryAfter({ details: { retryAfterMs } }: DomainError): Record<string, string> {
  if (typeof retryAfterMs !== 'number') return {};
  return { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) };
}

const bodyOf = (error: DomainError): string => JSON.stringify(refusalBody(error));

function headersOf(error: DomainError, body: string): Record<string, string> {
  const status = statusOf(error, UNAUTHORIZED);
  return {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    // The rest of an unread body is not waited for.
    connection: 'close',
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...retryAfter(error),
  };
}

/** Answers an HTTP request with a refusal, or with 401 for an error that carries no status, 503 where something outside did not answer. */
export function refuse(response: ServerResponse, error: DomainError): void {
  const body = bodyOf(error);
  response.writeHead(statusOf(error, UNAUTHORIZED), headersOf(error, body)).end(body);
}

/** Answers a WebSocket upgrade with a refusal and closes the connection. */
export function refuseUpgrade(socket: Duplex, error: DomainError): void {
  const body = bodyOf(error);
  const status = statusOf(error, UNAUTHORIZED);
  const headers = Object.entries(headersOf(error, body)).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers.join('')}\r\n${body}`);
}
