import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { SocketOutlet } from '../../src/server/sockets/socket-outlet.ts';
import { EventStream } from '../../src/server/streams/event-stream.ts';
import { EVENTS, type Heard, overEvents, overSocket } from './stream-client.ts';
import { type StreamingServer, startStreams, tokenOf, until } from './streaming-server.ts';

const BOUND = 64 * 1024;
const EVENTS_BYTES = 20_000;
const COUNT = 1_200;
/** 24 MB are more than the network between two ends of one machine holds. */
const LIMITS = { MAX_UNSENT_BYTES: String(BOUND), MAX_QUERY_ALIASES: '1000' };

/** The subscription with answers of about 20 kB. */
const LARGE = EVENTS.replace(
  'anomaly {',
  `anomaly { ${Array.from({ length: 20 }, (_, i) => `${'x'.repeat(EVENTS_BYTES / 20)}${i}: __typename`).join(' ')} `,
);

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

async function announceAll({ announce }: Pick<StreamingServer, 'announce'>): Promise<void> {
  for (let i = 0; i < COUNT / 100; i++) {
    await announce(100);
    await sleep(1);
  }
}

/** The most bytes that waited in this process for any one client. */
function watchUnsent(): () => number {
  let most = 0;
  for (const outlet of [EventStream, SocketOutlet]) {
    const { write } = outlet.prototype;
    const spy = vi.spyOn(outlet.prototype, 'write');
    spy.mockImplementation(function (this: EventStream | SocketOutlet, answer) {
      write.call(this as never, answer);
      most = Math.max(most, this.unsentBytes);
    });
  }
  return () => most;
}

type Subscribe = (server: StreamingServer, after?: string) => Heard;

const TRANSPORTS: [string, Subscribe][] = [
  ['WebSocket', (server, after) => overSocket(server, LARGE, { after })],
  ['event stream', (server, after) => overEvents(server, LARGE, {}, { lastEventId: after })],
];

describe.each(TRANSPORTS)('a client of a %s that does not read', (transport, subscribe) => {
  it('holds up nobody and no memory, is told and cut, and goes on from its cursor', async () => {
    const server = await startStreams({ ...LIMITS, SLOW_CLIENT_MS: '1500' });
    const most = watchUnsent();
    const [fast, slow] = [subscribe(server), subscribe(server)];
    await until(() => fast.cursors.length === 1 && slow.cursors.length === 1);
    slow.pause();
    await announceAll(server);
    await until(() => fast.scores.length === COUNT);
    await sleep(2_000);
    slow.resume();
    await until(() => slow.ended.length === 1);
    expect(slow.scores.length).toBeLessThan(COUNT);
    if (transport === 'WebSocket') {
      expect(slow.ended).toEqual([{ code: 4420, reason: expect.stringContaining('from your last cursor') }]);
    } else expect(slow.errors).toMatchObject([{ extensions: { code: 'TOO_SLOW' } }]);
    const again = subscribe(server, slow.cursors.at(-1));
    await until(() => again.scores.at(-1) === COUNT);
    expect([...slow.scores, ...again.scores]).toEqual(upTo(COUNT));
    expect(fast.scores).toEqual(upTo(COUNT));
    expect(most()).toBeLessThan(BOUND + 2 * EVENTS_BYTES);
    vi.restoreAllMocks();
  });

  it('for a while only is waited for, and misses nothing', async () => {
    const server = await startStreams({ ...LIMITS, SLOW_CLIENT_MS: '20000' });
    const most = watchUnsent();
    const [fast, slow] = [subscribe(server), subscribe(server)];
    await until(() => fast.cursors.length === 1 && slow.cursors.length === 1);
    slow.pause();
    await announceAll(server);
    await until(() => fast.scores.length === COUNT);
    slow.resume();
    await until(() => slow.scores.length === COUNT);
    expect(slow.scores).toEqual(upTo(COUNT));
    expect(slow.ended).toEqual([]);
    const before = server.contexts();
    await server.announce(1);
    await until(() => slow.scores.length > COUNT && fast.scores.length > COUNT);
    expect(server.contexts() - before).toBe(1);
    expect(most()).toBeLessThan(BOUND + 2 * EVENTS_BYTES);
    vi.restoreAllMocks();
  });
});

describe('a client that asks and never reads the answers', () => {
  it('is not heard further, and cut', async () => {
    const server = await startStreams({ ...LIMITS, SLOW_CLIENT_MS: '500' });
    const socket = new WebSocket(server.url.replace('http', 'ws'), 'graphql-transport-ws');
    await new Promise((resolve) => socket.on('open', resolve));
    const closed = new Promise((resolve) => socket.on('close', resolve));
    const payload = { authorization: `Bearer ${tokenOf('VIEWER')}` };
    socket.send(JSON.stringify({ type: 'connection_init', payload }));
    await new Promise((resolve) => socket.once('message', resolve));
    socket.pause();
    const echo = JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(50_000) } });
    for (let i = 0; i < 800 && socket.readyState === socket.OPEN; i++) {
      if (socket.bufferedAmount > 1_000_000) break;
      socket.send(echo);
      await sleep(1);
    }
    expect(socket.bufferedAmount).toBeGreaterThan(1_000_000);
    await sleep(1_000);
    socket.resume();
    expect(await closed).toBe(4420);
  });
});
