import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Viewer } from '../access.ts';
import type { Config } from '../config.ts';
import { errorMask } from './masked-errors.ts';
import { limitQueries } from './query-limits.ts';
import { type ContextFactory, freshContextPerEvent } from './subscription.ts';

export const GRAPHQL_PATH = '/graphql';

/** What a transport hands over with an operation. */
interface Caller {
  readonly viewer: Viewer;
}

/** The one engine behind HTTP, SSE and WebSocket: parsing, limits, execution and masked errors are the same on each. */
export function createGraph(
  schema: GraphQLSchema,
  createContext: ContextFactory,
  config: Pick<Config, 'allowedOrigins' | 'maxBodyBytes' | 'query'>,
  log: Logger,
) {
  const mask = errorMask(log);
  const origins = [...config.allowedOrigins];
  return createYoga<Caller>({
    schema,
    context: ({ viewer }) => createContext(viewer),
    graphqlEndpoint: GRAPHQL_PATH,
    graphiql: false,
    landingPage: false,
    multipart: false,
    maxRequestBodySize: config.maxBodyBytes,
    cors: origins.length > 0 && { origin: origins, methods: ['GET', 'POST'], credentials: false },
    logging: false,
    maskedErrors: { maskError: mask },
    plugins: [limitQueries(config.query), freshContextPerEvent(createContext, mask)],
  });
}

export type Graph = ReturnType<typeof createGraph>;
