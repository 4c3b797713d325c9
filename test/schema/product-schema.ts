import type { GraphQLSchema } from 'graphql';
import { buildSchema } from '../../schema/index.ts';

const built = new Map<number, GraphQLSchema>();

/** The public graph, built once a process for each limit: a build costs more than most tests of it. */
export function productSchema({ cost }: { readonly cost: number }): GraphQLSchema {
  const schema = built.get(cost) ?? buildSchema({ cost });
  built.set(cost, schema);
  return schema;
}
