import type { GraphQLSchema } from 'graphql';
import { buildSchema } from '../../schema/index.ts';

let built: GraphQLSchema | undefined;

/** The public graph, built once a process: a build costs more than most tests of it. */
export function productSchema(): GraphQLSchema {
  built ??= buildSchema();
  return built;
}
