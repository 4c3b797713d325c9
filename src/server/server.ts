import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { type Credential, LOCAL_ADMIN, UnauthenticatedError } from '../access.ts';
import type { Config } from '../config.ts';
import type { DataVersion } from '../db/data-version.ts';
import { DomainError } from '../errors.ts';
import { admit, answerPreflight, showToOrigin } from './admission/admission.ts';
import { type Addresses, Allowances, addresses, payerOf } from './admission/allowances.ts';
import { Authentication, type CredentialLookup } from './admission/authentication.ts';
import { holdAnswer } from './admission/held-answer.ts';
import { OpenConnections } from './admission/open-connections.ts';
import { Refusal, refuse, refuseUpgrade } from './admission/refusal.ts';
import { refuseBrokenRequest, waitingLimits } from './admission/slow-requests.ts';
import { asksForPage, sendGraphiQL } from './graphiql.ts';
import { answerHealth, type Readiness } from './health.ts';
import { INGEST_PATH, type IngestEndpoint, ingestBodies } from './ingest-endpoint.ts';
import { CompiledQueries } from './operations/compiled.ts';
import { Documents } from './operations/documents.ts';
import { createGraph, GRAPHQL_PATH } from './operations/graph.ts';
import { type Admitted, GraphEndpoint } from './operations/graph-endpoint.ts';
import { KeptAnswers } from './operations/kept-answers.ts';
import { operationContext } from './operations/operation-context.ts';
import { ParsedDocuments } from './operations/parsed-documents.ts';
import { ShortWay } from './operations/short-way.ts';
import { createSockets } from './sockets/sockets.ts';
import type { ContextFactory } from './streams/stream.ts';
import { requestId, requestIdFrom } from './watch/log.ts';
import { answerMetrics, METRICS_PATH } from './watch/metrics-endpoint.ts';
import { unwatched, type Watch } from './watch/watch-operations.ts';
import { openConnectionGauge, pathOf, watchRequest } from './watch/watch-requests.ts';

export interface ServerOptions {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  readonly createContext: ContextFactory;
  /** Takes readings in beside the graph. */
  readonly ingest?: IngestEndpoint;
  readonly lookUpCredential: CredentialLookup;
  readonly readiness: () => Promise<Readiness>;
  /** Nothing is kept of what is measured when absent. */
  readonly watch?: Watch;
  readonly dataVersion: DataVersion;
  readonly log: Logger;
}

export interface RunningServer {
  /** Where the graph is, with the port that was really taken. */
  readonly url: string;
  /** Takes no new connection, says goodbye to sockets and streams, waits up to `graceMs` for requests under way. */
  close(graceMs: number): Promise<void>;
}

function checkPath(request: IncomingMessage): void {
  const path = pathOf(request);
  if (path === GRAPHQL_PATH) return;
  throw new Refusal(
    404,
    'NOT_FOUND',
    `There is nothing at ${path}`,
    `The graph is at ${GRAPHQL_PATH}; readings go to /ingest.`,
  );
}

type Sockets = ReturnType<typeof createSockets>;

interface Doors {
  readonly graph: GraphEndpoint;
  readonly open: OpenConnections;
  readonly authentication: Authentication;
  readonly allowances: Allowances;
  readonly addresses: Addresses;
}

/** Who sent a request, unless its address has nothing left to ask for. @throws UnauthenticatedError or RateLimitedError */
async function admitted(request: IncomingMessage, doors: Doors): Promise<Admitted> {
  const { allowances, authentication, addresses } = doors;
  const address = addresses.of(request);
  allowances.checkAny({ token: null, address });
  // A preflight carries no token: the rules for origins answer it alone, and nothing is run.
  const credential: Credential =
    request.method === 'OPTIONS'
      ? { viewer: LOCAL_ADMIN }
      : await authentication.credentialOf(request.headers.authorization).catch((error) => {
          if (error instanceof UnauthenticatedError) allowances.wrongToken(address);
          throw error;
        });
  const payer = payerOf(credential.viewer, address);
  allowances.checkAny(payer);
  return { ...credential, payer };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { config, watch, ingest, readiness }: ServerOptions,
  doors: Doors,
): Promise<void> {
  const path = pathOf(request);
  if (await answerHealth(request, response, readiness)) return;
  doors.open.checkRoom(request.socket);
  if (ingest && path === INGEST_PATH) {
    admit(request, config, ingestBodies(config));
    if (request.method === 'OPTIONS') return answerPreflight(response);
    return ingest.answer(request, response, await admitted(request, doors), doors.allowances);
  }
  admit(request, config);
  if (watch && config.metricsPort === null && path === METRICS_PATH) {
    const { viewer } = await admitted(request, doors);
    return answerMetrics(request, response, viewer, watch.metrics);
  }
  checkPath(request);
  if (config.graphiql && asksForPage(request)) return sendGraphiQL(response);
  return doors.graph.answer(request, response, await admitted(request, doors));
}

