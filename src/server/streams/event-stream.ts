import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { DomainError } from '../../errors.ts';
import type { OpenConnections } from '../admission/open-connections.ts';
import { Refusal, refusalBody } from '../admission/refusal.ts';
import { Answer } from './answer.ts';
import type { Outlet } from './outlet.ts';
import type { Caller } from './subscription.ts';

const RECONNECT_MS = 1_000;
/** How long the last words of a client that was cut may take to leave. */
const LAST_WORDS_MS = 5_000;
const COMMENT = ':\n\n';

const tooSlow = () =>
  new Answer({
    errors: [
      new GraphQLError('The client took its answers too slowly', {
        extensions: {
          code: 'TOO_SLOW',
          remedy: 'Subscribe again with the last cursor that was received: nothing is lost.',
        },
      }),
    ],
  });

/** An HTTP response that carries the answers of one subscription as server-sent events. */
export class EventStream implements Outlet {
  readonly #response: ServerResponse;
  readonly #open: OpenConnections;
  readonly #commentMs: number;
  readonly #ended: AbortSignal | undefined;

  /**
   * @param commentMs how often a silent stream shows that it lives
   * @param ended aborts with the reason when its client may listen no more
   */
  constructor(response: ServerResponse, open: OpenConnections, commentMs: number, ended?: AbortSignal) {
    this.#response = response;
    this.#open = open;
    this.#commentMs = commentMs;
    this.#ended = ended;
  }

  get unsentBytes(): number {
    return this.#response.destroyed ? 0 : this.#response.writableLength;
  }

  write({ eventStreamFrame }: Answer): void {
    if (!this.#response.writableEnded) this.#response.write(eventStreamFrame);
  }

  /** Ends without `complete`, so that an EventSource connects again by itself, with its last cursor. */
  cut(): void {
    this.write(tooSlow());
    this.#response.end();
    setTimeout(() => this.#response.destroy(), LAST_WORDS_MS).unref();
  }

  /**
   * The body of the response. It holds nothing: answers are written past it, from when the headers have been written
   * (the first read) until the subscription ends or either side closes the connection.
   */
  body(results: AsyncIterator<unknown>): Readable {
    let comments: NodeJS.Timeout | undefined;
    const dismiss = () => this.#dismiss(results, this.#ended?.reason);
    return new Readable({
      read: () => {
        if (comments) return;
        this.#open.addStream(this.#response);
        this.#response.write(`retry: ${RECONNECT_MS}\n\n`);
        comments = setInterval(() => this.#comment(), this.#commentMs);
        results.next().then(() => this.#complete());
        this.#ended?.addEventListener('abort', dismiss);
        if (this.#ended?.aborted) dismiss();
      },
      destroy: (error, done) => {
        clearInterval(comments);
        this.#ended?.removeEventListener('abort', dismiss);
        results.return?.().catch(() => undefined);
        done(error);
      },
    });
  }

  #comment(): void {
    if (this.unsentBytes === 0 && !this.#response.writableEnded) this.#response.write(COMMENT);
  }

  /** Says why its client may listen no more, and completes. */
  #dismiss(results: AsyncIterator<unknown>, { code, message, remedy }: DomainError): void {
    this.write(new Answer({ errors: [new GraphQLError(message, { extensions: { code, remedy } })] }));
    results.return?.().catch(() => undefined);
  }

  #complete(): void {
    if (!this.#response.writableEnded) this.#response.end('event: complete\ndata:\n\n');
  }
}

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache',
  // Proxies that gather answers would hold events back.
  'x-accel-buffering': 'no',
};

const JSON_TYPE = 'application/json; charset=utf-8';
const REFUSED = { status: 406, headers: { 'content-type': JSON_TYPE } };

const isStream = (result: object): result is AsyncIterable<unknown> => Symbol.asyncIterator in result;

const notAcceptable = () =>
  new Refusal(
    406,
    'NOT_ACCEPTABLE',
    'The answer has none of the forms that are asked for',
    'Ask with Accept: application/json, for a subscription with text/event-stream, or over WebSocket.',
  );

/** Answers a subscription over HTTP with its event stream; one of a client that does not take it ends unread. */
export const answerWithEventStream: Plugin<object, Caller> = {
  onResultProcess({ result, resultProcessor, setResultProcessor, serverContext }) {
    const results = isStream(result) ? result[Symbol.asyncIterator]() : undefined;
    if (!resultProcessor) {
      void results?.return?.();
      const refusal = JSON.stringify(refusalBody(notAcceptable()));
      setResultProcessor((_, { Response }) => new Response(refusal, REFUSED), JSON_TYPE);
      return;
    }
    const { outlet } = serverContext;
    if (!results || !(outlet instanceof EventStream)) return;
    setResultProcessor((_, { Response }) => {
      return new Response(outlet.body(results) as never, { headers: HEADERS });
    }, HEADERS['content-type']);
  },
};
