import { afterEach, expect, it, vi } from 'vitest';
import { CompiledQueries } from '../../src/server/operations/compiled.ts';
import { startedApplication } from './running-application.ts';
import { post, startServer } from './running-server.ts';

/** More runs than it takes until a query comes the short way. */
const RUNS = 6;
/** What belongs to one answer alone; methods mean something only in the answer to a preflight. */
const OF_EACH = new Set([
  'access-control-allow-methods',
  'date',
  'x-request-id',
  'ratelimit',
  'connection',
  'keep-alive',
  'content-length',
]);

afterEach(() => void vi.restoreAllMocks());

/** How many requests came the short way so far. */
function shortWays(): () => number {
  const of = vi.spyOn(CompiledQueries.prototype, 'of');
  return () => of.mock.results.filter(({ value }) => value !== undefined).length;
}

async function asked(url: string, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': 'test', ...headers },
    body: JSON.stringify(body),
  });
  const { extensions, ...answer } = (await response.json()) as { extensions?: { cost: { left: number } } };
  const kept = [...response.headers].filter(([name]) => !OF_EACH.has(name));
  return { status: response.status, headers: Object.fromEntries(kept), answer, cost: extensions?.cost };
}

/** What a request is answered each time, but for what it has left. */
async function everyTime(url: string, body: object, headers?: Record<string, string>) {
  const answers = [];
  for (let run = 0; run < RUNS; run++)
    answers.push(await asked(url, { ...body, extensions: { run } }, headers));
  const [first, ...others] = answers.map(({ cost, ...answer }) => ({
    ...answer,
    cost: { ...cost, left: 0 },
  }));
  for (const other of others) expect(other).toEqual(first);
  return first;
}

it.each([
  'application/json',
  'application/graphql-response+json',
  '*/*',
  'application/*;q=0.8, text/html',
  'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
  'text/event-stream, application/json',
  'application/json; charset=utf-8',
])('a known query is answered the short way as it was the long way, with Accept: %s', async (accept) => {
  const { url } = await startServer();
  const count = shortWays();
  const answer = await everyTime(url, { query: '{ hello(name: "Zoë °C") }' }, { accept });
  expect(answer).toMatchObject({ status: 200, answer: { data: { hello: 'hello Zoë °C' } } });
  expect(count()).toBe(accept.includes('charset') ? 0 : 2);
});

it('a page of an allowed origin may read it either way', async () => {
  const { url } = await startServer({ ALLOWED_ORIGINS: 'https://wall.example' });
  const answer = await everyTime(url, { query: '{ hello }' }, { origin: 'https://wall.example' });
  expect(answer.headers).toMatchObject({
    'access-control-allow-origin': 'https://wall.example',
    vary: 'Origin',
  });
});

it('what is asked as an event stream or as parts alone goes the long way', async () => {
  const { url } = await startServer();
  const count = shortWays();
  for (const accept of ['text/event-stream', 'multipart/mixed']) {
    for (let run = 0; run < RUNS; run++) {
      const headers = { 'content-type': 'application/json', accept };
      const response = await fetch(url, { method: 'POST', headers, body: '{"query": "{ hello }"}' });
      expect(response.headers.get('content-type')).toContain(accept);
      expect(await response.text()).toContain('hello world');
    }
  }
  expect(count()).toBe(0);
});

it.each([
  { query: 'query($n: String!) { hello(name: $n) }', variables: {} },
  { query: 'query($n: String!) { hello(name: $n) }', variables: { n: 5 } },
  { query: 'query($n: String!) { hello(name: $n) }', variables: { n: 'a\u0000b' } },
  { query: 'query($n: String!) { hello(name: $n) }', variables: [] },
  { query: 'query A { hello } query B { hello }' },
  { query: 'query A { hello }', operationName: 'B' },
  { query: 'query A { hello }', operationName: 7 },
  { query: '{ hello }', documentId: 'unknown' },
  { query: '{ hello }', sha: 1 },
  { query: '{ hello conflict }' },
  { query: '{ hello fault }' },
])('what is refused or fails is so however often it is sent: %j', async (body) => {
  const { url } = await startServer();
  const good = { query: body.query, variables: { n: 'x' } };
  for (let run = 0; run < RUNS; run++) await asked(url, good);
  for (const accept of ['application/json', 'application/graphql-response+json']) {
    const { answer } = await everyTime(url, body, { accept });
    expect(answer).toHaveProperty('errors');
  }
});

it('takes the cost of a query once, whether it succeeds or ends in an error', async () => {
  const { url } = await startedApplication({ COST_PER_SECOND: '1', COST_BURST: '1000' });
  const list = { query: 'query($after: String) { sensors(first: 10, after: $after) { nodes { id } } }' };
  const count = shortWays();
  const left: number[] = [];
  for (let run = 0; run < RUNS; run++)
    left.push((await asked(url, { ...list, extensions: { run } })).cost?.left ?? 0);
  expect(count()).toBe(2);
  for (let run = 0; run < RUNS; run++) {
    const failed = await asked(url, { ...list, variables: { after: 'no' }, extensions: { run } });
    expect(failed.answer).toMatchObject({ errors: [{ extensions: { code: 'BAD_CURSOR' } }] });
    left.push(failed.cost?.left ?? 0);
  }
  const taken = left.slice(1).map((now, i) => left[i] - now);
  // A point a second comes back meanwhile.
  for (const points of taken) expect(Math.abs(points - 11)).toBeLessThanOrEqual(2);
});

it('refuses what comes too often, and what may not be read, as the long way does', async () => {
  const { url } = await startedApplication({ COST_PER_SECOND: '1', COST_BURST: '100' });
  const list = '{ sensors(first: 10) { nodes { id } } }';
  const answers = [];
  for (let run = 0; run < 12; run++) answers.push(await asked(url, { query: list, extensions: { run } }));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0].answer).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
});

it('gives up in time, and says so once', async () => {
  const { url, openSources } = await startServer({ OPERATION_TIMEOUT_MS: '50' });
  for (let run = 0; run < RUNS; run++)
    expect((await post(url, '{ wait }')).body).toMatchObject({
      errors: [{ extensions: { code: 'TIMED_OUT' } }],
    });
  await vi.waitFor(() => expect(openSources()).toBe(0));
});
