import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { startServer, type TestServer } from './running-server.ts';

function connect(server: TestServer, options: Partial<ClientOptions> = {}): Client {
  const client = createClient({ url: server.ws, webSocketImpl: WebSocket, retryAttempts: 0, ...options });
  onTestFinished(() => client.dispose());
  return client;
}

async function collect(client: Client, query: string): Promise<unknown[]> {
  const results = [];
  for await (const result of client.iterate({ query })) results.push(result);
  return results;
}

async function until(reached: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !reached(); tries++) await sleep(10);
  expect(reached()).toBe(true);
}

describe('a WebSocket', () => {
  it('carries queries, mutations and subscriptions', async () => {
    const client = connect(await startServer());
    expect(await collect(client, '{ hello }')).toEqual([{ data: { hello: 'hello world' } }]);
    expect(await collect(client, 'mutation { rename(to: "b") }')).toEqual([{ data: { rename: 'b' } }]);
    const ticks = await collect(client, 'subscription { ticks(count: 3) { number } }');
    expect(ticks).toEqual([1, 2, 3].map((number) => ({ data: { ticks: { number } } })));
  });

  it.each(['next', 'error', 'connection_ack'])(
    'that says %s as only servers do is closed as a bad request, and nothing is logged',
    async (type) => {
      const server = await startServer();
      const socket = new WebSocket(server.ws, 'graphql-transport-ws');
      await new Promise((resolve) => socket.once('open', resolve));
      socket.send(JSON.stringify({ id: '1', type, payload: type === 'error' ? [{ message: '' }] : {} }));
      expect(await new Promise((resolve) => socket.once('close', resolve))).toBe(4400);
      expect(server.log).toEqual([]);
    },
  );

  it('answers a ping with what came with it, or with nothing where that is nested too deep', async () => {
    const server = await startServer();
    const socket = new WebSocket(server.ws, 'graphql-transport-ws');
    await new Promise((resolve) => socket.once('open', resolve));
    const pong = (payload: string) => {
      socket.send(`{"type": "ping", "payload": ${payload}}`);
      return new Promise((resolve) => socket.once('message', (text) => resolve(JSON.parse(String(text)))));
    };
    expect(await pong('{"at": 5}')).toEqual({ type: 'pong', payload: { at: 5 } });
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    expect(await pong(deep)).toEqual({ type: 'pong' });
    expect(server.log).toEqual([]);
  });

  it.each(['x', '€'])(
    'that repeats a long id of %s is closed with as much of the reason as fits',
    async (letter) => {
      const server = await startServer();
      const socket = new WebSocket(server.ws, 'graphql-transport-ws');
      await new Promise((resolve) => socket.once('open', resolve));
      socket.send(JSON.stringify({ type: 'connection_init' }));
      await new Promise((resolve) => socket.once('message', resolve));
      const subscribe = { type: 'subscribe', payload: { query: 'subscription { silence }' } };
      for (let times = 0; times < 2; times++)
        socket.send(JSON.stringify({ ...subscribe, id: letter.repeat(500) }));
      const [code, reason] = await new Promise<[number, Buffer]>((resolve) =>
        socket.once('close', (...args) => resolve(args)),
      );
      expect([code, String(reason)]).toEqual([4409, expect.stringMatching(/^Subscriber for [x€]{30,}$/)]);
      expect(server.log).toEqual([]);
    },
  );

  it('gives each event of a subscription a context of its own', async () => {
    const client = connect(await startServer());
    const results = (await collect(client, 'subscription { ticks(count: 3) { context } }')) as {
      data: { ticks: { context: number } };
    }[];
    expect(new Set(results.map(({ data }) => data.ticks.context)).size).toBe(3);
  });

  it('ends an idle source at once when the client completes, and when it goes away', async () => {
    const server = await startServer();
    const client = connect(server);
    const stop = client.subscribe(
      { query: 'subscription { silence }' },
      { next() {}, error() {}, complete() {} },
    );
    await until(() => server.openSources() === 1);
    stop();
    await until(() => server.openSources() === 0);
    client.subscribe({ query: 'subscription { silence }' }, { next() {}, error() {}, complete() {} });
    await until(() => server.openSources() === 1);
    client.terminate();
    await until(() => server.openSources() === 0);
  });

  it('shows nothing of an unexpected error, and logs it once with the id that the client was given', async () => {
    const server = await startServer();
    const client = connect(server);
    for (const query of ['{ fault }', 'subscription { brokenSource }']) {
      server.log.length = 0;
      const results = (await collect(client, query)) as {
        errors?: { extensions: { requestId: string } }[];
      }[];
      const [error] = results.at(-1)?.errors ?? [];
      expect(JSON.stringify(results)).not.toContain('hunter2');
      expect(error).toMatchObject({ extensions: { code: 'INTERNAL_SERVER_ERROR' } });
      const lines = server.log.filter((line) => line.includes('hunter2'));
      expect(lines).toHaveLength(1);
      expect(JSON.parse(lines[0])).toMatchObject({ requestId: error?.extensions.requestId });
    }
  });

  it('answers a document that does not parse or validate with an error, and stays open', async () => {
    const client = connect(await startServer());
    for (const query of ['{ hello', '{ nothing }', 'subscription { silence { x } }']) {
      await expect(collect(client, query)).rejects.toMatchObject([{ message: expect.any(String) }]);
    }
    expect(await collect(client, '{ hello }')).toHaveLength(1);
  });

  it('takes no more operations than the limit, and says so', async () => {
    const server = await startServer({ MAX_SUBSCRIPTIONS: '2' });
    const client = connect(server, { lazy: false });
    for (let i = 0; i < 2; i++) {
      client.subscribe({ query: 'subscription { silence }' }, { next() {}, error() {}, complete() {} });
    }
    await until(() => server.openSources() === 2);
    await expect(collect(client, '{ hello }')).rejects.toMatchObject([
      { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } },
    ]);
  });

  it('is pinged, and cut off when it no longer answers', async () => {
    const server = await startServer({ HEARTBEAT_MS: '100' });
    const socket = new WebSocket(server.ws, 'graphql-transport-ws', { autoPong: false });
    const pinged = new Promise((resolve) => socket.on('ping', resolve));
    const closed = new Promise((resolve) => socket.on('close', resolve));
    await pinged;
    expect(await closed).toBe(1006);
  });

  it('is not cut off because the server itself was busy while it answered', async () => {
    const server = await startServer({ HEARTBEAT_MS: '100' });
    const client = new Worker(
      `const { WebSocket } = require('ws'); const { parentPort, workerData } = require('node:worker_threads');
      const socket = new WebSocket(workerData, 'graphql-transport-ws');
      for (const kind of ['open', 'close']) socket.on(kind, () => parentPort.postMessage(kind));`,
      { eval: true, workerData: server.ws },
    );
    const heard: string[] = [];
    client.on('message', (kind) => heard.push(kind));
    await until(() => heard.length > 0);
    const work = () => {
      for (const start = performance.now(); performance.now() - start < 150; );
    };
    const busy = setInterval(() => setImmediate(work), 100);
    await sleep(2_000);
    clearInterval(busy);
    await sleep(50);
    expect(heard).toEqual(['open']);
    await client.terminate();
  });

  it('that speaks another protocol, or subscribes before it has introduced itself, is closed', async () => {
    const server = await startServer();
    const closedWith = (socket: WebSocket) => new Promise((resolve) => socket.on('close', resolve));
    expect(
      await closedWith(
        new WebSocket(server.ws, 'graphql-transport-ws').on('open', function () {
          this.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ hello }' } }));
        }),
      ),
    ).toBe(4401);
    expect(
      await closedWith(
        new WebSocket(server.ws, 'graphql-transport-ws').on('open', function () {
          this.send('nonsense');
        }),
      ),
    ).toBe(4400);
    expect(server.log.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
  });

  it('is told that the server is going away (1001) when it stops', async () => {
    const server = await startServer();
    const client = connect(server, { lazy: false, onNonLazyError: () => undefined });
    const closed = new Promise((resolve) => client.on('closed', resolve));
    await new Promise((resolve) => client.on('connected', resolve));
    await server.close(1_000);
    expect(await closed).toMatchObject({ code: 1001 });
  });
});
