import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { Role } from '../access.ts';
import type { Database, EntityManager } from '../db/database.ts';
import { subtreePath } from '../equipment/equipment-page.ts';
import { checkedText } from '../equipment/naming.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts';
import { appendEvents } from '../events/event.ts';
import { ApiToken } from './api-token.ts';
import { newTokenText, tokenSha256 } from './token-text.ts';

/** A token to make. Without `equipmentId` it reaches the whole plant, without `expiresAtMs` it does not expire. */
export interface NewApiToken {
  readonly name: string;
  readonly role: Role;
  readonly equipmentId?: number | null;
  readonly expiresAtMs?: number | null;
}

/** A token, and its text: it is told once, when it is made. */
export interface IssuedToken {
  readonly text: string;
  readonly token: ApiToken;
}

export const DEFAULT_OVERLAP_SECONDS = 86_400;
export const LONGEST_OVERLAP_SECONDS = 30 * 86_400;
/** Tokens that may be good at once: each is kept in the memory of every process that met it. */
const MOST_TOKENS = 10_000;

/** Makes, rotates and revokes API tokens. Each is one transaction, which announces it to every process. */
export class ApiTokens {
  readonly #db: Database;
  readonly #wake: () => void;

  /** @param wake told after each commit */
  constructor(db: Database, wake: () => void = () => {}) {
    this.#db = db;
    this.#wake = wake;
  }

  /** @throws InvalidInputError, NotFoundError, ConflictError DUPLICATE_NAME or TOO_MANY_TOKENS */
  async create(input: NewApiToken, by: string): Promise<IssuedToken> {
    const text = newTokenText();
    const nowMs = Date.now();
    const row = {
      name: checkedText('name', input.name),
      role: input.role,
      equipmentId: input.equipmentId ?? null,
      sha256: tokenSha256(text),
      createdBy: by,
      createdAtMs: nowMs,
      expiresAtMs: checkedExpiry(input.expiresAtMs ?? null, nowMs),
    };
    const token = await this.#changed(async (em) => {
      if (row.equipmentId !== null) await subtreePath(em, row.equipmentId);
      if ((await em.count(ApiToken, { revokedAtMs: null })) >= MOST_TOKENS) throw tooManyTokens();
      return em.create(ApiToken, row);
    }).catch(refusedAsDuplicate(row.name));
    return { text, token };
  }

  /**
   * Gives a token a new text. The one before it stays good for `overlapSeconds`; one that was still good from a rotation
   * before that is good no more.
   * @throws InvalidInputError, NotFoundError, ConflictError TOKEN_ENDED
   */
  async rotate(id: number, overlapSeconds: number = DEFAULT_OVERLAP_SECONDS): Promise<IssuedToken> {
    if (!(overlapSeconds >= 0 && overlapSeconds <= LONGEST_OVERLAP_SECONDS))
      throw new InvalidInputError(
        'overlapSeconds',
        overlapSeconds,
        `from 0 to ${LONGEST_OVERLAP_SECONDS}, which is 30 days`,
      );
    const text = newTokenText();
    const token = await this.#changed(async (em) => {
      const found = await existing(em, id);
      const nowMs = Date.now();
      if (found.revokedAtMs != null || (found.expiresAtMs ?? nowMs + 1) <= nowMs) throw tokenEnded(found);
      found.previousSha256 = found.sha256;
      found.previousUntilMs = nowMs + overlapSeconds * 1_000;
      found.sha256 = tokenSha256(text);
      found.rotatedAtMs = nowMs;
      return found;
    });
    return { text, token };
  }

  /** Ends a token for good, and what it has open. Revoking again changes nothing. @throws NotFoundError */
  revoke(id: number, by: string): Promise<ApiToken> {
    return this.#changed(async (em) => {
      const token = await existing(em, id);
      if (token.revokedAtMs != null) return token;
      token.revokedAtMs = Date.now();
      token.revokedBy = by;
      return token;
    });
  }

  async #changed(change: (em: EntityManager) => Promise<ApiToken>): Promise<ApiToken> {
    const token = await this.#db.transaction(async (em) => {
      const changed = await change(em);
      await em.flush();
      await appendEvents(em, [
        { type: 'TOKEN_CHANGED', timeMs: Date.now(), payload: { tokenId: changed.id } },
      ]);
      return changed;
    });
    this.#wake();
    return token;
  }
}

async function existing(em: EntityManager, id: number): Promise<ApiToken> {
  const token = await em.findOne(ApiToken, { id });
  if (!token) throw new NotFoundError('ApiToken', id);
  return token;
}

function checkedExpiry(expiresAtMs: number | null, nowMs: number): number | null {
  if (expiresAtMs === null || expiresAtMs > nowMs) return expiresAtMs;
  throw new InvalidInputError('expiresAt', new Date(expiresAtMs).toISOString(), 'in the future');
}

const tooManyTokens = () =>
  new ConflictError(
    'TOO_MANY_TOKENS',
    `${MOST_TOKENS} tokens have not been revoked`,
    'Revoke those that are not needed.',
  );

const tokenEnded = ({ name }: ApiToken) =>
  new ConflictError('TOKEN_ENDED', `The token ${name} is revoked or expired`, 'Create another token.');

/** Unique names are the database's to enforce. */
const refusedAsDuplicate =
  (name: string) =>
  (error: unknown): never => {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw new ConflictError(
      'DUPLICATE_NAME',
      `There has been a token of the name ${name}`,
      'Choose another name, or rotate that token; names are never used twice.',
    );
  };
