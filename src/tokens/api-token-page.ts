import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { ApiToken } from './api-token.ts';

export const TOKENS_BY_NAME: KeysetOrder = { name: 'api_token.name', keys: [['name', 'asc']] };

/** API tokens by name; those that are revoked only on request. */
export function apiTokenPage(
  em: EntityManager,
  { includeRevoked }: { readonly includeRevoked?: boolean | null },
  request: PageRequest,
): Promise<Page<Row<ApiToken>>> {
  const where = includeRevoked ? {} : { revokedAtMs: null };
  return keysetPage(em, ApiToken, where as FilterQuery<ApiToken>, TOKENS_BY_NAME, request);
}
