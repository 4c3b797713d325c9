import { AsyncLocalStorage } from 'node:async_hooks';
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
import { admit, answerPreflight, showToOrigin } from './admission.ts';
import type { Payer } from './allowance.ts';
import { type Addresses, Allowances, addresses, payerOf } from './allowances.ts';
import { Authentication, type CredentialLookup } from './authentication.ts';
import type { BodyLimits } from './body-stream.ts';
import { Documents } from './documents.ts';
import { EventStream } from './event-stream.ts';
import { goneWith } from './gone.ts';
import { createGraph, GRAPHQL_PATH, type Graph } from './graph.ts';
import { checkGraphRequest } from './graph-request.ts';
import { asksForPage, sendGraphiQL } from './graphiql.ts';
import { answerHealth, type Readiness } from './health.ts';
import { holdAnswer } from './held-answer.ts';
import { INGEST_PATH, type IngestEndpoint, ingestBodies } from './ingest-endpoint.ts';
import { KeptAnswers } from './kept-answers.ts';
import { requestId, requestIdFrom } from './log.ts';
import { answerMetrics, METRICS_PATH } from './metrics-endpoint.ts';
import { OpenConnections } from './open-connections.ts';
import { Refusal, refuse, refuseUpgrade } from './refusal.ts';
import { bodyOf, graphBody } from './request-body.ts';
import { refuseBrokenRequest, waitingLimits } from './slow-requests.ts';
import { createSockets } from './sockets.ts';
import type { ContextFactory } from './stream.ts';
import { unwatched, type Watch } from './watch-operations.ts';

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

const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?', 1)[0];
const NOTHING = Buffer.alloc(0);

const bodyLimits = ({ maxBodyBytes, slowClientMs, bodyTimeoutMs }: Config): BodyLimits => ({
  mostBytes: maxBodyBytes,
  idleMs: slowClientMs,
  totalMs: bodyTimeoutMs,
});

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

interface Served {
  readonly graph: Graph;
  readonly documents: Documents;
  readonly authentication: Authentication;
  readonly kept: KeptAnswers;
  readonly allowances: Allowances;
  readonly addresses: Addresses;
}

