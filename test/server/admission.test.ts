import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { type Answer, post, startServer } from './running-server.ts';

const TOKEN = '3f9a1c7e5b2d8064a1c9e7f3b5d20846';

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** One request with exactly these headers; `fetch` would not let Host be chosen. */
function send(url: string, { method = 'POST', headers = {}, body = '{"query":"{ hello }"}' }: Sent) {
  return new Promise<{ status: number; body: Answer; headers: Record<string, unknown> }>(
    (resolve, reject) => {
      const sent = request(
        url,
        { method, headers: { 'content-type': 'application/json', ...headers } },
        (response) => {
          let text = '';
          response.on('data', (chunk) => (text += chunk));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              body: text ? JSON.parse(text) : {},
              headers: response.headers,
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(method === 'POST' ? body : undefined);
    },
  );
}

/** The status that an upgrade was refused with, or 101. */
function upgrade(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws', { headers });
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('error', reject);
  });
}

describe('the host name', () => {
  it.each(['telltale.example.org', 'localhost.evil.example', '127.0.0.1.evil.example:4000', 'a b'])(
    'of a foreign site is refused on every transport: %s',
    async (host) => {
      const { url, ws } = await startServer();
      const http = await send(url, { headers: { host } });
      expect(http.status).toBe(421);
      expect(http.body.errors?.[0].extensions).toEqual({
        code: 'HOST_NOT_ALLOWED',
        remedy: 'Add the name to ALLOWED_HOSTS.',
        requestId: http.headers['x-request-id'],
      });
      expect((await send(url, { headers: { host, accept: 'text/event-stream' } })).status).toBe(421);
      expect((await send(url, { method: 'GET', headers: { host, accept: 'text/html' } })).status).toBe(421);
      expect(await upgrade(ws, { host })).toBe(421);
    },
  );

  it.each(['localhost:4000', '127.0.0.1', '[::1]:4000', '10.1.2.3:4000', 'Telltale.example.org:443'])(
    'is accepted when it is loopback, an address or allowed: %s',
    async (host) => {
      const env = { ALLOWED_HOSTS: 'telltale.example.org', AUTH_TOKENS: `admin:wall:${TOKEN}` };
      const { url, ws } = await startServer(env);
      const authorization = `Bearer ${TOKEN}`;
      expect((await send(url, { headers: { host, authorization } })).body).toEqual({
        data: { hello: 'hello world' },
      });
      expect(await upgrade(ws, { host })).toBe(101);
    },
  );
});

