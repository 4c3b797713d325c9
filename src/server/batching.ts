import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Allowances } from './allowances.ts';
import type { Caller } from './subscription.ts';

/** Several operations in one request are refused: each has a cost, an answer and a refusal of its own. */
export const refuseBatches = (allowances: Allowances): Plugin<Caller> => ({
  onRequestParse: ({ serverContext }) => ({
    onRequestParseDone({ requestParserResult }) {
      if (!Array.isArray(requestParserResult)) return;
      allowances.refusedDocument((serverContext as unknown as Caller).payer);
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
});
