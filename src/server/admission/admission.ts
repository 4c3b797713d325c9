import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { isLoopback } from '../../config/exposure.ts';
import type { Config } from '../../config.ts';
import { Refusal } from './refusal.ts';

type AdmissionRules = Pick<Config, 'host' | 'allowedHosts' | 'allowedOrigins' | 'maxBodyBytes'>;

function hostNameOf(host: string): string | null {
  const address = `http://${host}`;
  return URL.canParse(address) ? new URL(address).hostname.replace(/^\[(.*)\]$/, '$1') : null;
}

/**
 * Refuses a name that is not ours: a page of a foreign name that was made to resolve to this address (DNS rebinding)
 * would otherwise count as same-origin. An IP address is no name and cannot be rebound.
 */
function checkHost(request: IncomingMessage, rules: AdmissionRules): void {
  const host = request.headers.host ?? '';
  const name = hostNameOf(host);
  if (name !== null) {
    if (isIP(name) || isLoopback(name) || name === rules.host.toLowerCase()) return;
    if (rules.allowedHosts.includes(name)) return;
  }
  throw new Refusal(
    421,
    'HOST_NOT_ALLOWED',
    `This server does not answer to the host name ${JSON.stringify(host)}`,
    'Add the name to ALLOWED_HOSTS.',
  );
}

/** Pages of other origins are refused, and so are their requests that browsers send without an origin. */
function checkOrigin(request: IncomingMessage, rules: AdmissionRules): void {
  const { origin, host } = request.headers;
  if (origin === undefined) {
    const crossSite = request.headers['sec-fetch-site'] === 'cross-site';
    if (!crossSite || request.headers['sec-fetch-mode'] === 'navigate') return;
  } else {
    if (URL.canParse(origin) && new URL(origin).host === host) return;
    if (rules.allowedOrigins.includes(origin)) return;
  }
  throw new Refusal(
    403,
    'ORIGIN_NOT_ALLOWED',
    `Pages of the origin ${JSON.stringify(origin ?? 'unknown')} may not call this server`,
    'Add the origin to ALLOWED_ORIGINS.',
  );
}

const READABLE = 'x-request-id, retry-after, ratelimit, ratelimit-policy';
const SENT = 'authorization, content-type, content-encoding, x-request-id';

/**
 * Lets a page that is named read whatever is answered, a refusal as well: without this its browser would tell it that nobody
 * answered.
 */
export function showToOrigin(
  request: IncomingMessage,
  response: ServerResponse,
  { allowedOrigins }: Pick<AdmissionRules, 'allowedOrigins'>,
): void {
  const { origin } = request.headers;
  if (allowedOrigins.length > 0) response.setHeader('vary', 'Origin');
  if (origin === undefined || !allowedOrigins.includes(origin)) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', READABLE);
}

/** Answers what a browser asks before it lets a page POST; whether the page may was decided before. */
export function answerPreflight(response: ServerResponse): void {
  response.setHeader('access-control-allow-methods', 'POST').setHeader('access-control-allow-headers', SENT);
  response.writeHead(204).end();
}

/** What bodies an address reads, and how large one that says its size may be. */
export interface BodyRules {
  readonly types: readonly string[];
  readonly maxBytes: number;
  /** What to send, and as what. */
  readonly remedy: string;
}

/** A form or a text body needs no preflight and could be sent by any page: none of them is among the types. */
function checkBody(request: IncomingMessage, { types, maxBytes, remedy }: BodyRules): void {
  if (request.method !== 'POST') return;
  const type = request.headers['content-type']?.split(';')[0].trim().toLowerCase();
  if (!types.includes(type ?? '')) {
    throw new Refusal(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      `A body of the content type ${JSON.stringify(type ?? 'none')} is not read`,
      remedy,
    );
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    throw new Refusal(
      413,
      'BODY_TOO_LARGE',
      `A body of ${request.headers['content-length']} bytes is not read`,
      `Send at most ${maxBytes} bytes at once, in several requests if need be.`,
    );
  }
}

const operations = ({ maxBodyBytes }: AdmissionRules): BodyRules => ({
  types: ['application/json'],
  maxBytes: maxBodyBytes,
  remedy: 'Send the operation as application/json.',
});

/**
 * Decides on the headers alone whether a request, or a WebSocket upgrade, may be read: for the graph, unless other
 * bodies are named.
 * @throws Refusal
 */
export function admit(request: IncomingMessage, rules: AdmissionRules, bodies = operations(rules)): void {
  checkHost(request, rules);
  checkOrigin(request, rules);
  checkBody(request, bodies);
}
