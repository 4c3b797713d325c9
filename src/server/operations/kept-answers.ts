import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { asksForDataAlone } from '../../../schema/data-fields.ts';
import type { Viewer } from '../../access.ts';
import type { DataVersion } from '../../db/data-version.ts';
import type { Caller } from '../streams/subscription.ts';
import type { Charged, Price } from './charge-operations.ts';

const MOST_ANSWERS = 1_000;
const MOST_ASKED = 10_000;
const MOST_BYTES = 32 * 2 ** 20;
const LONGEST_BODY = 16_384;

/** What belongs to one answer alone, or is written by the server itself. */
const OWN_HEADERS = new Set([
  'x-request-id',
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'ratelimit',
  'ratelimit-policy',
]);

interface KeptAnswer {
  readonly headers: Readonly<Record<string, number | string | readonly string[]>>;
  /** Without its end, which is what the caller has left. */
  readonly body: Buffer;
}

/** An answer up to what its caller has left. */
const withoutEnd = (data: unknown, { cost, limit }: Price): string =>
  `{"data":${JSON.stringify(data)},"extensions":{"cost":{"cost":${cost},"limit":${limit},"left":`;
const endOf = (left: number): string => `${left}}}}`;

/** Everything that an answer of the data depends on beside the data; null of what is never kept. */
function keyOf({ method, headers }: IncomingMessage, viewer: Viewer, body: Buffer): string | null {
  if (method !== 'POST' || body.length > LONGEST_BODY || headers['content-encoding']) return null;
  // Of a part of the plant a viewer may see what it asked for itself.
  const allowed = viewer.subtree === undefined ? viewer.role : viewer;
  return JSON.stringify([allowed, headers.accept, headers.origin, body.toString('latin1')]);
}

/** One request whose answer may be kept. */
export class Keepable {
  readonly #key: string;
  readonly #answers: KeptAnswers;
  readonly #version: string;
  #isOfData = false;
  #body: string | undefined;

  /** @param version of the data before anything is read */
  constructor(key: string, answers: KeptAnswers, version: string) {
    this.#key = key;
    this.#answers = answers;
    this.#version = version;
  }

  /** To be called when the document is known: only of the data alone an answer is kept. */
  begin(schema: GraphQLSchema, document: DocumentNode): void {
    this.#isOfData = followsFromData(schema, document);
  }

  /** What the answer says up to what its caller has left, once everything has been read. Nothing that was written meanwhile may be missing from it. */
  end(body: string): void {
    if (this.#isOfData && this.#version === this.#answers.version()) this.#body = body;
  }

  /** Keeps what has been sent. */
  sent(response: ServerResponse): void {
    const isJson = String(response.getHeader('content-type')).startsWith('application/');
    if (this.#body === undefined || response.statusCode !== 200 || !isJson) return;
    const headers = Object.entries(response.getHeaders()).filter(
      (entry): entry is [string, number | string | string[]] =>
        entry[1] !== undefined && !OWN_HEADERS.has(entry[0]),
    );
    const body = Buffer.from(this.#body);
    this.#answers.add(this.#version, this.#key, { headers: Object.fromEntries(headers), body });
  }
}

/**
 * Answers that hold until anything is written: to queries whose every field follows from the stored rows. A key has what
 * the viewer may see, not who it is where that does not matter, and nothing that was refused or that failed is kept. What
 * was asked once is not worth its room: an answer is kept when it is asked for again.
 */
export class KeptAnswers {
  readonly version: DataVersion;
  readonly #answers = new Map<string, KeptAnswer>();
  /** Hashes of the keys of what was asked lately. */
  readonly #asked = new Set<string>();
  #of: string | null = null;
  #bytes = 0;

  constructor(version: DataVersion) {
    this.version = version;
  }

  /**
   * Sends what is kept for this request, or gives what may be kept of it.
   * @param charge takes the price of an answer that is kept from the caller, and gives what it has left
   */
  answer(
    request: IncomingMessage,
    response: ServerResponse,
    viewer: Viewer,
    body: Buffer,
    charge: () => number,
  ): Keepable | 'SENT' | null {
    const key = keyOf(request, viewer, body);
    if (key === null || !this.#wasAsked(key)) return null;
    const version = this.version();
    if (version === null) return null;
    const kept = this.#of === version ? this.#answers.get(key) : undefined;
    if (!kept) return new Keepable(key, this, version);
    const sent = Buffer.concat([kept.body, Buffer.from(endOf(charge()))]);
    response.writeHead(200, { ...kept.headers, 'content-length': sent.length }).end(sent);
    return 'SENT';
  }

  #wasAsked(key: string): boolean {
    const short = hash('sha1', key);
    if (this.#asked.has(short)) return true;
    if (this.#asked.size >= MOST_ASKED) this.#asked.clear();
    this.#asked.add(short);
    return false;
  }

  add(version: string, key: string, answer: KeptAnswer): void {
    if (this.#of !== version || this.#answers.size >= MOST_ANSWERS || this.#bytes > MOST_BYTES) {
      this.#answers.clear();
      this.#bytes = 0;
      this.#of = version;
    }
    this.#answers.set(key, answer);
    this.#bytes += key.length + answer.body.length;
  }
}

const ofData = new WeakMap<DocumentNode, boolean>();

function followsFromData(schema: GraphQLSchema, document: DocumentNode): boolean {
  const known = ofData.get(document);
  if (known !== undefined) return known;
  const is = asksForDataAlone(schema, document);
  ofData.set(document, is);
  return is;
}

/** An answer to a query that went well as JSON, noted where it may be kept. */
export function answerText(data: unknown, { left, ...price }: Charged, keepable?: Keepable): string {
  const text = withoutEnd(data, price);
  keepable?.end(text);
  return text + endOf(left);
}

/** Notes the answers that may be kept while they are made. */
export const keepAnswers = (schema: GraphQLSchema): Plugin<Caller> => ({
  onExecute({ args }) {
    (args.contextValue as Caller).keepable?.begin(schema, args.document);
  },
  onResultProcess({ result, serverContext, setResult }) {
    const { keepable } = serverContext as unknown as Caller;
    if (!keepable || !('data' in result) || result.errors) return;
    const { cost, ...others } = (result.extensions ?? {}) as { cost?: Charged };
    if (!cost || Object.keys(others).length > 0) return;
    setResult({ ...result, stringify: ({ data }: ExecutionResult) => answerText(data, cost, keepable) });
  },
});
