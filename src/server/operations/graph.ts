import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { Allowances } from '../admission/allowances.ts';
import { answerWithEventStream } from '../streams/event-stream.ts';
import type { UnsentLimits } from '../streams/outlet.ts';
import type { ContextFactory } from '../streams/stream.ts';
import { type Caller, shareSubscriptions } from '../streams/subscription.ts';
import { type Watch, watchOperations } from '../watch/watch-operations.ts';
import { refuseBatches } from './batching.ts';
import { chargeOperations } from './charge-operations.ts';
import { type CompiledQueries, compileQueries } from './compiled.ts';
import { limitTime } from './deadline.ts';
import { admitDocuments, type Documents } from './documents.ts';
import { limitInput } from './input-rules.ts';
import { keepAnswers } from './kept-answers.ts';
import { errorMask, maskAnswers } from './masked-errors.ts';
import { operationContext } from './operation-context.ts';
import { NO_ERRORS, type ParsedDocuments } from './parsed-documents.ts';
import { limitQueries } from './query-limits.ts';

export const GRAPHQL_PATH = '/graphql';

interface Engine {
  readonly documents: Documents;
  readonly parsed: ParsedDocuments;
  readonly compiled: CompiledQueries;
  readonly watch: Watch;
  readonly allowances: Allowances;
}

type GraphRules = Pick<
  Config,
  'allowedOrigins' | 'maxSubscriptionsPerToken' | 'operationTimeoutMs' | 'query'
> &
  UnsentLimits;

/** The one engine behind HTTP, SSE and WebSocket: parsing, limits, execution and masked errors are the same on each. */
export function createGraph(
  schema: GraphQLSchema,
  createContext: ContextFactory,
  { documents, parsed, compiled, watch, allowances }: Engine,
  config: GraphRules,
  log: Logger,
) {
  const mask = errorMask(log);
  const origins = [...config.allowedOrigins];
  return createYoga<Caller>({
    schema,
    context: operationContext(createContext, allowances),
    graphqlEndpoint: GRAPHQL_PATH,
    graphiql: false,
    landingPage: false,
    multipart: false,
    // A body has been read, within its limit, before it comes here.
    maxRequestBodySize: false,
    cors: origins.length > 0 && { origin: origins, methods: ['GET', 'POST'], credentials: false },
    logging: false,
    parserAndValidationCache: { documentCache: parsed, errorCache: NO_ERRORS },
    maskedErrors: { maskError: mask },
    extraParamNames: ['documentId'],
    plugins: [
      refuseBatches,
      admitDocuments(documents),
      limitQueries(config.query),
      limitInput(),
      chargeOperations(allowances, config.query.cost, mask),
      shareSubscriptions({ createContext, mask }, config, watch.metrics, allowances),
      compileQueries(compiled),
      keepAnswers(schema),
      limitTime(config.operationTimeoutMs, mask, watch.metrics),
      watchOperations(watch),
      answerWithEventStream,
      maskAnswers(mask),
    ],
  });
}

export type Graph = ReturnType<typeof createGraph>;
