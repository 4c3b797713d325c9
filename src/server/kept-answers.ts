import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { asksForDataAlone } from '../../schema/data-fields.ts';
import type { Viewer } from '../access.ts';
import type { DataVersion } from '../db/data-version.ts';
import type { Caller } from './subscription.ts';

const MOST_ANSWERS = 1_000;
const MOST_BYTES = 32 * 2 ** 20;
const LONGEST_BODY = 16_384;

/** What belongs to one answer alone, or is written by the server itself. */
const OWN_HEADERS = new Set(['x-request-id', 'date', 'connection', 'keep-alive', 'transfer-encoding']);

interface KeptAnswer {
  readonly headers: Readonly<Record<string, number | string | readonly string[]>>;
  readonly body: Buffer;
}

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
  #version: string | null = null;
  #body: string | undefined;

  constructor(key: string, answers: KeptAnswers) {
    this.#key = key;
    this.#answers = answers;
  }

  /** To be called before anything is read. */
  begin(): void {
    this.#version = this.#answers.version();
  }

  /** What the answer says, once everything has been read. Nothing that was written meanwhile may be missing from it. */
  end(body: string): void {
    if (this.#version !== null && this.#version === this.#answers.version()) this.#body = body;
  }

  /** Keeps what has been sent. */
  sent(response: ServerResponse): void {
    const isJson = String(response.getHeader('content-type')).startsWith('application/');
    if (this.#body === undefined || this.#version === null || response.statusCode !== 200 || !isJson) return;
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
 * the viewer may see, not who it is where that does not matter, and nothing that was refused or that failed is kept.
 */
export class KeptAnswers {
  readonly version: DataVersion;
  readonly #answers = new Map<string, KeptAnswer>();
  #of: string | null = null;
  #bytes = 0;

  constructor(version: DataVersion) {
    this.version = version;
  }

  /** Sends what is kept for this request, or gives what may be kept of it. */
  answer(
    request: IncomingMessage,
    response: ServerResponse,
    viewer: Viewer,
    body: Buffer,
  ): Keepable | 'SENT' | null {
    const version = this.version();
    if (version === null) return null;
    const key = keyOf(request, viewer, body);
    if (key === null) return null;
    const kept = this.#of === version ? this.#answers.get(key) : undefined;
    if (!kept) return new Keepable(key, this);
    response.writeHead(200, { ...kept.headers, 'content-length': kept.body.length }).end(kept.body);
    return 'SENT';
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

/** Notes the answers that may be kept while they are made. */
export function keepAnswers(schema: GraphQLSchema): Plugin<Caller> {
  const known = new WeakMap<DocumentNode, boolean>();
  const isOfData = (document: DocumentNode): boolean => {
    const is = known.get(document) ?? asksForDataAlone(schema, document);
    known.set(document, is);
    return is;
  };
  return {
    onExecute({ args }) {
      const { keepable } = args.contextValue as Caller;
      if (keepable && isOfData(args.document)) keepable.begin();
    },
    onResultProcess({ result, serverContext, setResult }) {
      const { keepable } = serverContext as unknown as Caller;
      if (!keepable || !('data' in result) || result.errors || result.extensions) return;
      const stringify = ({ data }: ExecutionResult) => {
        const text = JSON.stringify({ data });
        keepable.end(text);
        return text;
      };
      setResult({ ...result, stringify });
    },
  };
}
