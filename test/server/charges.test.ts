import { gzipSync } from 'node:zlib';
import { createClient } from 'graphql-ws';
import { expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { startedApplication } from './running-application.ts';

const token = (name: string) => `${name}-token-of-at-least-32-characters`;
const AUTH_TOKENS = ['ann', 'bob'].map((name) => `operator:${name}:${token(name)}`).join(',');
/** So slow that hardly anything comes back within a test. */
const SLOW = { AUTH_TOKENS, COST_PER_SECOND: '1', COST_BURST: '1000' };
const LIST = '{ sensors(first: 10) { nodes { id } } }';

/** A figure that grew by a few while the test ran. */
const about = (figure: number) => expect.closeTo(figure, -1);

async function ask(url: string, query: string, who = 'ann', variables = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token(who)}` },
    body: JSON.stringify({ query, variables }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the shape is that of each query
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}

it('every answer says what the operation cost and what is left', async () => {
  const { url } = await startedApplication(SLOW);
  const first = await ask(url, `query { ${LIST.slice(1)}`);
  expect(first.body.extensions.cost).toEqual({ cost: 11, limit: 10_000, left: about(989) });
  expect(first.headers.get('ratelimit-policy')).toBe('"cost";q=1000;w=1000');
  expect(first.headers.get('ratelimit')).toBe(`"cost";r=${first.body.extensions.cost.left};t=11`);
  const page = 'query($first: Int!) { sensors(first: $first) { nodes { id } } }';
  const second = await ask(url, page, 'ann', { first: 20 });
  expect(second.body.extensions.cost).toMatchObject({ cost: 21, left: about(968) });
});

it('an answer that is kept says what its own caller has left, and costs a point', async () => {
  const { url } = await startedApplication(SLOW);
  await ask(url, LIST);
  const first = await ask(url, LIST);
  const others = [await ask(url, LIST), await ask(url, LIST, 'bob')];
  for (const { body } of others) expect(body.data).toEqual(first.body.data);
  expect(first.body.extensions.cost).toMatchObject({ cost: 11, left: about(978) });
  expect(others.map(({ body }) => body.extensions.cost)).toEqual([
    { cost: 11, limit: 10_000, left: about(977) },
    { cost: 11, limit: 10_000, left: about(999) },
  ]);
  for (const { body, headers } of others)
    expect(headers.get('ratelimit')).toContain(`"cost";r=${body.extensions.cost.left};t=`);
});

it('whoever has used it up is told how long to wait, and nobody else', async () => {
  const { url } = await startedApplication(SLOW);
  const costly = (n: number) =>
    `query { ${'abcdefgh'[n]}: sensors(first: 100) { nodes { id tag name unit } } }`;
  for (let n = 0; n < 2; n++) expect((await ask(url, costly(n))).status).toBe(200);
  const refused = await ask(url, costly(2));
  expect(refused.status).toBe(429);
  const [{ extensions }] = refused.body.errors;
  expect(extensions).toMatchObject({ code: 'RATE_LIMITED', remedy: expect.any(String) });
  expect(extensions.retryAfterMs).toBeGreaterThan(100_000);
  expect(Number(refused.headers.get('retry-after'))).toBe(Math.ceil(extensions.retryAfterMs / 1_000));
  expect((await ask(url, costly(2), 'bob')).status).toBe(200);
});

it('whoever waits as long as it was told is let in', async () => {
  const { url } = await startedApplication({ AUTH_TOKENS, COST_PER_SECOND: '1000', COST_BURST: '1000' });
  const costly = (name: string) => `{ ${name}: sensors(first: 100) { nodes { id tag name } } }`;
  const answers = await Promise.all([...'abcde'].map((name) => ask(url, costly(name))));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  const { retryAfterMs } = refused[0].body.errors[0].extensions;
  await new Promise((waited) => setTimeout(waited, retryAfterMs));
  expect((await ask(url, costly('f'))).status).toBe(200);
});

it('a WebSocket draws on the same allowance', async () => {
  const application = await startedApplication(SLOW);
  const connectionParams = { authorization: `Bearer ${token('ann')}` };
  const client = createClient({ url: application.ws, webSocketImpl: WebSocket, connectionParams });
  onTestFinished(() => void client.dispose());
  const answers = [];
  for (let n = 0; n < 4; n++) {
    const query = 'query { sensors(first: 100) { nodes { id tag name } } }';
    answers.push((await client.iterate({ query }).next()).value);
  }
  expect(answers[0].extensions.cost).toMatchObject({ cost: 301, left: about(679) });
  expect(answers[3].errors[0].extensions).toMatchObject({
    code: 'RATE_LIMITED',
    retryAfterMs: expect.any(Number),
  });
  expect(answers[3].errors[0].extensions.http).toBeUndefined();
});

it('a compressed body costs by what it expands to, and is not expanded further than that is paid for', async () => {
  const { url } = await startedApplication(SLOW);
  const send = (bytes: number) =>
    fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        authorization: `Bearer ${token('ann')}`,
      },
      body: gzipSync(JSON.stringify({ query: `{ __typename } #${'x'.repeat(bytes)}` })),
    });
  const paid = await send(102_400);
  // biome-ignore lint/suspicious/noExplicitAny: a GraphQL response
  expect(((await paid.json()) as any).extensions.cost.left).toEqual(about(899));
  expect((await send(2_000_000)).status).toBe(429);
});

it('documents that are refused, and wrong tokens, use it up as well', async () => {
  const { url } = await startedApplication({ ...SLOW, COST_BURST: '1000', ADDRESS_ALLOWANCES: '2' });
  expect((await ask(url, '{ nothing }')).status).toBe(200);
  expect((await ask(url, '{ nothing }')).body.errors[0].extensions.code).not.toBe('RATE_LIMITED');
  expect((await ask(url, LIST)).status).toBe(429);
  const wrong = () => ask(url, LIST, 'eve');
  for (let n = 0; n < 6; n++) expect((await wrong()).status).toBe(401);
  expect((await wrong()).status).toBe(429);
});