describe('the origin', () => {
  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'nonsense'])(
    'of a foreign page is refused on every transport: %s',
    async (origin) => {
      const { url, ws } = await startServer();
      const http = await send(url, { headers: { origin } });
      expect(http.status).toBe(403);
      expect(http.body.errors?.[0].extensions).toMatchObject({ code: 'ORIGIN_NOT_ALLOWED' });
      expect((await send(url, { headers: { origin, accept: 'text/event-stream' } })).status).toBe(403);
      expect((await send(url, { method: 'OPTIONS', headers: { origin } })).status).toBe(403);
      expect(await upgrade(ws, { origin })).toBe(403);
    },
  );

  it('of the own page and of an allowed one is accepted, and only the allowed one is told so', async () => {
    const { url, ws } = await startServer({ ALLOWED_ORIGINS: 'https://console.example' });
    const own = new URL(url).origin;
    for (const origin of [own, 'https://console.example']) {
      expect((await send(url, { headers: { origin } })).status).toBe(200);
      expect(await upgrade(ws, { origin })).toBe(101);
    }
    const answer = await send(url, { headers: { origin: 'https://console.example' } });
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': 'https://console.example' });
    const preflight = await send(url, {
      method: 'OPTIONS',
      headers: { origin: 'https://console.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({ 'access-control-allow-origin': 'https://console.example' });
  });

  it('that is allowed reads why it was refused, too; no other does', async () => {
    const rules = { ALLOWED_ORIGINS: 'https://console.example', AUTH_TOKENS: `viewer:ann:${TOKEN}` };
    const { url } = await startServer(rules);
    const shown = async (origin: string) => {
      const { status, headers } = await send(url, { headers: { origin } });
      return [status, headers['access-control-allow-origin'], headers['access-control-expose-headers']];
    };
    const readable = 'x-request-id, retry-after';
    expect(await shown('https://console.example')).toEqual([401, 'https://console.example', readable]);
    expect(await shown('https://other.example')).toEqual([403, undefined, undefined]);
  });

  it('cannot be hidden: an image or script of another site reaches nothing, a link does', async () => {
    const { url } = await startServer();
    const image = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
    expect((await send(`${url}?query={hello}`, { method: 'GET', headers: image })).status).toBe(403);
    const link = { ...image, 'sec-fetch-mode': 'navigate' };
    expect((await send(`${url}?query={hello}`, { method: 'GET', headers: link })).status).toBe(200);
  });
});

describe('the body', () => {
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
  ])('that any page could send without a preflight is not read: %s', async (type) => {
    const { url } = await startServer();
    const answer = await send(url, { headers: { 'content-type': type } });
    expect(answer.status).toBe(415);
    expect(answer.body.errors?.[0].extensions).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it('above the limit is answered 413 on its announced length, before a byte of it is sent', async () => {
    const { url } = await startServer({ MAX_BODY_BYTES: '2000' });
    const answer = await new Promise<number>((resolve, reject) => {
      const sent = request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': '1000000000' },
      });
      sent.on('response', (response) => resolve(response.statusCode ?? 0));
      sent.on('error', reject);
      sent.flushHeaders();
    });
    expect(answer).toBe(413);
  });

  it('above the limit is cut off when its length was not announced', async () => {
    const { url } = await startServer({ MAX_BODY_BYTES: '2000' });
    const body = JSON.stringify({ query: `{ hello(name: "${'x'.repeat(3000)}") }` });
    const answer = await send(url, { headers: { 'transfer-encoding': 'chunked' }, body });
    expect(answer.status).toBe(413);
  });

  it('at the limit is read', async () => {
    const { url } = await startServer({ MAX_BODY_BYTES: '2000' });
    const start = '{"query":"{ hello }","padding":"';
    const body = `{"query":"{ hello }"${' '.repeat(2000 - start.length - 2)}}`;
    expect((await send(url, { body })).status).toBe(200);
  });

  it('closes a WebSocket with 1009 when a message is above the limit', async () => {
    const { ws } = await startServer({ MAX_BODY_BYTES: '2000' });
    const code = await new Promise((resolve) => {
      const socket = new WebSocket(ws, 'graphql-transport-ws');
      socket.on('open', () => socket.send('x'.repeat(3000)));
      socket.on('close', resolve);
    });
    expect(code).toBe(1009);
  });
});

describe('a connection', () => {
  it('above the limit is told so with 503', async () => {
    const { url, ws } = await startServer({ MAX_CONNECTIONS: '2' });
    const held = [1, 2].map(() => new WebSocket(ws, 'graphql-transport-ws'));
    await Promise.all(held.map((socket) => new Promise((resolve) => socket.on('open', resolve))));
    const refused = await send(url, { headers: { connection: 'close' } });
    expect(refused.status).toBe(503);
    expect(refused.body.errors?.[0].extensions).toMatchObject({ code: 'TOO_MANY_CONNECTIONS' });
    expect(await upgrade(ws, {})).toBe(503);
    for (const socket of held) socket.terminate();
  });
});

describe('a path', () => {
  it('that is not the graph is answered 404 over HTTP and on an upgrade', async () => {
    const { url, ws } = await startServer();
    expect((await post(url.replace('/graphql', '/other'), '{ hello }')).status).toBe(404);
    expect(await upgrade(ws.replace('/graphql', '/other'), {})).toBe(404);
  });
});
