import { type DocumentNode, type ExecutionArgs, type ExecutionResult, getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { Metrics } from './metrics.ts';
import { NO_TRACING, type Tracing } from './tracing.ts';

/** What is told of the work of the server while it is done. */
export interface Watch {
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

/** Where nobody asks for the figures. */
export const unwatched = (): Watch => ({ metrics: new Metrics(), tracing: NO_TRACING });

const hasFailed = (result: unknown): boolean => Boolean((result as ExecutionResult).errors?.length);

/** A query or a mutation that is run, for who watches. */
export class WatchedOperation {
  readonly #watch: Watch;
  readonly #type: string;
  readonly #name: string;
  readonly #startedMs = performance.now();

  constructor(watch: Watch, document: DocumentNode, operationName?: string | null) {
    const operation = getOperationAST(document, operationName);
    this.#watch = watch;
    this.#type = operation?.operation ?? 'unknown';
    this.#name = operation?.name?.value ?? '(anonymous)';
  }

  /** Runs it in a span of its own. */
  async run<T extends object>(work: () => T | Promise<T>): Promise<T> {
    const attributes = { 'graphql.operation.type': this.#type, 'graphql.operation.name': this.#name };
    const running = async (): Promise<T> => work();
    return this.#watch.tracing.span(`${this.#type} ${this.#name}`, attributes, running, hasFailed);
  }

  ended(failed: boolean): void {
    this.#watch.metrics.executed(this.#type, failed, performance.now() - this.#startedMs);
  }
}

/** Measures and traces every query and mutation, on whichever transport it came. */
export function watchOperations(watch: Watch): Plugin {
  return {
    onExecute({ executeFn, setExecuteFn }) {
      setExecuteFn(async (args: ExecutionArgs) => {
        const operation = new WatchedOperation(watch, args.document, args.operationName);
        let failed = true;
        try {
          const result = await operation.run(() => executeFn(args) as object);
          failed = hasFailed(result);
          return result;
        } finally {
          operation.ended(failed);
        }
      });
    },
  };
}
