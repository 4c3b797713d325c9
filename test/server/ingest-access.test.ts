import { expect, test } from 'vitest';
import { AuditEntry } from '../../src/audit/audit-entry.ts';
import { enterPlant } from '../schema/fixture.ts';
import { startedApplication } from './running-application.ts';

const NDJSON = { 'content-type': 'application/x-ndjson' };
const line = (sensor: string, second: number): string =>
  JSON.stringify({ sensor, time: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(), value: second });

async function served(env: Record<string, string> = {}) {
  const { services, url } = await startedApplication({ AUTH_REQUIRED: 'on', ...env });
  const [inside] = [await enterPlant(services, 'A', 1), await enterPlant(services, 'B', 1)];
  const gateway = { name: 'gateway', role: 'OPERATOR', equipmentId: inside.areaId } as const;
  const { text, token } = await services.tokens.create(gateway, 'ann');
  const headers = { ...NDJSON, authorization: `Bearer ${text}` };
  return { services, token, headers, to: new URL('/ingest', url) };
}

test('a sender of a subtree records there alone: what is outside does not exist for it', async () => {
  const { headers, to } = await served();
  const body = [line('A-S-01', 1), line('B-S-01', 1)].join('\n');
  const answer = await (await fetch(to, { method: 'POST', headers, body })).json();
  expect(answer).toMatchObject({ accepted: 1, rejected: { byReason: { SENSOR_NOT_FOUND: 1 } } });
});

test('what was sent is counted in the audit log, under the mutation that it stands for', async () => {
  const { services, headers, to } = await served();
  await fetch(to, { method: 'POST', headers, body: [1, 2, 3].map((at) => line('A-S-01', at)).join('\n') });
  await services.recordings.write();
  const [entry] = await services.db.em().find(AuditEntry, { field: 'recordReadings' });
  expect(entry).toMatchObject({ actor: 'gateway', role: 'OPERATOR' });
  expect(JSON.parse(entry.input as string)).toMatchObject({ batches: 1, series: 1, readings: 3 });
});

test('a stream ends with its token: what it sends after that is not stored', async () => {
  const { services, token, headers, to } = await served();
  let push: (text: string | null) => void = () => {};
  const body = new ReadableStream({
    start(controller) {
      push = (text) => (text === null ? controller.close() : controller.enqueue(Buffer.from(text)));
    },
  });
  const answered = fetch(to, {
    method: 'POST',
    headers,
    body: body as BodyInit,
    ...({ duplex: 'half' } as object),
  });
  push(`${line('A-S-01', 1)}\n`);
  const sensor = async () => (await services.readings.latest([1])).get(1)?.timeMs;
  await expect.poll(sensor).toBe(Date.UTC(2026, 0, 1, 0, 0, 1));
  await services.tokens.revoke(token.id, 'ann');
  await expect.poll(async () => (await fetch(to, { method: 'POST', headers, body: '' })).status).toBe(401);
  push(`${line('A-S-01', 2)}\n`);
  push(null);
  const response = await answered;
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    ingest: { accepted: 1, acknowledgedLines: 1 },
  });
  expect(await sensor()).toBe(Date.UTC(2026, 0, 1, 0, 0, 1));
});

test('what is held back when its token ends is not stored either', async () => {
  const { services, token, headers, to } = await served({
    UPLOAD_READINGS_PER_SECOND: '25',
    UPLOAD_BURST_SECONDS: '2',
    MAX_BATCH_READINGS: '50',
  });
  const body = Array.from({ length: 100 }, (_, at) => line('A-S-01', at)).join('\n');
  const answered = fetch(to, { method: 'POST', headers, body });
  const stored = async () => (await services.readings.extent(1, 0, 1e15))?.count;
  await expect.poll(stored, { interval: 10 }).toBe(50);
  await services.tokens.revoke(token.id, 'ann');
  const response = await answered;
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ ingest: { accepted: 50 } });
  expect(await stored()).toBe(50);
});

test('a page that is named may send readings: its browser asks first, without a token', async () => {
  const origin = 'https://console.example';
  const { url } = await startedApplication({ AUTH_REQUIRED: 'on', ALLOWED_ORIGINS: origin });
  const ask = (from: string) =>
    fetch(new URL('/ingest', url), { method: 'OPTIONS', headers: { origin: from } });
  const { status, headers } = await ask(origin);
  expect(status).toBe(204);
  expect(Object.fromEntries(headers)).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': expect.stringContaining('authorization'),
  });
  expect((await ask('https://other.example')).status).toBe(403);
});
