import { expect, it } from 'vitest';
import { startedApplication } from './running-application.ts';
import { post, startServer } from './running-server.ts';

const SEARCH =
  'query ($first: Int!, $filter: EquipmentFilter) { equipment(first: $first, filter: $filter) { nodes { id } } }';
const refused = [{ message: expect.stringContaining('U+0000'), extensions: { code: 'INVALID_INPUT' } }];

it('the character U+0000 is refused in variables, in a document that is compiled by now, and in the document itself', async () => {
  const { url, log } = await startedApplication();
  const search = (text: string) => post(url, SEARCH, {}, { first: 1, filter: { search: text } });
  for (let times = 0; times < 6; times++) {
    expect((await search('a')).body.data).toEqual({ equipment: { nodes: [] } });
    expect((await search('a\0b')).body).toMatchObject({ errors: refused });
  }
  const written = `{ equipment(first: 1, filter: {search: "a\\u0000"}) { nodes { id } } }`;
  expect((await post(url, written)).body).toMatchObject({ errors: refused });
  expect(log).toEqual([]);
});

it.each([
  ['lists', '['.repeat(50_000) + ']'.repeat(50_000)],
  ['objects', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
])('what is nested too deep to be walked through is refused by name: %s', async (_what, deep) => {
  const { url, log } = await startedApplication();
  const subscribe =
    'subscription ($filter: AnomalyEventFilter) { anomalyEvents(filter: $filter) { __typename } }';
  for (const [query, name] of [
    [SEARCH, 'filter'],
    [SEARCH, 'unused'],
    [subscribe, 'filter'],
  ]) {
    const body = `{"query": ${JSON.stringify(query)}, "variables": {"first": 1, "${name}": ${deep}}}`;
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream, application/json' };
    const text = await (await fetch(url, { method: 'POST', headers, body })).text();
    expect(text).toContain(`$${name}`);
    expect(text).toContain('INVALID_INPUT');
  }
  expect(log).toEqual([]);
});

it('a line that names a sensor with it is no reading', async () => {
  const { url, log } = await startedApplication();
  const response = await fetch(new URL('/ingest', url), {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: `{"sensor": "a\\u0000", "time": "2026-01-01T00:00:00Z", "value": 1}`,
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ rejected: { byReason: { MALFORMED: 1 } } });
  expect(log).toEqual([]);
});

it('a document that is nested too deep to be parsed is refused, and is no fault of ours', async () => {
  const { url, log } = await startServer({ MAX_QUERY_TOKENS: '1000000' });
  for (const query of [`{ hello(name: ${'['.repeat(100_000)}`, '{ self '.repeat(100_000)]) {
    const { body } = await post(url, query);
    expect(body.errors).toMatchObject([
      { extensions: { code: 'QUERY_TOO_DEEP', remedy: expect.any(String) } },
    ]);
  }
  expect(log.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
});

it('a literal is nested as deep as a variable may be', async () => {
  const { url } = await startServer();
  const nested = (levels: number) => `{ sum(values: ${'['.repeat(levels)}1${']'.repeat(levels)}) }`;
  expect((await post(url, nested(1))).body.data).toEqual({ sum: 1 });
  const { errors } = (await post(url, nested(65))).body;
  expect(errors).toContainEqual(
    expect.objectContaining({ message: expect.stringContaining('is nested deeper than 64 levels') }),
  );
});

it('a variable with many fields that its type does not have is refused in one sentence, not in one for each that quotes them all', async () => {
  const { url, log } = await startedApplication();
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, k) => [`k${k}`, 1]));
  const refusals = async (query: string, variables: Record<string, unknown>) =>
    (await post(url, query, {}, variables)).body.errors ?? [];
  const [error, ...others] = await refusals(SEARCH, { first: 1, filter: many });
  expect(others).toEqual([]);
  expect(error.message).toBe(
    'Variable "$filter" has 5000 fields that EquipmentFilter does not define: "k0", "k1", "k2", …',
  );
  expect(error.extensions).toMatchObject({ code: 'INVALID_INPUT', remedy: expect.any(String) });
  const record = 'mutation ($input: RecordReadingsInput!) { recordReadings(input: $input) { __typename } }';
  const [inner] = await refusals(record, { input: { series: [{}, many] } });
  expect(inner.message).toContain('5000 fields');
  const [slip] = await refusals(SEARCH, { first: 1, filter: { serch: 'a' } });
  expect(slip.message).toContain('Did you mean "search"?');
  expect(log).toEqual([]);
});
