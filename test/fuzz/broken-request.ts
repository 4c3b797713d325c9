import { gzipSync } from 'node:zlib';
import { tokenOf } from '../schema/graph.ts';
import { brokenBytes, brokenText } from './broken-bytes.ts';
import { brokenDocument } from './broken-document.ts';
import { brokenValues, jsonOf } from './broken-values.ts';
import type { Draws } from './draws.ts';
import type { Sent } from './http-client.ts';
import { type RealOperation, realVariables } from './operations.ts';

type Params = Record<string, unknown>;

const PATH = '/graphql';
const CHANGES: readonly ((params: Params, draws: Draws) => unknown)[] = [
  (params) => [params, params],
  (params) => ({ ...params, query: 5 }),
  (params) => ({ ...params, query: null }),
  (params) => ({ ...params, query: '' }),
  (params) => ({ ...params, query: [params.query] }),
  (params) => ({ ...params, variables: 'text' }),
  (params) => ({ ...params, variables: [1] }),
  (params) => ({ ...params, variables: JSON.stringify(params.variables) }),
  (params, draws) => ({ ...params, operationName: draws.pick(['Nothing', '', 5, null, {}, '__proto__']) }),
  (params, draws) => ({
    ...params,
    extensions: draws.pick([5, null, [], { persistedQuery: { version: 1 } }]),
  }),
  (params) => ({ ...params, extensions: { persistedQuery: { version: 1, sha256Hash: 'f'.repeat(64) } } }),
  (params, draws) => ({ ...params, documentId: draws.pick(['', 'sha256:', 'f'.repeat(64), 5, {}, [null]]) }),
  (params) => ({ ...params, unknown: 1 }),
  () => null,
  () => 5,
  () => [],
  () => '',
];
const HEADERS: readonly Readonly<Record<string, string>>[] = [
  { accept: '*/*' },
  { accept: 'application/graphql-response+json' },
  { accept: 'text/html' },
  { accept: 'text/event-stream' },
  { accept: 'multipart/mixed' },
  { accept: ';;;,,,' },
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'application/graphql' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'nothing' },
  { authorization: 'Bearer ' },
  { authorization: `Bearer ${tokenOf('VIEWER')}` },
  { authorization: 'Basic YTpi' },
  { 'x-request-id': '../../x\t' },
  { 'last-event-id': 'nonsense' },
  { origin: 'https://elsewhere.example' },
  { origin: 'null' },
];
const PATHS = ['/', '/graphql/', '/graphql?query', '/graphql?variables=%7B', '/nothing', '//', '/%00'];

const post = (body: Uint8Array | string, more: Partial<Sent> = {}): Sent => ({ path: PATH, body, ...more });
const streamed = ({ kind }: RealOperation, draws: Draws): Partial<Sent> =>
  kind === 'subscription' && draws.chance(0.5) ? { headers: { accept: 'text/event-stream' } } : {};

/** A real operation whose variables are broken. */
export function brokenVariablesRequest(operation: RealOperation, draws: Draws): Sent {
  const variables = brokenValues(realVariables(operation, draws), draws);
  return post(jsonOf({ query: operation.text, variables }), streamed(operation, draws));
}

/** A real operation whose document is another, but still one that can be parsed. */
export function brokenDocumentRequest(operation: RealOperation, other: RealOperation, draws: Draws): Sent {
  const query = brokenDocument(operation.document, draws, other.document);
  const variables = { ...realVariables(other, draws), ...realVariables(operation, draws) };
  return post(JSON.stringify({ query, variables }), streamed(operation, draws));
}

/** A real operation whose text is broken anywhere. */
export function brokenTextRequest(operation: RealOperation, other: RealOperation, draws: Draws): Sent {
  const query = brokenText(operation.text, draws, other.text);
  return post(JSON.stringify({ query, variables: realVariables(operation, draws) }));
}

/** A real operation in a body, with headers or at an address that are broken. */
export function brokenEnvelope(operation: RealOperation, draws: Draws): Sent {
  const variables = realVariables(operation, draws);
  const params = { query: operation.text, variables };
  const body = JSON.stringify(params);
  switch (draws.below(5)) {
    case 0:
      return post(JSON.stringify(draws.pick(CHANGES)(params, draws)));
    case 1:
      return post(brokenBytes(Buffer.from(body), draws));
    case 2:
      return post(draws.chance(0.2) ? gzipSync(body) : body, { headers: draws.pick(HEADERS) });
    case 3:
      return post(body, {
        path: draws.pick(PATHS),
        method: draws.pick(['POST', 'GET', 'PUT', 'DELETE', 'OPTIONS']),
      });
    default: {
      const query = `query=${encodeURIComponent(operation.text)}&variables=${encodeURIComponent(jsonOf(brokenValues(variables, draws)))}`;
      return { path: `${PATH}?${query.slice(0, 6_000)}`, method: 'GET', body: '' };
    }
  }
}
