import { type Client, createClient } from 'graphql-ws';
import { type Naming, named, type OperationDocument } from './document.ts';
import { broken, type RefusedError, refusal, unreachable } from './failure.ts';
import { type Followed, type FollowOptions, followed } from './follow.ts';

export interface ClientOptions {
  /** Of the graph, such as http://127.0.0.1:4000/graphql. */
  readonly url: string;
  readonly token?: string;
  /** In Node before 22, the `ws` package; a browser has its own. */
  readonly webSocketImpl?: unknown;
  /** `HASH` when absent, under which every server of this version lists the documents that come with it. */
  readonly naming?: Naming;
}

interface Answer<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly RefusedError[];
}

/** @throws GraphFailure for the first error */
function dataOf<Result>({ data, errors }: Answer<Result>): Result {
  if (errors?.length) throw refusal(errors[0]);
  return data as Result;
}

export interface Stream<Result> extends AsyncIterable<Result> {
  next(): Promise<IteratorResult<Result, undefined>>;
  return(): Promise<IteratorResult<Result, undefined>>;
}

/** HTTP for questions and changes, one WebSocket for subscriptions. */
export class TelltaleClient {
  readonly #url: string;
  readonly #authorization: string | undefined;
  readonly #naming: Naming;
  readonly #socket: Client;

  constructor({ url, token, webSocketImpl, naming = 'HASH' }: ClientOptions) {
    this.#url = url;
    this.#authorization = token && `Bearer ${token}`;
    this.#naming = naming;
    this.#socket = createClient({
      url: url.replace(/^http/, 'ws'),
      webSocketImpl,
      retryAttempts: 0,
      connectionParams: this.#authorization ? { authorization: this.#authorization } : {},
    });
  }

  /** @throws GraphFailure as the server said it, or SERVER_UNREACHABLE */
  async run<Result, Variables>(
    document: OperationDocument<Result, Variables>,
    variables: Variables,
    signal?: AbortSignal,
  ): Promise<Result> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(this.#authorization && { authorization: this.#authorization }),
      },
      body: JSON.stringify({ ...named(document, this.#naming), variables }),
      signal,
    }).catch((error) => {
      throw signal?.aborted ? error : unreachable(this.#url);
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (typeof answer !== 'object' || answer === null) throw unreachable(this.#url);
    return dataOf(answer as Answer<Result>);
  }

  /**
   * What a subscription yields over one connection; `return` ends it at once.
   * @throws GraphFailure as `run`; CONNECTION_LOST when it breaks
   */
  subscribe<Result, Variables extends Record<string, unknown>>(
    document: OperationDocument<Result, Variables>,
    variables: Variables,
  ): Stream<Result> {
    const answers = this.#socket.iterate<Result>({ ...named(document, this.#naming), variables });
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

  /**
   * The items of a stream with cursors for as long as it is read: over lost and silent sockets and restarts of the server every
   * event in order and once, or a `Gap` that says so. The whole trick is to send the last cursor as `after`.
   * @throws GraphFailure where asking again would not help: the token is not let in, or the variables are wrong
   */
  follow<Result extends Followed, Variables extends { after?: string | null }>(
    document: OperationDocument<Result, Variables>,
    variables: Variables,
    options: FollowOptions = {},
  ): AsyncGenerator<Result[keyof Result], void> {
    const connection = {
      open: (after: string | null | undefined) => this.subscribe(document, { ...variables, after }),
      drop: () => this.#socket.terminate(),
    };
    return followed(connection, variables.after, options);
  }

  async close(): Promise<void> {
    await this.#socket.dispose();
  }
}
