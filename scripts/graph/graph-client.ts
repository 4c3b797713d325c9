import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { TypedDocumentString } from '../../schema/generated/graphql.ts';
import { DomainError } from '../../src/errors.ts';

interface RefusedError {
  readonly message: string;
  readonly extensions?: { readonly code?: unknown; readonly remedy?: unknown };
}

interface Answer<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly RefusedError[];
}

type Failure = { readonly code: string; readonly message: string; readonly remedy: string };

/** The answer of a mutation or field without its failures. @throws DomainError as the server said it */
export function succeeded<Union extends object>(answer: Union): Exclude<Union, Failure> {
  if (!('remedy' in answer)) return answer as Exclude<Union, Failure>;
  const { code, message, remedy } = answer as unknown as Failure;
  throw new DomainError(code, message, remedy);
}

function refusal({ message, extensions }: RefusedError): DomainError {
  const { code, remedy } = extensions ?? {};
  return new DomainError(
    String(code ?? 'REFUSED'),
    message,
    String(remedy ?? 'The server log has the details.'),
  );
}

const unreachable = (url: string): DomainError =>
  new DomainError(
    'SERVER_UNREACHABLE',
    `No Telltale server answers at ${url}`,
    'Start it with npm start, or name another address with --url.',
  );

function dataOf<Result>({ data, errors }: Answer<Result>): Result {
  if (errors?.length) throw refusal(errors[0]);
  return data as Result;
}

function broken(error: unknown): DomainError {
  if (Array.isArray(error)) return refusal(error[0]);
  const { reason } = error as { reason?: unknown };
  const message = `The subscription broke${reason ? `: ${String(reason)}` : ''}`;
  return new DomainError('CONNECTION_LOST', message, 'See whether the server still runs.');
}

/** The document by the hash under which every server of this version lists it, so that any token may run it. */
const named = ({ __meta__ }: Pick<TypedDocumentString<never, never>, '__meta__'>) => ({
  query: '',
  extensions: { persistedQuery: { version: 1, sha256Hash: __meta__?.hash } },
});

export interface Stream<Result> extends AsyncIterable<Result> {
  next(): Promise<IteratorResult<Result, undefined>>;
  return(): Promise<IteratorResult<Result, undefined>>;
}

/** A client of a running server as any other: HTTP for questions and changes, one WebSocket for subscriptions. */
export class GraphClient {
  readonly #url: string;
  readonly #authorization: string | undefined;
  readonly #socket: Client;

  /** @param url of the graph, such as http://127.0.0.1:4000/graphql */
  constructor(url: string, token?: string) {
    this.#url = url;
    this.#authorization = token && `Bearer ${token}`;
    this.#socket = createClient({
      url: url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: this.#authorization },
    });
  }

  /** @throws DomainError as the server said it, or SERVER_UNREACHABLE */
  async run<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(this.#authorization && { authorization: this.#authorization }),
      },
      body: JSON.stringify({ ...named(document), variables }),
    }).catch(() => {
      throw unreachable(this.#url);
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (typeof answer !== 'object' || answer === null) throw unreachable(this.#url);
    return dataOf(answer as Answer<Result>);
  }

  /** What a subscription yields; `return` ends it at once. @throws as `run`; CONNECTION_LOST when it breaks */
  follow<Result, Variables extends Record<string, unknown>>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Stream<Result> {
    const answers = this.#socket.iterate<Result>({ ...named(document), variables });
    return {
      async next() {
        const { value, done } = await answers.next().catch((error) => {
          throw broken(error);
        });
        return done ? { done, value: undefined } : { value: dataOf(value as Answer<Result>) };
      },
      async return() {
        await answers.return?.();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  async close(): Promise<void> {
    await this.#socket.dispose();
  }
}
