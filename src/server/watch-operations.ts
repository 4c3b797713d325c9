import { type ExecutionArgs, type ExecutionResult, getOperationAST } from 'graphql';
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

/** Measures and traces every query and mutation, on whichever transport it came. */
export function watchOperations({ metrics, tracing }: Watch): Plugin {
  return {
    onExecute({ executeFn, setExecuteFn }) {
      setExecuteFn(async (args: ExecutionArgs) => {
        const operation = getOperationAST(args.document, args.operationName);
        const type = operation?.operation ?? 'unknown';
        const name = operation?.name?.value ?? '(anonymous)';
        const started = performance.now();
        let failed = true;
        try {
          const attributes = { 'graphql.operation.type': type, 'graphql.operation.name': name };
          const work = async (): Promise<unknown> => executeFn(args);
          const result = await tracing.span(`${type} ${name}`, attributes, work, hasFailed);
          failed = hasFailed(result);
          return result;
        } finally {
          metrics.executed(type, failed, performance.now() - started);
        }
      });
    },
  };
}
