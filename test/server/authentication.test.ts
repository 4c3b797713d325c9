import { EventSource } from 'eventsource';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { post, startServer } from './running-server.ts';

const TOKEN = 'engineer-token-of-at-least-32-characters';
const env = { AUTH_TOKENS: `engineer:ann:${TOKEN}` };
const WRONG: Record<string, string>[] = [{}, { authorization: 'Bearer wrong' }, { authorization: TOKEN }];

describe('over HTTP', () => {
  it('the token says who asks', async () => {
    const { url } = await startServer(env);
    const { body } = await post(url, '{ viewer }', { authorization: `Bearer ${TOKEN}` });
    expect(body).toMatchObject({ data: { viewer: 'ann' } });
  });

  it.each(WRONG)('%j is answered 401, before the document is read', async (headers) => {
    const { url } = await startServer(env);
    const answer = await post(url, '{ nonsense', headers);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.body.errors?.[0].extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
      remedy: expect.stringContaining('Authorization: Bearer'),
    });
  });

  it('a person who opens the page needs no token, and a query behind it does', async () => {
    const { url } = await startServer(env);
    expect((await fetch(url, { headers: { accept: 'text/html' } })).status).toBe(200);
    const off = await startServer({ ...env, GRAPHIQL: 'off' });
    expect((await fetch(`${off.url}?query={viewer}`, { headers: { accept: 'text/html' } })).status).toBe(401);
  });
});

describe('over WebSocket', () => {
  it('the token in connectionParams or on the upgrade says who asks', async () => {
    const { ws } = await startServer(env);
    const authorization = `Bearer ${TOKEN}`;
    class WithHeader extends WebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol, { headers: { authorization } });
      }
    }
    for (const options of [
      { webSocketImpl: WebSocket, connectionParams: { authorization } },
      { webSocketImpl: WithHeader },
    ]) {
      const client = createClient({ url: ws, ...options });
      onTestFinished(() => client.dispose());
      const results = client.iterate({ query: 'subscription { viewerName }' });
      expect((await results.next()).value).toEqual({ data: { viewerName: 'ann' } });
    }
  });

  it.each(WRONG)('%j closes the connection with 4403', async (connectionParams) => {
    const { ws } = await startServer(env);
    const client = createClient({ url: ws, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 });
    onTestFinished(() => client.dispose());
    await expect(client.iterate({ query: '{ hello }' }).next()).rejects.toMatchObject({
      code: 4403,
      reason: expect.stringContaining('access token'),
    });
  });
});

describe('over an event stream', () => {
  const open = (url: string, headers: Record<string, string>) => {
    const source = new EventSource(`${url}?query=subscription{viewerName}`, {
      fetch: (address, init) => fetch(address, { ...init, headers: { ...init.headers, ...headers } }),
    });
    onTestFinished(() => source.close());
    return source;
  };

  it('the token says who asks', async () => {
    const { url } = await startServer(env);
    const source = open(url, { authorization: `Bearer ${TOKEN}` });
    const data = await new Promise<string>((resolve) =>
      source.addEventListener('next', (event) => resolve(event.data)),
    );
    expect(JSON.parse(data)).toEqual({ data: { viewerName: 'ann' } });
  });

  it.each(WRONG)('%j is answered 401', async (headers) => {
    const { url } = await startServer(env);
    const source = open(url, headers);
    const code = await new Promise((resolve) =>
      source.addEventListener('error', (event) => resolve(event.code)),
    );
    expect(code).toBe(401);
  });
});
