import { createClient } from 'graphql-ws';
import { expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { post, startServer } from './running-server.ts';

test('the id of a caller is in the answer, in its errors and in the log; one that cannot stand there is replaced', async () => {
  const { url, log } = await startServer({ LOG_LEVEL: 'trace' });
  const { headers, body } = await post(url, '{ conflict }', { 'x-request-id': 'gateway:7' });
  expect(headers.get('x-request-id')).toBe('gateway:7');
  expect(body.errors?.[0].extensions).toEqual({
    code: 'TAKEN',
    remedy: 'Choose another name.',
    requestId: 'gateway:7',
  });
  await post(url, '{ fault }', { 'x-request-id': 'gateway:8' });
  expect(log.map((line) => JSON.parse(line).requestId)).toEqual(['gateway:8']);
  for (const given of ['a b', 'x'.repeat(200), '"']) {
    const replaced = (await post(url, '{ hello }', { 'x-request-id': given })).headers.get('x-request-id');
    expect(replaced).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test('a document that does not parse or validate, and a refused request, are answered with the id and what would be right', async () => {
  const { url } = await startServer();
  for (const query of ['{ hello', '{ nothing }']) {
    const { headers, body } = await post(url, query);
    expect(body.errors?.[0].extensions).toMatchObject({
      requestId: headers.get('x-request-id'),
      remedy: expect.any(String),
    });
  }
  const empty = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(await empty.json()).toMatchObject({
    errors: [{ extensions: { code: 'BAD_REQUEST', remedy: expect.stringContaining('"query"') } }],
  });
  const response = await fetch(new URL('/nothing', url), { headers: { 'x-request-id': 'mine' } });
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: 'NOT_FOUND', requestId: 'mine' } }],
  });
});

test('an operation over WebSocket has the id that it brings in its extensions, or one of its own', async () => {
  const { ws } = await startServer();
  const client = createClient({ url: ws, webSocketImpl: WebSocket });
  onTestFinished(() => void client.dispose());
  const errorOf = async (query: string, requestId?: string) => {
    try {
      const { value } = await client.iterate({ query, extensions: { requestId } }).next();
      return value?.errors?.[0].extensions;
    } catch (errors) {
      return (errors as { extensions: object }[])[0].extensions;
    }
  };
  expect(await errorOf('{ conflict }', 'screen-1')).toMatchObject({ code: 'TAKEN', requestId: 'screen-1' });
  expect(await errorOf('{ nothing }', 'screen-2')).toMatchObject({
    requestId: 'screen-2',
    remedy: expect.any(String),
  });
  expect(await errorOf('{ conflict }')).toMatchObject({
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});
