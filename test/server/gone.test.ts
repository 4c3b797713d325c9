import { createClient } from 'graphql-ws';
import { describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { startServer, type TestServer } from './running-server.ts';

const query = '{ wait }';

const begun = (server: TestServer) => vi.waitFor(() => expect(server.openSources()).toBe(1));
const ended = (server: TestServer) => vi.waitFor(() => expect(server.openSources()).toBe(0));
const faults = (server: TestServer) => server.log.filter((line) => line.includes('unexpected'));

describe('the work for a client that is gone', () => {
  it('ends with its request', async () => {
    const server = await startServer();
    const client = new AbortController();
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query });
    const asked = fetch(server.url, { method: 'POST', headers, body, signal: client.signal });
    await begun(server);
    client.abort('bored');
    await expect(asked).rejects.toBe('bored');
    await ended(server);
    expect(faults(server)).toEqual([]);
  });

  it('ends with its WebSocket', async () => {
    const server = await startServer();
    const client = createClient({ url: server.ws, webSocketImpl: WebSocket, retryAttempts: 0 });
    client.subscribe({ query }, { next() {}, error() {}, complete() {} });
    await begun(server);
    client.terminate();
    await ended(server);
    expect(faults(server)).toEqual([]);
  });
});
