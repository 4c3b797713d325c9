import {
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Plugin } from 'graphql-yoga';

/** Runs of a document before it is worth compiling: a text that is sent once or twice is interpreted. */
const RUNS_BEFORE = 3;
/** Of variables as JSON. Compiled code makes an error of every wrong item of a list; where it is interpreted, they are bounded. */
const LONGEST = 10_000;

type Variables = ExecutionArgs['variableValues'];

const areLong = (variables: Variables): boolean =>
  Boolean(variables) && JSON.stringify(variables).length > LONGEST;

/** How often a query was run, and what it was compiled to; null where that cannot be. */
interface Known {
  runs: number;
  compiled?: CompiledQuery | null;
}

function compile({ schema, document, operationName }: ExecutionArgs): CompiledQuery | null {
  const compiled = compileQuery(schema, document, operationName ?? undefined);
  return isCompiledQuery(compiled) ? compiled : null;
}

/** Queries that came again, as code. What is known of one goes with its document when the cache of parsed documents lets it go. */
export class CompiledQueries {
  readonly #known = new WeakMap<OperationDefinitionNode, Known>();

  /** What an operation was compiled to, which was valid then; undefined where it was not, not yet, or not for such variables. */
  of(
    document: DocumentNode,
    operationName?: string | null,
    variables?: Variables,
  ): CompiledQuery | undefined {
    if (areLong(variables)) return undefined;
    const operation = getOperationAST(document, operationName);
    return (operation && this.#known.get(operation)?.compiled) ?? undefined;
  }

  /** Counts a run of a valid operation, and compiles what has been run often enough. */
  ran(args: ExecutionArgs): CompiledQuery | undefined {
    const operation = getOperationAST(args.document, args.operationName);
    if (operation?.operation !== OperationTypeNode.QUERY) return undefined;
    const known = this.#known.get(operation) ?? { runs: 0 };
    this.#known.set(operation, known);
    if (++known.runs <= RUNS_BEFORE) return undefined;
    if (areLong(args.variableValues)) return undefined;
    if (known.compiled === undefined) known.compiled = compile(args);
    return known.compiled ?? undefined;
  }
}

/**
 * Runs code instead of interpreting queries that come again, which does the same. Whatever ends in an error is interpreted
 * once more, so that what a client reads of it is what the specification asks for, unless it was given up meanwhile.
 */
export function compileQueries(queries: CompiledQueries): Plugin {
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const compiled = queries.ran(args);
      if (!compiled) return;
      setExecuteFn(async (asked: ExecutionArgs) => {
        const { rootValue, contextValue, variableValues } = asked;
        const result = await compiled.query(rootValue, contextValue, variableValues);
        const isGivenUp = (contextValue as { signal?: AbortSignal }).signal?.aborted === true;
        return result.errors && !isGivenUp ? executeFn(asked) : result;
      });
    },
  };
}
