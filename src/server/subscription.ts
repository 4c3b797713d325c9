import { AsyncLocalStorage } from 'node:async_hooks';
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLError,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Viewer } from '../access.ts';

/**
 * Makes what one operation holds: a new plain object at each call. `signal` is given to a subscription and aborted
 * when it ends, so that an idle source can stop waiting.
 */
export type ContextFactory = (viewer: Viewer, signal?: AbortSignal) => object;

type Results = AsyncGenerator<ExecutionResult, void, void>;

const DONE = { done: true, value: undefined } as const;

/**
 * The results of a source, one for each of its events. Unlike an async generator's, `return` does not wait for the
 * event that the source is waiting for: it ends the subscription at once. A failing source ends with one error.
 */
function resultsOf(
  source: AsyncIterator<unknown>,
  answer: (event: unknown) => Promise<ExecutionResult>,
  mask: (error: unknown) => GraphQLError,
  ending: AbortController,
): Results {
  // Events arrive from anywhere; their log lines still belong to the operation that subscribed.
  const inOperation = AsyncLocalStorage.snapshot();
  let release: ((end: typeof DONE) => void) | undefined;
  const stopSource = () => {
    ending.abort();
    source.return?.().catch(() => undefined);
  };
  const end = async () => {
    stopSource();
    release?.(DONE);
    return DONE;
  };
  const advance = async (): Promise<IteratorResult<ExecutionResult, void>> => {
    try {
      const event = await source.next();
      if (event.done || ending.signal.aborted) return DONE;
      const result = await answer(event.value);
      return { done: false, value: result.errors ? { ...result, errors: result.errors.map(mask) } : result };
    } catch (error) {
      if (ending.signal.aborted) return DONE;
      stopSource();
      return { done: false, value: { errors: [mask(error)] } };
    }
  };
  return {
    next: () => {
      if (ending.signal.aborted) return Promise.resolve(DONE);
      return new Promise((resolve) => {
        release = resolve;
        inOperation(advance).then(resolve);
      });
    },
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => void (await end()),
  };
}

/**
 * Runs each event of a subscription in a context of its own. With the one context that graphql-js keeps, loaders and
 * identity maps would answer from the subscription's first minute for as long as it lives.
 */
export function freshContextPerEvent(
  createContext: ContextFactory,
  mask: (error: unknown) => GraphQLError,
): Plugin {
  const subscribe = async (args: ExecutionArgs): Promise<Results | ExecutionResult> => {
    const ending = new AbortController();
    const { signal } = ending;
    const operation = args.contextValue as { viewer: Viewer };
    const contextOf = () => ({ ...operation, ...createContext(operation.viewer, signal), signal });
    const source = await createSourceEventStream({ ...args, contextValue: contextOf() });
    if (!(Symbol.asyncIterator in source)) return source;
    const answer = async (event: unknown) =>
      execute({ ...args, rootValue: event, contextValue: contextOf() });
    return resultsOf(source[Symbol.asyncIterator](), answer, mask, ending);
  };
  return { onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe) };
}
