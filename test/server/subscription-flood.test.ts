import { expect, it } from 'vitest';
import WebSocket from 'ws';
import { startServer } from './running-server.ts';

const QUERY = 'subscription { silence }';

interface Flood {
  readonly codes: string[];
  readonly socket: WebSocket;
}

/** Opens subscriptions on one socket, and notes with what codes some are refused. */
function flood(ws: string, count: number): Flood {
  const socket = new WebSocket(ws, 'graphql-transport-ws');
  const codes: string[] = [];
  socket.on('open', () => socket.send('{"type":"connection_init"}'));
  socket.on('message', (data) => {
    const { type, payload } = JSON.parse(String(data));
    const [refusal] = type === 'error' ? payload : (payload?.errors ?? []);
    if (refusal) codes.push(refusal.extensions.code);
    if (type !== 'connection_ack') return;
    for (let id = 1; id <= count; id++)
      socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload: { query: QUERY } }));
  });
  return { codes, socket };
}

async function until(reached: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !reached(); i++) await new Promise((later) => setTimeout(later, 10));
  expect(reached()).toBe(true);
}

it('a socket has a few subscriptions', async () => {
  const { ws, openSources } = await startServer({ MAX_SUBSCRIPTIONS: '5' });
  const { codes, socket } = flood(ws, 20);
  await until(() => codes.length === 15);
  expect(new Set(codes)).toEqual(new Set(['TOO_MANY_SUBSCRIPTIONS']));
  expect(openSources()).toBe(5);
  socket.terminate();
});

it('a token has a few subscriptions over all its sockets and event streams, and gets them back when they end', async () => {
  const { ws, url, openSources } = await startServer({ MAX_SUBSCRIPTIONS_PER_TOKEN: '5' });
  const first = flood(ws, 3);
  await until(() => openSources() === 3);
  const second = flood(ws, 4);
  await until(() => second.codes.length === 2);
  expect(second.codes).toEqual(['TOO_MANY_SUBSCRIPTIONS', 'TOO_MANY_SUBSCRIPTIONS']);
  const response = await fetch(`${url}?query=${encodeURIComponent(QUERY)}`, {
    headers: { accept: 'text/event-stream' },
  });
  expect(await response.text()).toContain('TOO_MANY_SUBSCRIPTIONS');
  for (const { socket } of [first, second]) socket.terminate();
  await until(() => openSources() === 0);
  const again = flood(ws, 5);
  await until(() => openSources() === 5);
  expect(again.codes).toEqual([]);
  again.socket.terminate();
});