/** Who sent a request, unless its address has nothing left to ask for. @throws UnauthenticatedError or RateLimitedError */
async function admitted(request: IncomingMessage, served: Served) {
  const { allowances, authentication } = served;
  const address = served.addresses.of(request);
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

/** The body of an operation, which its sender's allowance is charged for as it comes. */
function paidBody(
  request: IncomingMessage,
  payer: Payer,
  config: Config,
  allowances: Allowances,
): Promise<Buffer> {
  const isCompressed = request.headers['content-encoding'] !== undefined;
  let before = 0;
  const take = (bytes: number) => {
    allowances.takeBody(payer, bytes, isCompressed, before);
    before += bytes;
  };
  return bodyOf(request, bodyLimits(config), take);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
  served: Served,
  open: OpenConnections,
): Promise<void> {
  const { config, watch } = options;
  const { graph, kept, allowances } = served;
  const path = pathOf(request);
  if (await answerHealth(request, response, options.readiness)) return;
  open.checkRoom(request.socket);
  if (options.ingest && path === INGEST_PATH) {
    admit(request, config, ingestBodies(config));
    if (request.method === 'OPTIONS') return answerPreflight(response);
    return options.ingest.answer(request, response, await admitted(request, served), allowances);
  }
  admit(request, config);
  if (watch && config.metricsPort === null && path === METRICS_PATH) {
    const { viewer } = await admitted(request, served);
    return answerMetrics(request, response, viewer, watch.metrics);
  }
  checkPath(request);
  if (config.graphiql && asksForPage(request)) return sendGraphiQL(response);
  const { viewer, ended, payer } = await admitted(request, served);
  if (request.method !== 'OPTIONS') checkGraphRequest(request);
  const outlet = new EventStream(response, open, config.heartbeatMs, ended);
  const lastCursor = request.headers['last-event-id'];
  const gone = goneWith(response, () => response.writableFinished);
  const body = request.method === 'POST' ? await paidBody(request, payer, config, allowances) : NOTHING;
  const tellLeft = (left: number) => allowances.tell(response, left);
  const keepable = kept.answer(request, response, viewer, body, () => {
    const left = allowances.takeKeptAnswer(payer);
    tellLeft(left);
    return left;
  });
  if (keepable === 'SENT') return watch?.metrics.answeredFromKept();
  const cursor = String(lastCursor ?? '') || undefined;
  let isCharged = false;
  const charged = () => {
    isCharged = true;
  };
  const caller = { viewer, payer, charged, tellLeft, outlet, gone, lastCursor: cursor };
  await graph(Object.assign(request, { body: graphBody(body) }), response, {
    ...caller,
    ...(keepable && { keepable }),
  });
  if (!isCharged && request.method !== 'OPTIONS') allowances.refusedDocument(payer);
  keepable?.sent(response);
}

function expected(error: unknown, log: Logger): DomainError {
  if (error instanceof DomainError) return error;
  log.error({ err: error }, 'unexpected error');
  const remedy = 'The server log has the details.';
  return new Refusal(500, 'INTERNAL_SERVER_ERROR', 'An unexpected error happened', remedy);
}

function openConnectionGauge(
  { metrics }: Watch,
  open: OpenConnections,
  sockets: { clients(): number },
): void {
  metrics.gauge('connections', 'Connections that are open', ['kind'], (gauge) => {
    gauge.set({ kind: 'any' }, open.connections);
    gauge.set({ kind: 'event_stream' }, open.streams);
    gauge.set({ kind: 'websocket' }, sockets.clients());
  });
}

/** Counts, traces and, at the level trace, logs one request. */
function watchRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { metrics, tracing }: Watch,
  log: Logger,
  answered: () => Promise<void>,
): void {
  const { method = 'GET', headers } = request;
  const path = pathOf(request);
  const started = performance.now();
  const inRequest = AsyncLocalStorage.snapshot();
  response.once('close', () => {
    metrics.answered(path, response.statusCode);
    const tookMs = Math.round(performance.now() - started);
    inRequest(() => log.trace({ method, path, status: response.statusCode, tookMs }, 'answered'));
  });
  const attributes = { 'http.request.method': method, 'url.path': path };
  void tracing.request(`${method} ${path}`, attributes, headers, answered);
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

/** Serves HTTP, SSE and WebSocket on one port. Rejects when the port cannot be taken. */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const { config, log, watch = unwatched() } = options;
  const kept = new KeptAnswers(options.dataVersion);
  const documents = await Documents.open(config.documents);
  const allowances = new Allowances(config.rates);
  const engine = { documents, watch, allowances };
  const graph = createGraph(options.schema, options.createContext, engine, config, log);
  const authentication = new Authentication(config, options.lookUpCredential);
  const served = { graph, documents, authentication, kept, allowances, addresses: addresses(config) };
  const sockets = createSockets(served, config, log);
  const http = createHttpServer(waitingLimits(config), (request, response) => {
    const id = requestIdFrom(request.headers['x-request-id']);
    response.setHeader('x-request-id', id).setHeader('x-content-type-options', 'nosniff');
    showToOrigin(request, response, config);
    const answered = () =>
      answer(request, response, options, served, open).catch(async (error) => {
        const refusal = expected(error, log);
        await holdAnswer(refusal);
        if (response.headersSent) response.destroy();
        else refuse(response, refusal);
      });
    requestId.run(id, () => watchRequest(request, response, watch, log, answered));
  });
  http.on('clientError', refuseBrokenRequest);
  const open = new OpenConnections(http, config, served.addresses);
  openConnectionGauge(watch, open, sockets);
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    try {
      open.checkRoom(request.socket);
      admit(request, config);
      checkPath(request);
      served.allowances.checkAny({ token: null, address: served.addresses.of(request) });
      sockets.upgrade(request, socket, head);
    } catch (error) {
      const refusal = expected(error, log);
      void holdAnswer(refusal).then(() => refuseUpgrade(socket, refusal));
    }
  });
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
