import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Readiness {
  /** What each part says of itself: `ok`, or why it cannot serve yet. */
  readonly parts: Readonly<Record<string, string>>;
  /** What is good to know and keeps nothing from being served. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

function send(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}

/**
 * `/health/live`: the process answers. `/health/ready`: every part can serve, or 503 with those that cannot.
 * False for any other path.
 */
export async function answerHealth(
  request: IncomingMessage,
  response: ServerResponse,
  readiness: () => Promise<Readiness>,
): Promise<boolean> {
  const path = request.url?.split('?', 1)[0];
  if (path === '/health/live') {
    send(response, 200, { status: 'live' });
    return true;
  }
  if (path !== '/health/ready') return false;
  const { parts, facts } = await readiness();
  const ready = Object.values(parts).every((state) => state === 'ok');
  send(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', parts, ...facts });
  return true;
}
