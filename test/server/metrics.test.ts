import { createClient } from 'graphql-ws';
import { expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { parseConfig } from '../../src/config.ts';
import { plantWithSensors } from '../plant.ts';
import { startedApplication } from './running-application.ts';
import { post } from './running-server.ts';

/** Samples by name and labels, such as `telltale_readings_total{outcome="accepted"}`. */
async function scrape(url: string, headers: Record<string, string> = {}): Promise<Map<string, number>> {
  const text = await (await fetch(url, { headers })).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

test('ingest, scoring, operations, statements, jobs, subscriptions and the process are counted', async () => {
  const application = await startedApplication();
  const { services, url, ws, metricsUrl } = application;
  await plantWithSensors(services.db, 1);
  const time = Date.now() - 60_000;
  const rows = [0, 1, 2, 2].map((i) =>
    JSON.stringify({ sensor: 'CONTINUOUS-S-0', time: time + 1_000 * i, value: i }),
  );
  const line = JSON.stringify({
    sensor: 'CONTINUOUS-S-0',
    times: [time + 9_000, time + 8_000],
    values: [1, 2],
  });
  await fetch(new URL('/ingest', url), {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: [...rows, line].join('\n'),
  });
  await services.scorer.idle();
  await post(url, '{ sensors(first: 1) { nodes { tag } } }');
  await post(url, '{ node(id: "nonsense") { id } }');
  const client = createClient({ url: ws, webSocketImpl: WebSocket });
  onTestFinished(() => void client.dispose());
  await client.iterate({ query: 'subscription { anomalyEvents { __typename } }' }).next();

  const seen = await scrape(metricsUrl);
  expect(seen.get('telltale_readings_total{outcome="accepted"}')).toBe(4);
  expect(seen.get('telltale_readings_total{outcome="rejected"}')).toBe(1);
  expect(seen.get('telltale_ingest_batch_seconds_count')).toBeGreaterThan(0);
  expect(seen.get('telltale_scoring_readings_total')).toBe(4);
  expect(seen.get('telltale_scoring_lag_seconds_count')).toBeGreaterThan(0);
  expect(seen.get('telltale_scoring_waiting_sensors')).toBe(0);
  expect(seen.get('telltale_scoring_oldest_wait_seconds')).toBe(0);
  expect(seen.get('telltale_operation_seconds_count{type="query",outcome="ok"}')).toBe(1);
  expect(seen.get('telltale_operation_seconds_count{type="query",outcome="error"}')).toBe(1);
  expect(seen.get('telltale_statement_seconds_count{verb="select"}')).toBeGreaterThan(0);
  expect(seen.get('telltale_http_requests_total{path="/ingest",status="200"}')).toBe(1);
  expect(seen.get('telltale_subscriptions')).toBe(1);
  expect(seen.get('telltale_connections{kind="websocket"}')).toBe(1);
  expect(seen.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);
  expect(seen.get('process_resident_memory_bytes')).toBeGreaterThan(0);

  const ready = await (await fetch(new URL('/health/ready', url))).json();
  expect(ready).toMatchObject({ status: 'ready', scoring: { waitingSensors: 0, oldestWaitMs: 0 } });

  await client.dispose();
  await expect.poll(async () => (await scrape(metricsUrl)).get('telltale_subscriptions')).toBe(0);
});

test('jobs are counted by kind and state, and how long the oldest has waited', async () => {
  const { services, metricsUrl } = await startedApplication({ TRAINING_WORKERS: '0' });
  await services.jobs.enqueue({ kind: 'TRAIN', request: {}, requestedBy: 'ann' } as never);
  const seen = await scrape(metricsUrl);
  expect(seen.get('telltale_jobs{kind="TRAIN",status="QUEUED"}')).toBe(1);
  expect(seen.get('telltale_jobs_oldest_queued_seconds{kind="TRAIN"}')).toBeGreaterThanOrEqual(0);
});

test('they are for operators, and on a port of their own alone where one is set', async () => {
  const [operator, viewer] = ['3f9a1c7e5b2d8064a1c9e7f3b5d20846', '4f9a1c7e5b2d8064a1c9e7f3b5d20847'];
  const tokens = { AUTH_TOKENS: `operator:scraper:${operator},viewer:ann:${viewer}` };
  const statusOf = async (to: string | URL, token?: string) => {
    const response = await fetch(to, token ? { headers: { authorization: `Bearer ${token}` } } : {});
    return response.status;
  };
  const own = await startedApplication({ ...tokens, METRICS_PORT: '0' });
  expect(new URL(own.metricsUrl).port).not.toBe(new URL(own.url).port);
  const atGraph = new URL('/metrics', own.url);
  expect(await statusOf(own.metricsUrl)).toBe(401);
  expect(await statusOf(own.metricsUrl, viewer)).toBe(403);
  expect(await statusOf(own.metricsUrl, operator)).toBe(200);
  expect(await statusOf(new URL('/else', own.metricsUrl), operator)).toBe(404);
  expect(await statusOf(atGraph, operator)).toBe(404);
});

test('an address of their own that others can reach is refused without tokens', () => {
  const open = { METRICS_HOST: '0.0.0.0', METRICS_PORT: '9464' };
  expect(() => parseConfig(open)).toThrow(/METRICS_HOST is "0.0.0.0".*AUTH_TOKENS is not set/);
  expect(parseConfig({ ...open, METRICS_HOST: '127.0.0.1' }).metricsPort).toBe(9464);
});

test('metrics are of the whole plant: a viewer of a part of it is refused', async () => {
  const { services, metricsUrl } = await startedApplication({ AUTH_REQUIRED: 'on' });
  const site = await services.equipment.createEquipment({ tag: 'HALL', name: 'x', kind: 'SITE' });
  const statusOf = async (name: string, equipmentId: number | null) => {
    const { text } = await services.tokens.create({ name, role: 'ADMIN', equipmentId }, 'test');
    return (await fetch(metricsUrl, { headers: { authorization: `Bearer ${text}` } })).status;
  };
  expect([await statusOf('part', site.id), await statusOf('whole', null)]).toEqual([403, 200]);
});
