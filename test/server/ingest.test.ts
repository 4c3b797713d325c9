import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { ENCODINGS } from '../../src/ingest/expanded.ts';
import { compressed } from '../compressed.ts';
import { plantWithSensors } from '../plant.ts';
import { startedApplication, type TestApplication } from './running-application.ts';

const NDJSON = 'application/x-ndjson';
const START = Date.UTC(2026, 0, 1);
const iso = (second: number): string => new Date(START + 1_000 * second).toISOString();
const row = (tag: string, second: number, value: number | null = second): string =>
  JSON.stringify({ sensor: tag, time: iso(second), value });

interface Plant extends TestApplication {
  readonly ids: number[];
  readonly ingest: URL;
}

async function plant(env: Record<string, string> = {}): Promise<Plant> {
  const application = await startedApplication(env);
  const ids = await plantWithSensors(application.services.db, 3);
  return { ...application, ids, ingest: new URL('/ingest', application.url) };
}

async function send(
  to: URL,
  body: string | Uint8Array | ReadableStream,
  headers: Record<string, string> = {},
) {
  const response = await fetch(to, {
    method: 'POST',
    headers: { 'content-type': NDJSON, ...headers },
    body: body as BodyInit,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
  return { status: response.status, body: await response.json() };
}

const stored = async ({ services, ids }: Plant, k: number) => {
  const { times, values } = await services.readings.range(ids[k], 0, 1e15);
  return [...times].map((ms, i) => [(ms - START) / 1_000, values[i]]);
};

test('readings and columns in one stream are stored as the mutation stores them, and again as duplicates', async () => {
  const served = await plant();
  const lines = [
    row('CONTINUOUS-S-0', 2),
    row('CONTINUOUS-S-1', 1),
    '',
    row('CONTINUOUS-S-0', 1, null),
    JSON.stringify({
      sensorId: encodeId('Sensor', served.ids[2]),
      times: [iso(1), START + 2_000],
      values: [5, 6],
    }),
    row('CONTINUOUS-S-2', 3, 7),
  ].join('\n');
  const first = await send(served.ingest, lines);
  expect(first).toMatchObject({ status: 200, body: { acknowledgedLines: 6, accepted: 6, duplicates: 0 } });
  expect(await stored(served, 0)).toEqual([
    [1, Number.NaN],
    [2, 2],
  ]);
  expect(await stored(served, 2)).toEqual([
    [1, 5],
    [2, 6],
    [3, 7],
  ]);
  for (const encoding of ENCODINGS) {
    const again = await send(served.ingest, compressed[encoding](lines), { 'content-encoding': encoding });
    expect(again.body).toMatchObject({ accepted: 0, duplicates: 6, rejected: { count: 0, first: [] } });
  }
});

test('a list as application/json is answered alike, and history raises nothing live', async () => {
  const served = await plant();
  const body = JSON.stringify({
    series: [{ sensor: 'CONTINUOUS-S-0', times: [iso(1), iso(2)], values: [1, 2] }],
  });
  const to = new URL('?historical=true', served.ingest);
  const { body: answer } = await send(to, body, { 'content-type': 'application/json' });
  expect(answer).toMatchObject({ acknowledgedLines: 1, accepted: 2, batches: 1 });
  expect((await served.services.readings.unscored(served.ids[0], 0, 10)).times).toHaveLength(0);
});

test('what cannot be stored is named by line, index and reason; everything else is stored', async () => {
  const served = await plant();
  const lines = [
    Buffer.from(`${row('CONTINUOUS-S-0', 1)}\n{"sensor":"CONTINUOUS-S-0","time":"${iso(2)}","value":NaN}\n`),
    Buffer.from([0x7b, 0xff, 0x7d, 0x0a]),
    Buffer.from(
      [
        row('NO-SUCH', 1),
        '{"sensor":"CONTINUOUS-S-0","time":"2026-01-01T00:00:00","value":1}',
        `{"sensor":"CONTINUOUS-S-0","time":"${iso(3)}","value":1e999}`,
        JSON.stringify({ sensor: 'CONTINUOUS-S-1', times: [iso(2), iso(1), iso(3)], values: [1, 2, 3] }),
        JSON.stringify({ sensor: 'CONTINUOUS-S-1', times: [iso(2)], values: [] }),
        '{"sensor":"CONTINUOUS-S-0","tim',
      ].join('\n'),
    ),
  ];
  const { status, body } = await send(served.ingest, Buffer.concat(lines));
  expect(status).toBe(200);
  expect(body).toMatchObject({ acknowledgedLines: 9, accepted: 3 });
  expect(body.rejected.byReason).toEqual({
    MALFORMED: 4,
    SENSOR_NOT_FOUND: 1,
    INVALID_TIME: 1,
    NON_FINITE_VALUE: 1,
    DECREASING_TIME: 1,
  });
  const named = body.rejected.first.map(({ line, index, reason }: Record<string, unknown>) => [
    line,
    index,
    reason,
  ]);
  expect(named).toContainEqual([7, 1, 'DECREASING_TIME']);
  expect(named).toContainEqual([6, undefined, 'NON_FINITE_VALUE']);
  expect(body.rejected.first[0].message).toMatch(/not JSON/);
  expect(await stored(served, 0)).toEqual([[1, 1]]);
});

const brokenForms = ENCODINGS.flatMap((encoding) => {
  const whole = compressed[encoding](`${row('CONTINUOUS-S-0', 1)}\n`);
  return [
    ['half a stream', encoding, whole.subarray(0, 40), 'BAD_COMPRESSION', 400],
    ['two streams', encoding, Buffer.concat([whole, whole]), 'BAD_COMPRESSION', 400],
    ['bytes that are none', encoding, Buffer.from('hello'), 'BAD_COMPRESSION', 400],
    ['a bomb', encoding, compressed[encoding](Buffer.alloc(8_000_000, 32)), 'EXPANDS_TOO_MUCH', 413],
  ] as const;
});
// Members of gzip follow one another by its own rules.
const refusedForms = brokenForms.filter(([what, encoding]) => what !== 'two streams' || encoding !== 'gzip');

test.each(refusedForms)(
  '%s of %s is refused, and nothing of the batch is stored',
  async (_, encoding, bytes, code, status) => {
    const served = await plant();
    const answer = await send(served.ingest, bytes, { 'content-encoding': encoding });
    expect(answer).toMatchObject({
      status,
      body: { errors: [{ extensions: { code } }], ingest: { accepted: 0, acknowledgedLines: 0 } },
    });
    expect(await stored(served, 0)).toEqual([]);
  },
);

test('a line, a body and junk without end are refused; what was acknowledged before is stored', async () => {
  const served = await plant({ MAX_BODY_BYTES: '2000', MAX_INGEST_BYTES: '300000' });
  const begun = `${row('CONTINUOUS-S-0', 1)}\n`;
  const long = await send(served.ingest, begun + 'x'.repeat(3_000));
  expect(long).toMatchObject({ status: 413, body: { errors: [{ extensions: { code: 'LINE_TOO_LONG' } }] } });
  const rows = Array.from({ length: 5_000 }, (_, i) => row('CONTINUOUS-S-0', i)).join('\n');
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from(rows));
      controller.close();
    },
  });
  const large = await send(served.ingest, body);
  expect(large).toMatchObject({
    status: 413,
    body: { errors: [{ extensions: { code: 'BODY_TOO_LARGE' } }] },
  });
  expect((await stored(served, 0)).length).toBe(large.body.ingest.accepted);
  const junk = await send(served.ingest, 'junk\n'.repeat(1_001));
  expect(junk).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'MALFORMED' } }] } });
  expect(junk.body.ingest.rejected.first).toHaveLength(1_000);
});

