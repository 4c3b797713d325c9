import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { ROLES } from '../../src/access.ts';
import { parseConfig } from '../../src/config.ts';
import { contextFor } from '../../src/context.ts';
import { dataVersionOf } from '../../src/db/data-version.ts';
import { createServer } from '../../src/server/server.ts';
import { openServices, type RunningServices } from '../../src/server/services/services.ts';
import { requestId } from '../../src/server/watch/log.ts';
import { openCopied } from '../copied-schema.ts';
import { productSchema } from './product-schema.ts';

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: the shape is that of the query of each test
  readonly data: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Record<string, unknown>;
  }[];
}

type Variables = Record<string, unknown>;

export interface TestGraph {
  readonly url: string;
  readonly services: RunningServices;
  readonly log: readonly string[];
  /** @param who a role, or the text of a token; ADMIN when absent */
  run(query: string, variables?: Variables, who?: string): Promise<Answer>;
  /** The whole response. */
  respond(query: string, variables?: Variables, who?: string): Promise<Response>;
  /** Sends a body as it is, for what JSON.stringify cannot say. */
  runText(body: string): Promise<Answer>;
  /** The answers of a subscription, over SSE as a browser reads them; ends when the loop is left. */
  subscribe(query: string, variables?: Variables, who?: string): AsyncGenerator<Answer, void>;
  close(): Promise<void>;
}

async function* readEvents(response: Response): AsyncGenerator<Answer, void> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^data: (.+)$/m.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data) yield JSON.parse(data);
    }
  }
}

/** A role stands for its configured token, anything else for itself. */
export const tokenOf = (who: string) =>
  ROLES.some((role) => role === who) ? `${who.toLowerCase()}-token-of-32-characters-or-more` : who;
const TOKENS = ROLES.map((role) => `${role}:${role.toLowerCase()}:${tokenOf(role)}`).join(',');

/** The graph on a free loopback port, with real services on a database in memory and a token for each role. */
export async function openGraph(
  env: Record<string, string> = {},
  databaseUrl = 'sqlite::memory:',
): Promise<TestGraph> {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-graph-'));
  const config = parseConfig({
    DATABASE_URL: databaseUrl,
    ARTIFACTS_DIR: folder,
    HEARTBEAT_MS: '100',
    PORT: '0',
    AUTH_TOKENS: TOKENS,
    ...env,
  });
  const log: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => void log.push(line) });
  const services = await openServices(config, { log: logger, open: openCopied });
  await services.start();
  const server = await createServer({
    config,
    log: logger,
    schema: productSchema(),
    createContext: (viewer, asked) =>
      contextFor(services, viewer, { ...asked, requestId: requestId.getStore() }),
    lookUpCredential: services.lookUpCredential,
    readiness: async () => ({ parts: {} }),
    dataVersion: dataVersionOf(await services.db.native()),
  });
  const post = (accept: string, body: string, who = 'ADMIN', more: Record<string, string> = {}) => {
    const authorization = `Bearer ${tokenOf(who)}`;
    const headers = { 'content-type': 'application/json', accept, authorization, ...more };
    return fetch(server.url, { method: 'POST', headers, body });
  };
  return {
    url: server.url,
    services,
    log,
    async run(query, variables, who) {
      const response = await post('application/json', JSON.stringify({ query, variables }), who, SAME_ID);
      // What is left is another figure each time.
      const { extensions: _, ...answer } = (await response.json()) as Answer & { extensions?: object };
      return answer;
    },
    respond: (query, variables, who) => post('application/json', JSON.stringify({ query, variables }), who),
    runText: async (body) => (await post('application/json', body)).json() as Promise<Answer>,
    async *subscribe(query, variables, who) {
      yield* readEvents(await post('text/event-stream', JSON.stringify({ query, variables }), who));
    },
    async close() {
      await server.close(1_000);
      await services.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Errors carry the id of their request: with one, the same answer is equal the second time. */
const SAME_ID = { 'x-request-id': 'test' };

/** The next item that matches, within twenty seconds. */
export async function nextOf(
  answers: AsyncGenerator<Answer, void>,
  matches: (answer: Answer) => boolean = () => true,
): Promise<Answer> {
  const deadline = AbortSignal.timeout(20_000);
  const expired = new Promise<never>((_, reject) =>
    deadline.addEventListener('abort', () =>
      reject(new Error('Nothing that matches came in twenty seconds')),
    ),
  );
  for (;;) {
    const next = await Promise.race([answers.next(), expired]);
    if (next.done) throw new Error('The stream has ended');
    if (matches(next.value)) return next.value;
  }
}
