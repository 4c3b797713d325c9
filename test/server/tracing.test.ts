import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { withoutValues } from '../../src/server/statement-text.ts';
import { onEachDatabase } from '../database.ts';
import { openApplication } from './running-application.ts';
import { post } from './running-server.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly status: { readonly code: number };
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
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
