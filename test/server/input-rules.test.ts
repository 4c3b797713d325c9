import { expect, it } from 'vitest';
import { startedApplication } from './running-application.ts';
import { post } from './running-server.ts';

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
