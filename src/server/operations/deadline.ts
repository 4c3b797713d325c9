import type { ExecutionArgs, ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { TimedOutError } from '../../errors.ts';
import type { Metrics } from '../watch/metrics.ts';

/** When a query or a mutation is given up: when whoever asked is gone, or its time is over. */
export class Deadline {
  readonly #stop = new AbortController();
  readonly #gone: AbortSignal;

  constructor(gone: AbortSignal) {
    this.#gone = gone;
  }

  /** Aborts with the reason while the work goes on, and never afterwards. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** What the work gives. @throws TimedOutError after `limitMs`, or the reason with which whoever asked went */
  async within<T>(limitMs: number, work: () => T | Promise<T>): Promise<T> {
    const stop = this.#stop;
    stop.signal.throwIfAborted();
    const leave = () => stop.abort(this.#gone.reason);
    if (this.#gone.aborted) leave();
    const givenUp = new Promise<never>((_, reject) => {
      const refuse = () => reject(stop.signal.reason);
      if (stop.signal.aborted) refuse();
      else stop.signal.addEventListener('abort', refuse, { once: true });
    });
    givenUp.catch(() => undefined);
    this.#gone.addEventListener('abort', leave, { once: true });
    const timer = setTimeout(() => stop.abort(new TimedOutError(limitMs)), limitMs);
    try {
      return await Promise.race([givenUp, work()]);
    } finally {
      clearTimeout(timer);
      this.#gone.removeEventListener('abort', leave);
    }
  }
}

/** Answers queries and mutations that take too long, or that nobody waits for, with what stopped them. */
export function limitTime(
  limitMs: number,
  mask: (error: unknown) => GraphQLError,
  metrics: Pick<Metrics, 'running'>,
): Plugin {
  return {
    onExecute({ executeFn, setExecuteFn }) {
      setExecuteFn(async (args: ExecutionArgs): Promise<ExecutionResult> => {
        const { deadline } = args.contextValue as { deadline: Deadline };
        const run = () => metrics.running(() => executeFn(args) as ExecutionResult);
        try {
          return await deadline.within(limitMs, run);
        } catch (error) {
          if (error !== deadline.signal.reason) throw error;
          return { data: null, errors: [mask(error)] };
        }
      });
    },
  };
}
