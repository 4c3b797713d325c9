import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import { DomainError, RateLimitedError } from '../../errors.ts';
import { retryAfter, TOO_MANY_REQUESTS } from '../admission/refusal.ts';
import { requestId } from '../watch/log.ts';

/** What would be right where it is the request itself that cannot be read or is not of this graph. */
const REMEDIES: Readonly<Record<string, string>> = {
  BAD_REQUEST: 'Send JSON: {"query": "…", "variables": {…}}.',
  GRAPHQL_PARSE_FAILED: 'Correct the document at the place that `locations` names.',
  OPERATION_RESOLUTION_FAILURE:
    'Name one operation of the document as operationName, or send a document with one.',
  GRAPHQL_VALIDATION_FAILED:
    'Use the names of the graph of this release (schema/schema.graphql, or Ctrl-Space in GraphiQL), and generate types again.',
};

/** Of a message: it may quote a name or a value that is as long as a body may be. */
const LONGEST = 2_000;

const shortened = (message: string): string =>
  message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message;

function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof GraphQLError && root.originalError) root = root.originalError;
  return root;
}

/** How long to wait, in the error and, over HTTP, in the head of the answer. */
function waitOf(error: DomainError) {
  if (!(error instanceof RateLimitedError)) return {};
  const { retryAfterMs } = error;
  return { retryAfterMs, http: { status: TOO_MANY_REQUESTS, headers: retryAfter(error) } };
}

/**
 * The code of an error that graphql-js made without one: of the caller, where a variable or an argument is not what the
 * document says, or the request cannot be run at all. Undefined for a value of ours that its type cannot say.
 */
function codeOf({ extensions, message, path }: GraphQLError): unknown {
  if (extensions.code !== undefined) return extensions.code;
  if (/^(Variable|Argument) "/.test(message)) return 'INVALID_INPUT';
  return path === undefined ? 'BAD_REQUEST' : undefined;
}

/**
 * What a client may see of an error, always with the id of its request. An expected failure keeps its code and remedy, a fault
 * of the document its own message; anything else is logged once and answered with an id under which the log line is found.
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
    const id = requestId.getStore();
    const request = id === undefined ? {} : { requestId: id };
    if (root instanceof DomainError) {
      const extensions = { code: root.code, remedy: root.remedy, ...waitOf(root), ...request };
      return new GraphQLError(shortened(where?.message ?? root.message), { ...position, extensions });
    }
    const code = where && root instanceof GraphQLError ? codeOf(where) : undefined;
    if (where && code !== undefined) {
      const remedy = REMEDIES[String(code)];
      const extensions = { ...request, ...(remedy && { remedy }), ...where.extensions, code };
      return new GraphQLError(shortened(where.message), {
        ...position,
        originalError: where.originalError,
        extensions,
      });
    }
    log.error({ err: root, path: where?.path }, 'unexpected error');
    const extensions = { code: 'INTERNAL_SERVER_ERROR', ...request, unexpected: true };
    return new GraphQLError('An unexpected error happened; the server log has the details', {
      ...position,
      extensions,
    });
  };
}

/** Errors that Yoga answers with before anything is executed know of their request, too. */
export const maskAnswers = (mask: (error: unknown) => GraphQLError): Plugin => ({
  onResultProcess({ result, setResult }) {
    if ('errors' in result && result.errors) setResult({ ...result, errors: result.errors.map(mask) });
  },
});
