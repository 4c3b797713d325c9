import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';

/**
 * A text with the types of its answer and of its variables: an operation of this package, or of your own as the client preset
 * makes it with `documentMode: 'string'`. Parsed documents (`documentMode: 'graphQLAST'`) are not taken.
 */
export interface OperationDocument<Result, Variables>
  extends Pick<string, 'length' | 'toString'>,
    DocumentTypeDecoration<Result, Variables> {
  readonly __meta__?: Readonly<Record<string, unknown>> | undefined;
}

/** How an operation names its document: by its hash, which a server with closed doors asks for, or by its text. */
export type Naming = 'HASH' | 'TEXT';

/** The parameters of a request that name a document. */
export function named<Result, Variables>(
  document: OperationDocument<Result, Variables>,
  naming: Naming,
): { query: string; extensions?: Record<string, unknown> } {
  const sha256Hash = document.__meta__?.hash;
  if (naming === 'TEXT' || !sha256Hash) return { query: document.toString() };
  return { query: '', extensions: { persistedQuery: { version: 1, sha256Hash } } };
}
