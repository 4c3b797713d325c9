import { type DocumentNode, type ExecutionArgs, getOperationAST, OperationTypeNode } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Plugin } from 'graphql-yoga';

/** Runs of a document before it is worth compiling: a text that is sent once or twice is interpreted. */
const RUNS_BEFORE = 3;

/** How often a document was run by the name of its operation, and what it was compiled to; null where that cannot be. */
interface Known {
  runs: number;
  compiled?: CompiledQuery | null;
}

const isQuery = ({ document, operationName }: ExecutionArgs): boolean =>
  getOperationAST(document, operationName)?.operation === OperationTypeNode.QUERY;

function compile({ schema, document, operationName }: ExecutionArgs): CompiledQuery | null {
  const compiled = compileQuery(schema, document, operationName ?? undefined);
  return isCompiledQuery(compiled) ? compiled : null;
}

/**
 * Compiles queries that come again to code that does the same as interpreting them. Whatever ends in an error is interpreted
 * once more, so that what a client reads of it is what the specification asks for. What is known of a document goes with it
 * when the cache of parsed documents lets it go.
 */
export function compileQueries(): Plugin {
  const documents = new WeakMap<DocumentNode, Map<string, Known>>();
  const knownOf = ({ document, operationName }: ExecutionArgs): Known => {
    const operations = documents.get(document) ?? new Map<string, Known>();
    documents.set(document, operations);
    const known = operations.get(operationName ?? '') ?? { runs: 0 };
    operations.set(operationName ?? '', known);
    return known;
  };
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const known = knownOf(args);
      if (++known.runs <= RUNS_BEFORE || !isQuery(args)) return;
      if (known.compiled === undefined) known.compiled = compile(args);
      const { compiled } = known;
      if (!compiled) return;
      setExecuteFn(async (asked: ExecutionArgs) => {
        const { rootValue, contextValue, variableValues } = asked;
        const result = await compiled.query(rootValue, contextValue, variableValues);
        return result.errors ? executeFn(asked) : result;
      });
    },
  };
}
