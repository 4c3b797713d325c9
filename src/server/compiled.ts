import {
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

/** How often a query was run, and what it was compiled to; null where that cannot be. */
interface Known {
  runs: number;
  compiled?: CompiledQuery | null;
}

function compile({ schema, document, operationName }: ExecutionArgs): CompiledQuery | null {
  const compiled = compileQuery(schema, document, operationName ?? undefined);
  return isCompiledQuery(compiled) ? compiled : null;
}

/**
 * Compiles queries that come again to code that does the same as interpreting them. Whatever ends in an error is interpreted
 * once more, so that what a client reads of it is what the specification asks for. What is known of a query goes with its
 * document when the cache of parsed documents lets it go.
 */
export function compileQueries(): Plugin {
  const queries = new WeakMap<OperationDefinitionNode, Known>();
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const operation = getOperationAST(args.document, args.operationName);
      if (operation?.operation !== OperationTypeNode.QUERY) return;
      const known = queries.get(operation) ?? { runs: 0 };
      queries.set(operation, known);
      if (++known.runs <= RUNS_BEFORE) return;
      if (args.variableValues && JSON.stringify(args.variableValues).length > LONGEST) return;
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
