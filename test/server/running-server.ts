import { setTimeout as sleep } from 'node:timers/promises';
import { createSchema } from 'graphql-yoga';
import { onTestFinished } from 'vitest';
import { UnauthenticatedError } from '../../src/access.ts';
import { parseConfig } from '../../src/config.ts';
import { ConflictError } from '../../src/errors.ts';
import type { Readiness } from '../../src/server/health.ts';
import { createServer, type RunningServer } from '../../src/server/server.ts';
import { createLog } from '../../src/server/watch/log.ts';

/** A graph with one field for each thing that the transports must carry. */
const typeDefs = /* GraphQL */ `
  type Query { hello(name: String = "world"): String! viewer: String! self: Query! conflict: String fault: String sum(values: [Int!]!): Int! wait: Int! }
  type Mutation { rename(to: String!): String! }
  type Tick { number: Int! context: Int! }
  type Subscription { ticks(count: Int!): Tick! silence: Int! brokenSource: Int! viewerName: String! }
`;

export interface TestServer extends RunningServer {
  readonly ws: string;
  readonly log: string[];
  /** How many subscription sources, and queries that wait, have not ended. */
  openSources(): number;
}

interface TestContext {
  readonly contextNumber: number;
  readonly viewer: { name: string };
  readonly signal?: AbortSignal;
}

function testSchema(source: { open: number }) {
  return createSchema<TestContext>({
    typeDefs,
    resolvers: {
      Query: {
        hello: (_: unknown, { name }: { name: string }) => `hello ${name}`,
        viewer: (_: unknown, __: unknown, context: TestContext) => context.viewer.name,
        self: () => ({}),
        sum: (_: unknown, { values }: { values: number[] }) =>
          values.reduce((total, value) => total + value, 0),
        wait: (_: unknown, __: unknown, { signal }: TestContext) => {
          source.open++;
          return new Promise((_resolve, reject) =>
            signal?.addEventListener('abort', () => {
              source.open--;
              reject(signal.reason);
            }),
          );
        },
        conflict: () => {
          throw new ConflictError('TAKEN', 'The name is taken', 'Choose another name.');
        },
        fault: () => {
          throw new Error('the password is hunter2');
        },
      },
      Mutation: { rename: (_: unknown, { to }: { to: string }) => to },
      Tick: { context: (_: unknown, __: unknown, context: TestContext) => context.contextNumber },
      Subscription: {
        ticks: {
          subscribe: async function* (_: unknown, { count }: { count: number }) {
            for (let number = 1; number <= count; number++) yield { ticks: { number } };
          },
        },
        silence: {
          subscribe: async function* (_: unknown, __: unknown, { signal }: TestContext) {
            source.open++;
            try {
              await sleep(600_000, undefined, { signal });
              yield { silence: 1 };
            } finally {
              source.open--;
            }
          },
        },
        brokenSource: {
          subscribe: async function* () {
            yield { brokenSource: 1 };
            throw new Error('the password is hunter2');
          },
        },
        viewerName: {
          subscribe: async function* (_: unknown, __: unknown, { viewer }: TestContext) {
            yield { viewerName: viewer.name };
          },
        },
      },
    },
  });
}

/** A server on a free loopback port that ends with the test. */
export async function startServer(
  env: Record<string, string> = {},
  readiness: () => Promise<Readiness> = async () => ({ parts: {} }),
): Promise<TestServer> {
  const log: string[] = [];
  const source = { open: 0 };
  let contextNumber = 0;
  const server = await createServer({
    config: parseConfig({ PORT: '0', ...env }),
    schema: testSchema(source),
    createContext: (viewer, { signal } = {}) => ({ viewer, signal, contextNumber: ++contextNumber }),
    lookUpCredential: () => Promise.reject(new UnauthenticatedError('UNKNOWN')),
    readiness,
    dataVersion: () => null,
    log: createLog('debug', { write: (line) => log.push(line) }),
  });
  onTestFinished(() => server.close(2_000));
  return { ...server, ws: server.url.replace('http', 'ws'), log, openSources: () => source.open };
}

/** Posts one operation and reads the answer. */
export async function post(
  url: string,
  query: string,
  headers: Record<string, string> = {},
  variables?: Record<string, unknown>,
) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
}

export interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
}
