import { AsyncLocalStorage } from 'node:async_hooks';
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLError,
  getVariableValues,
} from 'graphql';
import { encodeEventCursor } from '../../../schema/stream.ts';
import type { Viewer } from '../../access.ts';
import type { Asked } from '../../context.ts';
import type { FeedItem } from '../../events/feed.ts';
import { Answer, type Place } from './answer.ts';
import { planOf, type StreamPlan } from './stream-plan.ts';

/** Makes what one operation, or one event of a subscription, holds: a new plain object at each call. */
export type ContextFactory = (viewer: Viewer, asked?: Asked) => object;

/** The events that one subscription field yields. */
export interface Source {
  readonly events: AsyncIterator<unknown>;
  readonly signal: AbortSignal;
  /** Ends it at once, without waiting for the event that it is waiting for. */
  close(): void;
}

export interface StreamEngine {
  readonly createContext: ContextFactory;
  readonly mask: (error: unknown) => GraphQLError;
}

function placeOf({ cursor, kind }: FeedItem): Place {
  return { position: cursor, cursor: encodeEventCursor(cursor), isEvent: kind === 'EVENT' };
}

/** One subscription as it was asked for: its document, its variables and its viewer. */
export class Stream {
  /**
   * Holds all that an answer depends on: the document without its beginning, the variables that it uses, the
   * operation and the viewer. Null when answers are not to be shared.
   */
  readonly key: string | null;
  /** The cursor after which it is asked to begin. */
  readonly after: unknown;
  readonly plan: StreamPlan;
  readonly viewer: Viewer;
  /** Events arrive from anywhere; their log lines still belong to the operation that subscribed. */
  readonly inOperation = AsyncLocalStorage.snapshot();
  readonly #args: ExecutionArgs;
  readonly #engine: StreamEngine;

  private constructor(args: ExecutionArgs, plan: StreamPlan, viewer: Viewer, engine: StreamEngine) {
    const raw = args.variableValues ?? {};
    const definitions = plan.operation.variableDefinitions ?? [];
    // What is wrong with them all is said by running it, with a bound.
    const { coerced } = getVariableValues(args.schema, definitions, raw, { maxErrors: 1 });
    const used = plan.variables.map((name) => [name, raw[name]]);
    const parts = [plan.text, args.operationName ?? null, used, viewer];
    this.key = plan.delivery ? JSON.stringify(parts) : null;
    this.after = coerced && plan.after(coerced);
    this.plan = plan;
    this.viewer = viewer;
    this.#args = args;
    this.#engine = engine;
  }

  /** Undefined when the document holds no such operation. */
  static of(args: ExecutionArgs, viewer: Viewer, engine: StreamEngine): Stream | undefined {
    const plan = planOf(args.schema, args.document, args.operationName);
    return plan && new Stream(args, plan, viewer, engine);
  }

  /** Begins after a cursor, or now; or gives the errors with which the subscription is refused. */
  async open(after: unknown): Promise<Source | ExecutionResult> {
    const ending = new AbortController();
    const { signal } = ending;
    const document = this.plan.from(after);
    const contextValue = this.#context(signal);
    const source = await createSourceEventStream({ ...this.#args, document, contextValue });
    if (!(Symbol.asyncIterator in source)) return source;
    const events = source[Symbol.asyncIterator]();
    const close = () => {
      ending.abort();
      events.return?.().catch(() => undefined);
    };
    return { events, signal, close };
  }

  /**
   * Executes the selection on one event, in a context of its own: with the one context that graphql-js keeps, loaders
   * and identity maps would answer from the subscription's first minute for as long as it lives.
   */
  async answer(event: unknown, signal: AbortSignal): Promise<Answer> {
    const { document } = this.plan;
    const contextValue = this.#context(signal);
    const result = await execute({ ...this.#args, document, rootValue: event, contextValue });
    const place = this.plan.delivery === 'RESUMABLE' ? placeOf(event as FeedItem) : null;
    const errors = result.errors?.map(this.#engine.mask);
    return new Answer(errors ? { ...result, errors } : result, place);
  }

  failure(error: unknown): Answer {
    return new Answer({ errors: [this.#engine.mask(error)] });
  }

  #context(signal: AbortSignal): object {
    return { ...this.#engine.createContext(this.viewer, { signal }), signal };
  }
}
