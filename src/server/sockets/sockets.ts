import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import { type Context, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { UnauthenticatedError, type Viewer } from '../../access.ts';
import type { Config } from '../../config.ts';
import { type DomainError, RateLimitedError, UnavailableError } from '../../errors.ts';
import { type Addresses, type Allowances, payerOf } from '../admission/allowances.ts';
import type { Authentication } from '../admission/authentication.ts';
import { goneWith } from '../admission/gone.ts';
import type { Documents } from '../operations/documents.ts';
import type { Graph } from '../operations/graph.ts';
import { errorMask } from '../operations/masked-errors.ts';
import { formattedError } from '../streams/answer.ts';
import type { UnsentLimits } from '../streams/outlet.ts';
import { requestId, requestIdFrom } from '../watch/log.ts';
import { linkSockets, type SocketExtra } from './socket-link.ts';
import { SocketOutlet } from './socket-outlet.ts';
import { partFrom } from './socket-pace.ts';

type SocketRules = Pick<Config, 'maxBodyBytes' | 'maxSubscriptions' | 'heartbeatMs'> & UnsentLimits;
type ConnectionParams = { authorization?: unknown };
type Caller = SocketExtra & { viewer?: Viewer; gone?: AbortSignal };
type Connection = Context<ConnectionParams, Caller>;
type Enveloped = ReturnType<Graph['getEnveloped']>;
/** The engine of HTTP, the documents that it runs, and who may come in. */
interface Engine {
  readonly graph: Graph;
  readonly documents: Documents;
  readonly authentication: Authentication;
  readonly allowances: Allowances;
  readonly addresses: Addresses;
}

/** Execution arguments that remember the engine which checked them. */
type Operation = ExecutionArgs & { engine: Enveloped; id: string };

const FORBIDDEN = 4403;
const TRY_AGAIN_LATER = 1013;
/** Of the protocol, in bytes; ours are ASCII. */
const LONGEST_REASON = 123;
const INIT_TIMEOUT_MS = 10_000;

function tooMany(limit: number): GraphQLError {
  const remedy = 'Complete an operation before the next, or open another connection.';
  return new GraphQLError(`This connection already has ${limit} operations`, {
    extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', remedy },
  });
}

/** Why a connection is closed, and of what may be tried again, when. */
function reasonOf(error: DomainError): string {
  const { code, message, remedy } = error;
  const reason = `${code}: ${message}`;
  return (error instanceof UnavailableError ? `${reason}. ${remedy}` : reason).slice(0, LONGEST_REASON);
}

/**
 * The viewer of a connection, from its parameters or else its upgrade request. A wrong token closes it with 4403, and so
 * does one that is good no more, with all operations.
 */
async function authenticate(
  connection: Connection,
  { authentication, allowances }: Engine,
): Promise<boolean> {
  const { authorization } = connection.connectionParams ?? {};
  const { socket, request, payer } = connection.extra;
  const refuse = (error: unknown) => {
    const code = error instanceof UnavailableError ? TRY_AGAIN_LATER : FORBIDDEN;
    if (code === FORBIDDEN && !(error instanceof UnauthenticatedError)) throw error;
    socket.close(code, reasonOf(error as DomainError));
    return false;
  };
  try {
    const header = typeof authorization === 'string' ? authorization : request.headers.authorization;
    const { viewer, ended } = await authentication.credentialOf(header);
    if (ended?.aborted) return refuse(ended.reason);
    connection.extra.viewer = viewer;
    connection.extra.payer = payerOf(viewer, payer.address);
    connection.extra.gone = goneWith(socket);
    const onEnd = () => refuse(ended?.reason);
    ended?.addEventListener('abort', onEnd);
    socket.once('close', () => ended?.removeEventListener('abort', onEnd));
    return true;
  } catch (error) {
    if (error instanceof UnauthenticatedError) allowances.wrongToken(payer.address);
    return refuse(error);
  }
}

async function prepare(
  { graph, documents }: Engine,
  connection: Connection,
  operationId: string,
  payload: SubscribePayload,
  id: string,
) {
  const { viewer, gone, payer, socket, request } = connection.extra;
  const outlet = new SocketOutlet(socket, request.socket, operationId);
  const engine = graph.getEnveloped({ viewer, payer, outlet, gone, params: payload });
  const document = engine.parse(documents.textOf(payload, viewer as Viewer));
  const errors = engine.validate(engine.schema, document);
  if (errors.length > 0) return errors as readonly GraphQLError[];
  return {
    schema: engine.schema,
    document,
    operationName: payload.operationName,
    variableValues: payload.variables,
    contextValue: await engine.contextFactory(),
    engine,
    id,
  } satisfies Operation;
}

/** Speaks graphql-transport-ws on upgraded connections, with the engine and the limits of HTTP. */
export function createSockets(served: Engine, rules: SocketRules, log: Logger) {
  const mask = errorMask(log);
  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: rules.maxBodyBytes,
    handleProtocols,
    // Of a hundred messages that come in one piece each has a turn of the loop, and others theirs between.
    allowSynchronousEvents: false,
  });
  const run = (args: ExecutionArgs, verb: 'execute' | 'subscribe') => {
    const { engine, id, ...operation } = args as Operation;
    return requestId.run(id, () => engine[verb](operation));
  };
  const server = makeServer<ConnectionParams, Caller>({
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
    onConnect: (connection) => authenticate(connection, served),
    onSubscribe: async (connection, operationId, payload) => {
      const open = Object.keys(connection.subscriptions).length;
      const id = requestIdFrom(payload.extensions?.requestId);
      const prepared = async () => {
        served.allowances.checkAny(connection.extra.payer);
        if (open > rules.maxSubscriptions) throw tooMany(rules.maxSubscriptions);
        const operation = await prepare(served, connection, operationId, payload, id);
        return 'schema' in operation ? operation : refuse(...operation);
      };
      const refuse = (...errors: unknown[]) => {
        const { payer, socket } = connection.extra;
        if (!(errors[0] instanceof RateLimitedError)) served.allowances.refusedDocument(payer);
        // Whoever goes on although nothing is left is told so, and not listened to any more.
        if (served.allowances.cost.left(payer) < 1) setImmediate(() => partFrom(socket));
        return errors.map(mask);
      };
      return requestId.run(id, () => prepared().catch(refuse));
    },
    execute: (args) => run(args, 'execute'),
    subscribe: (args) => run(args, 'subscribe'),
    onNext: (_connection, _id, _payload, _args, { errors, ...result }) =>
      errors && { ...result, errors: errors.map(formattedError) },
    onError: (_connection, _id, _payload, errors) => errors.map((error) => formattedError(mask(error))),
  });
  return {
    upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      wss.handleUpgrade(request, socket, head, (ws) => wss.emit('connection', ws, request)),
    /** How many WebSockets are open. */
    clients: () => wss.clients.size,
    close: linkSockets(server, wss, rules, served, log),
  };
}
