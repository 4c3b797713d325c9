import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Target } from './target.ts';

const AT_ONCE = 8;
const PAUSE_MS = 4;
const CONNECTIONS = 400;
const MIB = 2 ** 20;
const HEAD = 'POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n';

type Attack = (target: Target) => Promise<void>;

/** Does one thing again and again, eight at a time, until the time is over. */
async function again(target: Target, once: (n: number) => Promise<void>): Promise<void> {
  let n = 0;
  const attacker = async () => {
    while (!target.isOver) {
      await once(n++);
      await sleep(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, attacker));
}

/** The same document with a comment, so that no cache of documents knows it. */
const asks = (document: string): Attack => {
  return (target) => again(target, (n) => target.post(JSON.stringify({ query: `${document} #${n}` })));
};

/** Opens connections that do something slowly, and keeps them open. */
const holds = (sent: string): Attack => {
  return async (target) => {
    const sockets = Array.from({ length: CONNECTIONS }, () => target.connection());
    for (const socket of sockets) socket.write(sent.replace('TOKEN', target.order.token));
    while (!target.isOver) {
      for (const socket of sockets) if (socket.writable) socket.write('a');
      await sleep(100);
    }
    for (const socket of sockets) socket.destroy();
  };
};

const many = (count: number, one: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => one(i)).join(' ');

const COSTLY =
  '{ sensors(first: 100) { nodes { id tag name unit equipment { tag name } latest { time value } anomalies(first: 8) { nodes { id score } } } } }';

async function giantFrames(target: Target): Promise<void> {
  const frame = Buffer.alloc(16 * MIB, 'x');
  await again(target, async () => {
    const socket = await target.webSocket();
    if (!socket) return target.note('refused');
    const closed = new Promise((close) => socket.once('close', close));
    socket.send(frame);
    await closed;
  });
}

async function subscriptionFlood(target: Target): Promise<void> {
  const open: { terminate(): void }[] = [];
  const query = 'subscription { anomalyEvents { __typename } }';
  await again(target, async () => {
    const socket = open.length < CONNECTIONS ? await target.webSocket() : undefined;
    if (!socket) return;
    open.push(socket);
    socket.on('message', (data) => {
      const code = /"code":"(\w+)"/.exec(String(data))?.[1];
      if (code) target.note(code);
    });
    for (let id = 0; id < 150; id++)
      socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload: { query } }));
  });
  for (const socket of open) socket.terminate();
}

async function connectionFlood(target: Target): Promise<void> {
  const open: { destroy(): void }[] = [];
  while (!target.isOver) {
    for (let i = 0; i < 50 && open.length < 3_000; i++) open.push(target.connection());
    await sleep(20);
  }
  for (const socket of open) socket.destroy();
}

async function messageFlood(target: Target): Promise<void> {
  const socket = await target.webSocket();
  while (socket && !target.isOver) {
    for (let i = 0; i < 500 && socket.bufferedAmount < MIB; i++) socket.send('{"type":"ping"}');
    await sleep(PAUSE_MS);
  }
  socket?.terminate();
}

async function uploadFlood(target: Target): Promise<void> {
  const { sensorId } = target.order;
  const from = Date.UTC(2020, 0, 1);
  await again(target, (n) => {
    const times = Array.from({ length: 5_000 }, (_, i) => from + 1_000 * (n * 5_000 + i));
    const line = JSON.stringify({ sensorId, times, values: times.map((time) => time % 97) });
    const type = { 'content-type': 'application/x-ndjson' };
    return target.post(line, '/ingest?historical=true', type);
  });
}

async function wrongTokens(target: Target): Promise<void> {
  await again(target, (n) =>
    target.post('{"query":"{ __typename }"}', '/graphql', { authorization: `Bearer ${'x'.repeat(40)}${n}` }),
  );
}

const bomb = gzipSync(Buffer.alloc(64 * MIB, ' '));
const batch = JSON.stringify(Array.from({ length: 1_000 }, () => ({ query: COSTLY })));

/** Everything that is tried, by name. All of it is bounded in time, and in connections. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  deep: asks(`{ equipment { nodes ${'{ parent '.repeat(60)}{ id }${' }'.repeat(60)} } }`),
  wide: asks(`{ ${many(25, (i) => `a${i}: sensors(first: 100) { nodes { id tag name unit } }`)} }`),
  aliased: asks(`{ ${many(300, (i) => `a${i}: sensors(first: 1) { nodes { id } }`)} }`),
  long: asks(`{ ${many(20_000, () => '__typename')} }`),
  batched: (target) => again(target, () => target.post(batch)),
  'slow heads': holds(`${HEAD}X-`),
  'slow bodies': holds(`${HEAD}Authorization: Bearer TOKEN\r\nContent-Length: 100000\r\n\r\n`),
  'giant frames': giantFrames,
  bombs: (target) => again(target, () => target.post(bomb, '/graphql', { 'content-encoding': 'gzip' })),
  'subscription flood': subscriptionFlood,
  'connection flood': connectionFlood,
  'message flood': messageFlood,
  'cost flood': asks(COSTLY),
  'upload flood': uploadFlood,
  'wrong tokens': wrongTokens,
};