function expected(error: unknown, log: Logger): DomainError {
  if (error instanceof DomainError) return error;
  log.error({ err: error }, 'unexpected error');
  const remedy = 'The server log has the details.';
  return new Refusal(500, 'INTERNAL_SERVER_ERROR', 'An unexpected error happened', remedy);
}

function listen(http: HttpServer, config: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(config.port, config.host, () => {
      const { port, address, family } = http.address() as AddressInfo;
      resolve(`http://${family === 'IPv6' ? `[${address}]` : address}:${port}${GRAPHQL_PATH}`);
    });
  });
}

function onRequest(options: ServerOptions, watch: Watch, doors: Doors) {
  const { config, log } = options;
  return (request: IncomingMessage, response: ServerResponse): void => {
    const id = requestIdFrom(request.headers['x-request-id']);
    response.setHeader('x-request-id', id).setHeader('x-content-type-options', 'nosniff');
    showToOrigin(request, response, config);
    const answered = () =>
      answer(request, response, options, doors).catch(async (error) => {
        const refusal = expected(error, log);
        await holdAnswer(refusal);
        if (response.headersSent) response.destroy();
        else refuse(response, refusal);
      });
    requestId.run(id, () => watchRequest(request, response, watch, log, answered));
  };
}

function onUpgrade({ config, log }: ServerOptions, doors: Doors, sockets: Sockets) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    try {
      doors.open.checkRoom(request.socket);
      admit(request, config);
      checkPath(request);
      doors.allowances.checkAny({ token: null, address: doors.addresses.of(request) });
      sockets.upgrade(request, socket, head);
    } catch (error) {
      const refusal = expected(error, log);
      void holdAnswer(refusal).then(() => refuseUpgrade(socket, refusal));
    }
  };
}

/** Serves HTTP, SSE and WebSocket on one port. Rejects when the port cannot be taken. */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const { config, log, watch = unwatched() } = options;
  const kept = new KeptAnswers(options.dataVersion);
  const documents = await Documents.open(config.documents);
  const allowances = new Allowances(config.rates);
  const { schema, createContext } = options;
  const engine = {
    documents,
    watch,
    allowances,
    parsed: new ParsedDocuments(),
    compiled: new CompiledQueries(),
  };
  const graph = createGraph(schema, createContext, engine, config, log);
  const contextOf = operationContext(createContext, allowances);
  const shortWay = new ShortWay({ ...engine, schema, contextOf }, config);
  const access = {
    authentication: new Authentication(config, options.lookUpCredential),
    allowances,
    addresses: addresses(config),
  };
  const sockets = createSockets({ graph, documents, ...access }, config, log);
  const http = createHttpServer(waitingLimits(config));
  const open = new OpenConnections(http, config, access.addresses);
  const parts = { graph, shortWay, parsed: engine.parsed, kept, allowances, open, metrics: watch.metrics };
  const doors = { ...access, open, graph: new GraphEndpoint(parts, config) };
  openConnectionGauge(watch, open, sockets);
  http.on('request', onRequest(options, watch, doors));
  http.on('upgrade', onUpgrade(options, doors, sockets));
  http.on('clientError', refuseBrokenRequest);
  return {
    url: await listen(http, config),
    async close(graceMs) {
      open.stop();
      const cut = setTimeout(() => http.closeAllConnections(), graceMs);
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      await sockets.close(graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}
