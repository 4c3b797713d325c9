import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { type Answer, startServer } from './running-server.ts';

const WALL = '3f9a1c7e5b2d8064a1c9e7f3b5d20846';
const TOOL = '8d1e6c0b7a9f2354c8e1d7b6a0f93521';
const LISTED = '{ hello }';
const HASH = createHash('sha256').update(LISTED).digest('hex');

function manifest(content: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'telltale-documents-')), 'documents.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const env = (more: Record<string, string> = {}) => ({
  NODE_ENV: 'production',
  AUTH_TOKENS: `operator:wall:${WALL},engineer:tool:${TOOL}`,
  ARBITRARY_DOCUMENTS_ROLE: 'engineer',
  DOCUMENT_MANIFESTS: manifest({ [`sha256:${HASH}`]: LISTED }),
  ...more,
});

async function ask(url: string, token: string, params: object) {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json',
    authorization: `Bearer ${token}`,
  };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(params) });
  return { status: response.status, body: (await response.json()) as Answer };
}

const persisted = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
const HELLO = { data: { hello: 'hello world' } };

describe('a production server', () => {
  it.each([
    ['its id', { documentId: `sha256:${HASH}` }],
    ['its bare hash', { documentId: HASH }],
    ['a persisted query', persisted(HASH)],
    ['its very text', { query: LISTED }],
  ])('runs a listed document by %s', async (_, params) => {
    const { url } = await startServer(env());
    expect(await ask(url, WALL, params)).toMatchObject({ status: 200, body: HELLO });
  });

  it('refuses any other document, over HTTP and over WebSocket, and runs none of it', async () => {
    const { url, ws } = await startServer(env());
    const query = '{ hello hello }';
    const code = 'DOCUMENT_NOT_ALLOWED';
    expect(await ask(url, WALL, { query })).toMatchObject({
      status: 403,
      body: { errors: [{ extensions: { code, remedy: expect.stringContaining('DOCUMENT_MANIFESTS') } }] },
    });
    const connectionParams = { authorization: `Bearer ${WALL}` };
    const client = createClient({ url: ws, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams });
    onTestFinished(() => client.dispose());
    await expect(client.iterate({ query }).next()).rejects.toMatchObject([{ extensions: { code } }]);
    const listed = await client.iterate({ query: '', ...persisted(HASH) }).next();
    expect(listed.value).toMatchObject(HELLO);
  });

  it('refuses a hash that is not listed, whoever sends it', async () => {
    const { url } = await startServer(env());
    for (const documentId of ['0'.repeat(64), 7, { a: 1 }, 'constructor']) {
      expect(await ask(url, TOOL, { documentId })).toMatchObject({
        status: 404,
        body: { errors: [{ extensions: { code: 'PERSISTED_DOCUMENT_NOT_FOUND' } }] },
      });
    }
  });

  it('lets a trusted role send any document, and nobody when the role is none', async () => {
    const { url } = await startServer(env());
    expect((await ask(url, TOOL, { query: '{ hi: hello }' })).status).toBe(200);
    const closed = await startServer(env({ ARBITRARY_DOCUMENTS_ROLE: 'none' }));
    expect((await ask(closed.url, TOOL, { query: '{ hi: hello }' })).status).toBe(403);
  });

  it('does not start with a manifest that is none', async () => {
    for (const content of [{ short: LISTED }, [LISTED], { [HASH]: 5 }]) {
      await expect(startServer(env({ DOCUMENT_MANIFESTS: manifest(content) }))).rejects.toMatchObject({
        problems: [expect.stringContaining('it is not {"sha256:HASH": "DOCUMENT"}')],
      });
    }
    await expect(startServer(env({ DOCUMENT_MANIFESTS: 'no-such.json' }))).rejects.toThrow('no-such.json');
  });
});

describe('a server that only this machine reaches', () => {
  it('runs any document, and listed ones by their hash', async () => {
    const { url } = await startServer({ DOCUMENT_MANIFESTS: manifest({ [HASH]: LISTED }) });
    expect(await ask(url, '', { query: LISTED })).toMatchObject({ status: 200, body: HELLO });
    expect(await ask(url, '', { documentId: HASH })).toMatchObject({ status: 200, body: HELLO });
  });
});
