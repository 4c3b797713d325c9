import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { ENCODINGS } from '../../src/ingest/expanded.ts';
import { compressed } from '../compressed.ts';
import { afterSending, answerOn, rawConnection } from './raw-client.ts';
import { post, startServer } from './running-server.ts';

const MIB = 2 ** 20;
const HEAD = 'POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n';

const codeOf = async (url: string, query: string) =>
  (await post(url, query)).body.errors?.[0].extensions?.code;

async function send(url: string, body: BodyInit, headers: Record<string, string> = {}) {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
  const response = await fetch(url, { ...init, ...(body instanceof ReadableStream && { duplex: 'half' }) });
  // biome-ignore lint/suspicious/noExplicitAny: a GraphQL response
  const answer = (await response.json()) as any;
  return { status: response.status, code: answer.errors?.[0].extensions.code, answer };
}

describe('a document', () => {
  const bounds = [
    ['that is deep', `${'{ self '.repeat(30)}{ hello }${' }'.repeat(30)}`, 'QUERY_TOO_DEEP'],
    [
      'with many aliases',
      `{ ${Array.from({ length: 50 }, (_, i) => `a${i}: hello`).join(' ')} }`,
      'TOO_MANY_ALIASES',
    ],
    ['with many directives', `{ hello ${'@skip(if: false) '.repeat(60)} }`, 'TOO_MANY_DIRECTIVES'],
    ['that is long', `{ ${'hello '.repeat(3_000)} }`, 'TOO_MANY_TOKENS'],
  ] as const;

  it.each(bounds)('%s is refused before it is run', async (_, query, code) => {
    const { url } = await startServer();
    expect(await codeOf(url, query)).toBe(code);
  });

  it('that is wide costs too much', async () => {
    const { url } = await startServer({ MAX_QUERY_COST: '10' });
    const wide = `{ ${Array.from({ length: 12 }, (_, i) => `a${i}: hello`).join(' ')} }`;
    expect(await codeOf(url, wide)).toBe('QUERY_TOO_COSTLY');
  });

  it('in a batch is refused with the batch', async () => {
    const { url } = await startServer();
    const batch = JSON.stringify(Array.from({ length: 100 }, () => ({ query: '{ hello }' })));
    expect(await send(url, batch)).toMatchObject({ status: 400, code: 'BATCHING_NOT_SUPPORTED' });
  });
});

