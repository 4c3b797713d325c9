import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { Job } from '../../src/jobs/job.ts';
import { startTracing } from '../../src/server/watch/otlp-tracing.ts';
import { withoutValues } from '../../src/server/watch/statement-text.ts';
import { onEachDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';
import { openApplication } from './running-application.ts';
import { post } from './running-server.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly status: { readonly code: number };
  readonly attributes: readonly {
    readonly key: string;
    readonly value: { readonly stringValue?: string; readonly intValue?: number | string };
  }[];
  readonly links?: readonly Pick<Span, 'traceId' | 'spanId'>[];
}
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: Pick<Span, 'attributes'>;
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

/** What a collector on loopback was sent. */
async function collector() {
  const spans: Span[] = [];
  const services = new Set<string | undefined>();
  const headers: (string | undefined)[] = [];
  const http = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      headers.push(request.headers['x-tenant'] as string | undefined);
      for (const { resource, scopeSpans } of (JSON.parse(text) as Export).resourceSpans) {
        const name = resource.attributes.find(({ key }) => key === 'service.name');
        services.add(name?.value.stringValue);
        spans.push(...scopeSpans.flatMap((scope) => scope.spans));
      }
      response.writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' });
      response.end('{}');
    });
  });
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  onTestFinished(() => void http.close());
  return { spans, services, headers, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

onEachDatabase('traces', (database) => {
  test('lead from the caller through request and operation to the statements', async () => {
    const { spans, services, headers, url } = await collector();
    const empty = await database.open();
    onTestFinished(() => empty.close());
    const application = await openApplication({
      DATABASE_URL: empty.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=plant',
      OTEL_SERVICE_NAME: 'plant-7',
    });
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const query = 'query Tags { sensors(first: 1, filter: {search: "hunter2"}) { nodes { tag } } }';
    await post(application.url, query, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    await post(application.url, '{ node(id: "nonsense") { id } }');
    await application.close();

    const ours = spans.filter((span) => span.traceId === traceId);
    const request = ours.find(({ name }) => name === 'POST /graphql');
    const operation = ours.find(({ name }) => name === 'query Tags');
    const statement = ours.find(({ name }) => name === 'select');
    expect(request?.parentSpanId).toBe('b7ad6b7169203331');
    expect(operation?.parentSpanId).toBe(request?.spanId);
    expect(statement?.parentSpanId).toBe(operation?.spanId);
    const text = statement?.attributes.find(({ key }) => key === 'db.query.text')?.value.stringValue;
    expect(text).toMatch(/^select .* from .*sensor/);
    expect(JSON.stringify(spans)).not.toContain('hunter2');
    expect(spans.find(({ name }) => name === 'query (anonymous)')?.status.code).toBe(2);
    expect([...services]).toEqual(['plant-7']);
    expect(headers).toContain('plant');
  });
});

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const TRACED = { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01` };
const attributeOf = (span: Span | undefined, key: string) => {
  const value = span?.attributes.find((one) => one.key === key)?.value;
  return value?.stringValue ?? Number(value?.intValue);
};

onEachDatabase('traces', (database) => {
  async function traced(env: Record<string, string> = {}) {
    const { spans, url } = await collector();
    const empty = await database.open();
    onTestFinished(() => empty.close());
    const application = await openApplication({
      DATABASE_URL: empty.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      ...env,
    });
    return { spans, application };
  }

  test('of /ingest lead through its batches to the statements', async () => {
    const { spans, application } = await traced({ MAX_BATCH_READINGS: '2' });
    await plantWithSensors(application.services.db, 1);
    const times = [1, 2].map((second) => new Date(1_000 * second).toISOString());
    const line = (values: number[]) => JSON.stringify({ sensor: 'CONTINUOUS-S-0', times, values });
    const answer = await fetch(new URL('/ingest', application.url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', ...TRACED },
      body: `${line([1, 2])}\n${line([1, 2])}\n`,
    });
    expect(await answer.json()).toMatchObject({ accepted: 2, duplicates: 2 });
    await application.close();
    const ours = spans.filter(({ traceId }) => traceId === TRACE_ID);
    const request = ours.find(({ name }) => name === 'POST /ingest');
    const batches = ours.filter(({ name }) => name === 'ingest batch');
    expect(request?.parentSpanId).toBe('b7ad6b7169203331');
    expect(batches.map(({ parentSpanId }) => parentSpanId)).toEqual([request?.spanId, request?.spanId]);
    expect(batches.map((span) => attributeOf(span, 'telltale.readings'))).toEqual([2, 2]);
    expect(batches.map((span) => attributeOf(span, 'telltale.series'))).toEqual([1, 1]);
    for (const { spanId } of batches)
      expect(ours.some((span) => span.parentSpanId === spanId && attributeOf(span, 'db.query.text'))).toBe(
        true,
      );
  });

  test('of a job are its own, and linked to the request that asked for it', async () => {
    const { spans, application } = await traced({ JOB_ATTEMPTS: '1' });
    const { db, readings, jobs } = application.services;
    const [sensorId] = await plantWithSensors(db, 1);
    const times = Float64Array.from({ length: 200 }, (_, i) => 1_000 * i);
    const series = { sensorId, times, values: times.map(Math.sin), qualities: new Uint8Array(200) };
    await db.transaction((em) => readings.append(em, [series], { receivedMs: 0, historical: true }));
    const input = `{sensorId: "${encodeId('Sensor', sensorId)}", model: {ridge: {}}}`;
    const asked = `mutation Ask { trainModel(input: ${input}) { ... on TrainingJob { id } } }`;
    const { body } = await post(application.url, asked, TRACED);
    expect(body.data?.trainModel).toMatchObject({ id: expect.any(String) });
    await jobs.enqueue({ kind: 'DETECT', sensorId: null, request: {}, requestedBy: 'nobody' });
    const ended = async () => db.em().count(Job, { finishedAtMs: { $ne: null } });
    for (let i = 0; i < 1_000 && (await ended()) < 2; i++)
      await new Promise((later) => setTimeout(later, 20));
    await application.close();
    const mutation = spans.find(({ name }) => name === 'mutation Ask');
    const train = spans.find(({ name }) => name === 'job TRAIN');
    expect(mutation?.traceId).toBe(TRACE_ID);
    expect(train?.traceId).not.toBe(TRACE_ID);
    expect(train?.parentSpanId ?? '').toBe('');
    expect(train?.links).toMatchObject([{ traceId: TRACE_ID, spanId: mutation?.spanId }]);
    expect(attributeOf(train, 'telltale.job.id')).toBe(1);
    expect(attributeOf(train, 'telltale.job.attempt')).toBe(1);
    expect(train?.status.code).not.toBe(2);
    expect(
      spans.some((span) => span.parentSpanId === train?.spanId && attributeOf(span, 'db.query.text')),
    ).toBe(true);
    const others = spans.filter(({ name }) => name === 'job DETECT');
    expect(others[0].links ?? []).toEqual([]);
    expect(others[0].status.code).toBe(2);
  });
});

test('a job is traced where the request that asked for it was', async () => {
  const { spans, url } = await collector();
  const target = { endpoint: url, headers: {}, serviceName: 'telltale', share: 0 };
  const tracing = startTracing(target);
  const asked = (flags: string) => `00-${TRACE_ID}-b7ad6b7169203331-${flags}`;
  for (const askedBy of [asked('01'), asked('00'), null, 'nonsense'])
    await tracing.job(`job of ${askedBy}`, {}, askedBy, async () => {});
  await tracing.close();
  expect(spans.map(({ name }) => name)).toEqual([`job of ${asked('01')}`]);
});

test('a collector that does not answer holds nothing up', async () => {
  const application = await openApplication({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  expect((await post(application.url, '{ __typename }')).status).toBe(200);
  await application.close();
});

test.each([
  [
    "select * from t where a = 'it''s' and b = -1.5e3 and c1 = $1",
    'select * from t where a = ? and b = ? and c1 = $1',
  ],
  ["insert into t values ('cut off", 'insert into t values (?'],
])('values are left out of %j', (sql, text) => {
  expect(withoutValues(sql)).toBe(text);
});