test('a sender that trickles gets its readings stored while it sends, and is told when it stops', async () => {
  const served = await plant({ SLOW_CLIENT_MS: '600' });
  const { hostname, port } = served.ingest;
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk));
  const closed = new Promise((done) => socket.on('close', done));
  const line = `${row('CONTINUOUS-S-0', 1)}\n`;
  socket.write(
    `POST /ingest HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${NDJSON}\r\ncontent-length: 9999\r\n\r\n${line}`,
  );
  await closed;
  expect(answer).toMatch(/^HTTP\/1.1 408 /);
  expect(answer).toContain('TOO_SLOW');
  expect(JSON.parse(answer.split('\r\n\r\n')[1]).ingest).toMatchObject({ acknowledgedLines: 1, accepted: 1 });
  expect(await stored(served, 0)).toEqual([[1, 1]]);
});

test('more requests at a time than may be are told to wait', async () => {
  const served = await plant({ MAX_INGESTS: '1' });
  const abandon = new AbortController();
  const open = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('\n')) });
  const held = fetch(served.ingest, {
    method: 'POST',
    headers: { 'content-type': NDJSON },
    body: open as BodyInit,
    signal: abandon.signal,
    ...({ duplex: 'half' } as object),
  }).catch(() => 'abandoned');
  const line = row('CONTINUOUS-S-0', 1);
  await expect.poll(async () => (await send(served.ingest, line)).status).toBe(503);
  abandon.abort();
  expect(await held).toBe('abandoned');
  await expect.poll(async () => (await send(served.ingest, line)).status).toBe(200);
});

test('it asks for the role of the mutation, for POST, and for a content type that it knows', async () => {
  const viewer = '3f9a1c7e5b2d8064a1c9e7f3b5d20846';
  const served = await plant({ AUTH_TOKENS: `viewer:ann:${viewer}` });
  const line = row('CONTINUOUS-S-0', 1);
  const codeOf = (answer: { status: number; body: { errors: { extensions: { code: string } }[] } }) => [
    answer.status,
    answer.body.errors[0].extensions.code,
  ];
  expect(codeOf(await send(served.ingest, line))).toEqual([401, 'UNAUTHENTICATED']);
  const authorization = `Bearer ${viewer}`;
  expect(codeOf(await send(served.ingest, line, { authorization }))).toEqual([403, 'FORBIDDEN']);
  expect(codeOf(await send(served.ingest, line, { 'content-type': 'text/plain' }))).toEqual([
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ]);
  expect((await fetch(served.ingest, { headers: { authorization } })).status).toBe(405);
});