describe('a body', () => {
  it.each(ENCODINGS)('that is compressed with %s is read', async (encoding) => {
    const { url } = await startServer();
    const body = compressed[encoding](JSON.stringify({ query: '{ hello }' }));
    const { status, answer } = await send(url, body, { 'content-encoding': encoding });
    expect({ status, data: answer.data }).toEqual({ status: 200, data: { hello: 'hello world' } });
  });

  it.each(ENCODINGS)(
    'that expands a thousandfold by %s is refused, and so is one that expands to too much',
    async (encoding) => {
      const { url } = await startServer({ MAX_BODY_BYTES: String(4 * MIB) });
      const sent = (text: Buffer | string) =>
        send(url, compressed[encoding](text), { 'content-encoding': encoding });
      const bomb = Buffer.alloc(3 * MIB, ' ');
      expect(await sent(bomb)).toMatchObject({ status: 413, code: 'EXPANDS_TOO_MUCH' });
      const numbers = Array.from({ length: 800_000 }, (_, i) => i).join(' ');
      expect(await sent(numbers)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    },
  );

  it.each(ENCODINGS)('of %s that is cut off, or goes on behind its end, is refused', async (encoding) => {
    const { url } = await startServer();
    const whole = compressed[encoding](JSON.stringify({ query: '{ hello }' }));
    const refused = { status: 400, code: 'BAD_COMPRESSION' };
    const headers = { 'content-encoding': encoding };
    expect(await send(url, whole.subarray(0, 20), headers)).toMatchObject(refused);
    expect(await send(url, Buffer.concat([whole, Buffer.from('more')]), headers)).toMatchObject(refused);
  });

  it('of zstd may ask for a window of 8 MiB, and for no larger one', async () => {
    const { url } = await startServer();
    const text = Buffer.from(JSON.stringify({ query: '{ hello }' }));
    const sent = (windowLog: number) => {
      const head = [0x28, 0xb5, 0x2f, 0xfd, 0, (windowLog - 10) << 3, (text.length << 3) | 1, 0, 0];
      return send(url, Buffer.concat([Buffer.from(head), text]), { 'content-encoding': 'zstd' });
    };
    expect(await sent(23)).toMatchObject({ status: 200 });
    expect(await sent(24)).toMatchObject({ status: 400, code: 'BAD_COMPRESSION' });
  });

  it('that is compressed twice, or otherwise, is refused', async () => {
    const { url } = await startServer();
    const body = JSON.stringify({ query: '{ hello }' });
    for (const encoding of ['compress', 'gzip, br', 'constructor'])
      expect(await send(url, body, { 'content-encoding': encoding })).toMatchObject({
        status: 415,
        code: 'UNSUPPORTED_ENCODING',
      });
  });

  it.each(ENCODINGS)('that stops within %s is not waited for', async (encoding) => {
    const { url } = await startServer({ SLOW_CLIENT_MS: '50' });
    const socket = rawConnection(url);
    const whole = compressed[encoding](JSON.stringify({ query: '{ hello }' }));
    socket.write(`${HEAD}Content-Encoding: ${encoding}\r\nContent-Length: ${whole.length}\r\n\r\n`);
    socket.write(whole.subarray(0, 10));
    expect(await answerOn(socket)).toMatchObject({ status: 408, code: 'TOO_SLOW' });
  });

  it('in chunks, without a length, is cut where it is too long', async () => {
    const { url } = await startServer({ MAX_BODY_BYTES: '65536' });
    const socket = rawConnection(url);
    socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    for (let i = 0; i < 20; i++) socket.write(`1000\r\n${'x'.repeat(4_096)}\r\n`);
    expect(await answerOn(socket)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  });

  it('that does not come is not waited for', async () => {
    const { url } = await startServer({ SLOW_CLIENT_MS: '50' });
    expect(await afterSending(url, `${HEAD}Content-Length: 100\r\n\r\n{`)).toMatchObject({
      status: 408,
      code: 'TOO_SLOW',
    });
  });

  it('that comes byte by byte is not waited for longer than a body may take', async () => {
    const { url } = await startServer({ SLOW_CLIENT_MS: '10000', BODY_TIMEOUT_MS: '150' });
    const socket = rawConnection(url);
    socket.write(`${HEAD}Content-Length: 10000\r\n\r\n{`);
    const drip = setInterval(() => socket.write(' '), 10);
    const { status, code } = await answerOn(socket);
    clearInterval(drip);
    expect({ status, code }).toEqual({ status: 408, code: 'TOO_SLOW' });
  });
});

describe('a connection', () => {
  it.each([
    ['says nothing', ''],
    ['says its headers slowly', `${HEAD}X-a: `],
  ])('that %s is closed', async (_, sent) => {
    const { url } = await startServer({ HEADERS_TIMEOUT_MS: '200' });
    expect(await afterSending(url, sent)).toMatchObject({ status: 408, code: 'TOO_SLOW' });
  });

  it('with endless headers, or that speaks something else, is told so and closed', async () => {
    const { url } = await startServer();
    const endless = `${HEAD}X-a: ${'a'.repeat(32_000)}\r\n\r\n`;
    expect(await afterSending(url, endless)).toMatchObject({ status: 431, code: 'HEADERS_TOO_LARGE' });
    expect(await afterSending(url, 'hello\r\n\r\n')).toMatchObject({ status: 400, code: 'MALFORMED' });
  });

  it('is one of a few that an address may have', async () => {
    const { url } = await startServer({ MAX_CONNECTIONS_PER_ADDRESS: '3' });
    const ask = `GET /graphql?query=%7Bhello%7D HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`;
    const idle = Array.from({ length: 3 }, () => rawConnection(url));
    await Promise.all(idle.map((socket) => new Promise((open) => socket.once('connect', open))));
    expect(await afterSending(url, ask)).toMatchObject({ status: 503, code: 'TOO_MANY_CONNECTIONS' });
    idle[0].destroy();
    let answer = await afterSending(url, ask);
    for (let i = 0; i < 50 && answer.status === 503; i++) answer = await afterSending(url, ask);
    expect(answer.status).toBe(200);
  });
});

describe('a WebSocket', () => {
  const opened = async (ws: string) => {
    const socket = new WebSocket(ws, 'graphql-transport-ws').on('error', () => undefined);
    await new Promise((open) => socket.once('open', open));
    const closed = new Promise<number>((close) => socket.once('close', close));
    return { socket, closed };
  };

  it('with a giant frame, or a giant message in small frames, is closed', async () => {
    const { ws } = await startServer({ MAX_BODY_BYTES: '65536' });
    const giant = await opened(ws);
    giant.socket.send(Buffer.alloc(100_000));
    expect(await giant.closed).toBe(1009);
    const parts = await opened(ws);
    for (let i = 0; i < 5; i++) parts.socket.send('x'.repeat(20_000), { fin: false });
    expect(await parts.closed).toBe(1009);
  });

  it('that says again and again who it is, is closed', async () => {
    const { ws } = await startServer();
    const { socket, closed } = await opened(ws);
    for (let i = 0; i < 10; i++) socket.send('{"type":"connection_init"}');
    expect(await closed).toBe(4429);
  });

  it('is not read faster than its address may send', async () => {
    const { ws } = await startServer({ COST_PER_SECOND: '1', COST_BURST: '10', ADDRESS_ALLOWANCES: '1' });
    const { socket } = await opened(ws);
    let pongs = 0;
    socket.on('message', (data) => {
      if (String(data).includes('pong')) pongs++;
    });
    socket.send('{"type":"connection_init"}');
    for (let i = 0; i < 1_000; i++) {
      socket.send('{"type":"ping"}');
      if (i % 10 === 0) await new Promise((sent) => setImmediate(sent));
    }
    const heardAll = new Promise((heard) => socket.once('pong', heard));
    socket.ping();
    await Promise.race([heardAll, sleep(200)]);
    expect(pongs).toBeLessThan(1_000);
    socket.terminate();
  });

  it('that leaves while it is answered is no error of ours', async () => {
    const server = await startServer();
    for (let i = 0; i < 10; i++) {
      const { socket } = await opened(server.ws);
      for (let k = 0; k < 200; k++) socket.send('{"type":"ping"}');
      await new Promise((sent) => setImmediate(sent));
      socket.terminate();
    }
    await post(server.url, '{ hello }');
    await server.close(1_000);
    expect(server.log.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
  });
});
