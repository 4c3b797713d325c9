import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { DomainError } from '../errors.ts';
import { requestId } from './log.ts';

function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof GraphQLError && root.originalError) root = root.originalError;
  return root;
}

/**
 * What a client may see of an error. An expected failure keeps its code and remedy, a fault of the document its own
 * message; anything else is logged once and answered with an id under which the log line is found.
 */
export function errorMask(log: Logger): (error: unknown) => GraphQLError {
  return (error) => {
    const root = rootOf(error);
    const where = error instanceof GraphQLError ? error : undefined;
    const position = {
      nodes: where?.nodes,
      source: where?.source,
      positions: where?.positions,
      path: where?.path,
    };
    if (root instanceof DomainError) {
      const { code, remedy } = root;
      return new GraphQLError(where?.message ?? root.message, { ...position, extensions: { code, remedy } });
    }
    if (where && root instanceof GraphQLError) return where;
    log.error({ err: root, path: where?.path }, 'unexpected error');
    const extensions = { code: 'INTERNAL_SERVER_ERROR', requestId: requestId.getStore(), unexpected: true };
    return new GraphQLError('An unexpected error happened; the server log has the details', {
      ...position,
      extensions,
    });
  };
}
