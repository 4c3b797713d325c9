import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Several operations in one request are refused: each has a cost, an answer and a refusal of its own. */
export const refuseBatches: Plugin = {
  onRequestParse: () => ({
    onRequestParseDone({ requestParserResult }) {
      if (!Array.isArray(requestParserResult)) return;
      throw new GraphQLError('A request holds one operation, and this is a list', {
        extensions: {
          code: 'BATCHING_NOT_SUPPORTED',
          remedy:
            'Send a request for each; over HTTP/1.1 with keep-alive or over a WebSocket that costs little.',
          http: { status: 400 },
        },
      });
    },
  }),
};
