import { EnvelopArmorPlugin } from '@escape.tech/graphql-armor';
import type { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { QueryLimits } from '../../config.ts';

function limit(n: number, code: string) {
  const mark = (_context: unknown, error: GraphQLError) => {
    error.message = error.message.replace(/^Syntax Error: /, '');
    Object.assign(error.extensions, { code, limit: n, http: { spec: true, status: 400 } });
  };
  return { n, onReject: [mark] };
}

/**
 * Refuses a document that asks for too much before it is run, on every transport. Cost is weighed by the schema
 * itself, which knows how long lists are. Introspection does not count towards the depth.
 */
export function limitQueries(limits: QueryLimits): Plugin {
  return EnvelopArmorPlugin({
    maxDepth: { ...limit(limits.depth, 'QUERY_TOO_DEEP'), flattenFragments: true },
    maxAliases: limit(limits.aliases, 'TOO_MANY_ALIASES'),
    maxDirectives: limit(limits.directives, 'TOO_MANY_DIRECTIVES'),
    maxTokens: limit(limits.tokens, 'TOO_MANY_TOKENS'),
    costLimit: { enabled: false },
    blockFieldSuggestion: { enabled: false },
  }) as Plugin;
}
