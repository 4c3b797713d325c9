import { setMaxListeners } from 'node:events';
import { UnauthenticatedError, type Viewer } from '../access.ts';
import type { ApiToken } from './api-token.ts';
import { atInstant } from './at-instant.ts';

/** A stored token with the path of its equipment; `path` is null for the whole plant. */
export interface StoredToken
  extends Pick<
    ApiToken,
    'id' | 'name' | 'role' | 'sha256' | 'previousUntilMs' | 'expiresAtMs' | 'revokedAtMs'
  > {
  readonly path: string | null;
}

/** What a process knows of one text of a token, and who is told when it is good no more. */
export class KnownToken {
  readonly sha256: string;
  readonly #ending = new AbortController();
  #stored: StoredToken;
  #forgetExpiry = () => {};
  usedAtMs = 0;

  constructor(sha256: string, stored: StoredToken) {
    this.sha256 = sha256;
    this.#stored = stored;
    setMaxListeners(0, this.#ending.signal);
    this.#watchExpiry();
  }

  get id(): number {
    return this.#stored.id;
  }

  /** Aborts with an UnauthenticatedError when the token is good no more. */
  get ended(): AbortSignal {
    return this.#ending.signal;
  }

  get viewer(): Viewer {
    const { id, name, role, path } = this.#stored;
    return { name, role, credential: `token ${id}`, ...(path !== null && { subtree: path }) };
  }

  /** What the database says now. @param stored undefined where it knows the text no more */
  check(stored: StoredToken | undefined): void {
    if (stored) this.#stored = stored;
    if (stored) this.#watchExpiry();
    else this.end('REVOKED');
  }

  end(reason: 'REVOKED' | 'EXPIRED'): void {
    this.#forgetExpiry();
    if (!this.ended.aborted) this.#ending.abort(new UnauthenticatedError(reason));
  }

  /** Forgets the timer, and ends nothing. */
  close(): void {
    this.#forgetExpiry();
  }

  #watchExpiry(): void {
    this.#forgetExpiry();
    if (this.#stored.revokedAtMs != null) this.end('REVOKED');
    else this.#forgetExpiry = atInstant(this.#goodUntilMs(), () => this.end('EXPIRED'));
  }

  #goodUntilMs(): number {
    const { sha256, previousUntilMs, expiresAtMs } = this.#stored;
    const rotatedOutMs = sha256 === this.sha256 ? Number.POSITIVE_INFINITY : (previousUntilMs ?? 0);
    return Math.min(expiresAtMs ?? Number.POSITIVE_INFINITY, rotatedOutMs);
  }
}
