import { getIntrospectionQuery } from 'graphql';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { post, startServer } from './running-server.ts';

const limits = {
  MAX_QUERY_DEPTH: '5',
  MAX_QUERY_ALIASES: '3',
  MAX_QUERY_TOKENS: '200',
  MAX_QUERY_DIRECTIVES: '2',
};
const deep = (levels: number) => `${'{ self '.repeat(levels)}{ hello }${' }'.repeat(levels)}`;
const aliases = (count: number) => `{ ${Array.from({ length: count }, (_, i) => `a${i}: hello`).join(' ')} }`;
const directives = (count: number) => `{ ${'hello @include(if: true) '.repeat(count)} }`;
const TOO_MUCH = [
  ['QUERY_TOO_DEEP', deep(5)],
  ['QUERY_TOO_DEEP', `query { ...A } fragment A on Query ${deep(5)}`],
  ['TOO_MANY_ALIASES', aliases(4)],
  ['TOO_MANY_DIRECTIVES', directives(3)],
  ['TOO_MANY_TOKENS', `{ ${'hello '.repeat(200)} }`],
];

describe('a document that asks for too much', () => {
  it.each(TOO_MUCH)('is refused over HTTP with %s: %s', async (code, query) => {
    const { url } = await startServer(limits);
    const answer = await post(url, query);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([
      { message: expect.stringContaining('exceeded'), extensions: { code } },
    ]);
    expect(answer.body.data).toBeUndefined();
  });

  it.each(TOO_MUCH)('is refused over WebSocket with %s: %s', async (code, query) => {
    const { ws } = await startServer(limits);
    const client = createClient({ url: ws, webSocketImpl: WebSocket, retryAttempts: 0 });
    onTestFinished(() => client.dispose());
    await expect(client.iterate({ query }).next()).rejects.toMatchObject([
      { message: expect.stringContaining('exceeded'), extensions: { code } },
    ]);
  });

  it('is refused again when it is sent again', async () => {
    const { url } = await startServer(limits);
    for (let i = 0; i < 3; i++) expect((await post(url, deep(5))).status).toBe(400);
  });

  it('is one step above what is answered', async () => {
    const { url } = await startServer(limits);
    for (const query of [deep(4), aliases(3), directives(2)])
      expect((await post(url, query)).status).toBe(200);
  });

  it('is not the introspection of a tool, under the limits that come as default', async () => {
    const { url } = await startServer();
    expect((await post(url, getIntrospectionQuery())).body.errors).toBeUndefined();
  });

  it('is not a batch: an array of operations is refused', async () => {
    const { url } = await startServer();
    const body = JSON.stringify([{ query: '{ hello }' }, { query: '{ hello }' }]);
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(400);
  });
});

describe('an error', () => {
  it('that is expected keeps its code and its remedy', async () => {
    const { url, log } = await startServer();
    const { status, body } = await post(url, '{ conflict }');
    expect(status).toBe(200);
    expect(body.errors).toMatchObject([
      { message: 'The name is taken', extensions: { code: 'TAKEN', remedy: 'Choose another name.' } },
    ]);
    expect(log).toEqual([]);
  });

  it('that is not expected is masked, and logged once under the id of the answer', async () => {
    const { url, log } = await startServer();
    const { headers, body } = await post(url, '{ fault }');
    const [error] = body.errors ?? [];
    expect(error.extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      requestId: headers.get('x-request-id'),
    });
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(log).toHaveLength(1);
    expect(JSON.parse(log[0])).toMatchObject({
      level: 50,
      requestId: headers.get('x-request-id'),
      err: { message: 'the password is hunter2' },
    });
  });

  it('of a variable names the variable', async () => {
    const { url } = await startServer();
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query ($v: [Int!]!) { sum(values: $v) }', variables: { v: ['x'] } }),
    });
    expect(await response.json()).toMatchObject({
      errors: [{ message: expect.stringContaining('"$v"'), extensions: { code: 'INVALID_INPUT' } }],
    });
  });

  it('of an argument that a variable leaves out has a code, too', async () => {
    const { url, log } = await startServer();
    const { body } = await post(url, 'query ($v: [Int!] = [1]) { sum(values: $v) }', {}, { v: null });
    expect(body.errors).toMatchObject([
      { message: expect.stringContaining('"values"'), extensions: { code: 'INVALID_INPUT' } },
    ]);
    expect(log).toEqual([]);
  });

  it('of a value of ours that its type cannot say is masked and logged, not told', async () => {
    const { url, log } = await startServer();
    const { body } = await post(url, '{ sum(values: [2147483647, 1]) }');
    expect(body.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    expect(JSON.stringify(body)).not.toContain('2147483648');
    expect(log.filter((line) => line.includes('2147483648'))).toHaveLength(1);
  });
});

describe('a mutation', () => {
  it('is refused by GET', async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}?query=mutation{rename(to:"x")}`);
    expect(response.status).toBe(405);
  });
});
