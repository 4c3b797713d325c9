import { expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { plantWithSensors } from '../plant.ts';
import { startedApplication } from './running-application.ts';

const RECORD = `mutation($input: RecordReadingsInput!) { recordReadings(input: $input) {
  ... on RecordedReadings { series { accepted } } ... on RateLimitedFailure { code remedy retryAfterMs } } }`;
const START = Date.UTC(2026, 0, 1);

const times = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => START + 1_000 * (from + i));

it('readings come at most at the rate of their token, as a failure of the mutation that says how long to wait', async () => {
  const { url, services } = await startedApplication({
    UPLOAD_READINGS_PER_SECOND: '10',
    UPLOAD_BURST_SECONDS: '10',
  });
  const [id] = await plantWithSensors(services.db, 1);
  const record = async (count: number, from: number) => {
    const series = [
      {
        sensorId: encodeId('Sensor', id),
        times: times(count, from).map((ms) => new Date(ms).toISOString()),
        values: times(count).map((_, i) => i),
      },
    ];
    const body = JSON.stringify({ query: RECORD, variables: { input: { series } } });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body });
    // biome-ignore lint/suspicious/noExplicitAny: the shape is that of the mutation
    return ((await response.json()) as any).data.recordReadings;
  };
  expect(await record(100, 0)).toEqual({ series: [{ accepted: 100 }] });
  const refused = await record(90, 100);
  expect(refused).toMatchObject({ code: 'RATE_LIMITED', remedy: expect.any(String) });
  expect(refused.retryAfterMs).toBeGreaterThan(1_000);
  expect((await services.readings.range(id, 0, 1e15)).times).toHaveLength(100);
});

it('a stream to /ingest is held back to the rate, and the next is refused while nothing is left', async () => {
  const { url, services } = await startedApplication({
    UPLOAD_READINGS_PER_SECOND: '2',
    UPLOAD_BURST_SECONDS: '50',
    MAX_BATCH_READINGS: '100',
  });
  const [id] = await plantWithSensors(services.db, 1);
  const send = (count: number, from: number) =>
    fetch(new URL('/ingest', url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: times(count, from)
        .map((time, value) => JSON.stringify({ sensorId: encodeId('Sensor', id), time, value }))
        .join('\n'),
    });
  expect(await (await send(101, 0)).json()).toMatchObject({ accepted: 101 });
  let next = await send(1, 101);
  for (let from = 102; next.status === 200 && from < 150; from++) next = await send(1, from);
  expect(next.status).toBe(429);
  expect(next.headers.get('retry-after')).toBe('1');
  expect(await next.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
});

it('bodies come at most at the rate of their token', async () => {
  const { url } = await startedApplication({ UPLOAD_BYTES_PER_SECOND: '1024', UPLOAD_BURST_SECONDS: '1' });
  const ask = () =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ __typename } #${'x'.repeat(900)}` }),
    });
  expect((await ask()).status).toBe(200);
  const refused = await ask();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBe(1);
});
