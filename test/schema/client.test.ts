import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { TelltaleClient } from '../../schema/client/client.ts';
import { AnomalyEventsDocument, type AnomalyEventsSubscription } from '../../schema/generated/graphql.ts';
import { encodeId } from '../../schema/global-id.ts';
import { openDatabase } from '../../src/db/database.ts';
import { ENTITIES } from '../../src/entities.ts';
import { plateaus } from '../live/signals.ts';
import { plantWithSensors } from '../plant.ts';

type AnomalyEvent = Extract<AnomalyEventsSubscription['anomalyEvents'], { __typename: 'AnomalyEvent' }>;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

it('the client survives a server that is killed and started again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-follow-'));
  const url = `sqlite:${join(folder, 'telltale.db')}`;
  const db = await openDatabase(url, ENTITIES);
  const [sensorId] = await plantWithSensors(db, 1);
  await db.close();
  const port = await freePort();
  const start = async () => {
    const child = fork(resolve(import.meta.dirname, '../live/killable-server.ts'), {
      env: { ...process.env, DATABASE_URL: url, ARTIFACTS_DIR: folder, PORT: `${port}`, HEARTBEAT_MS: '200' },
    });
    await once(child, 'message');
    return child;
  };
  const send = async (values: number[], from: number) => {
    const times = values.map((_, i) => new Date(Date.UTC(2024, 0, 1) + (from + i) * 1_000).toISOString());
    const input = { series: [{ sensorId: encodeId('Sensor', sensorId), times, values }] };
    const query = 'mutation ($input: RecordReadingsInput!) { recordReadings(input: $input) { __typename } }';
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query, variables: { input } });
    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body });
    expect(await answer.json()).toMatchObject({
      data: { recordReadings: { __typename: 'RecordedReadings' } },
    });
  };

  let server = await start();
  const events: AnomalyEvent[] = [];
  let [gaps, disconnects, heartbeats] = [0, 0, 0];
  const client = new TelltaleClient({ url: `http://127.0.0.1:${port}/graphql` });
  const left = new AbortController();
  const follow = async () => {
    const options = { signal: left.signal, onDisconnect: () => disconnects++ };
    for await (const item of client.follow(AnomalyEventsDocument, {}, options)) {
      if (item.__typename === 'AnomalyEvent') events.push(item);
      else if (item.__typename === 'Gap') gaps++;
      else heartbeats++;
    }
  };
  const followed = follow();
  const stop = async () => {
    left.abort();
    await followed;
    await client.close();
  };
  onTestFinished(async () => {
    await stop();
    server.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  const signal = plateaus(1_100, 21);
  await expect.poll(() => heartbeats).toBeGreaterThan(0);
  await send(signal.slice(0, 600), 0);
  server.kill('SIGKILL');
  await once(server, 'exit');
  server = await start();
  await send(signal.slice(600), 600);
  const query = '{ anomalies(first: 100) { nodes { revisions { revision } } } }';
  const listed = async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query }),
    });
    const { data } = (await answer.json()) as { data: { anomalies: { nodes: { revisions: unknown[] }[] } } };
    return data.anomalies.nodes.reduce((sum, { revisions }) => sum + revisions.length, 0);
  };
  await expect
    .poll(async () => events.length > 4 && events.length === (await listed()), { timeout: 20_000 })
    .toBe(true);
  expect(new Set(events.map(({ cursor }) => cursor)).size).toBe(events.length);
  expect(disconnects).toBeGreaterThan(0);
  expect(gaps).toBe(0);
});
