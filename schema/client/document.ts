import type { TypedDocumentString } from '../generated/graphql.ts';

/** How an operation names its document: by its hash, which a server with closed doors asks for, or by its text. */
export type Naming = 'HASH' | 'TEXT';

/** The parameters of a request that name a document. */
export function named<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  naming: Naming,
): { query: string; extensions?: Record<string, unknown> } {
  const sha256Hash = document.__meta__?.hash;
  if (naming === 'TEXT' || !sha256Hash) return { query: document.toString() };
  return { query: '', extensions: { persistedQuery: { version: 1, sha256Hash } } };
}
