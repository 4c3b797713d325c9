import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';
import type { JwtRules } from '../config/jwt-settings.ts';
import { UnavailableError } from '../errors.ts';

/** Keys are asked for anew when they are older. */
const FRESH_MS = 600_000;
/** While the issuer does not answer, keys of so long ago are still good. */
const LAST_RESORT_MS = 3_600_000;

/**
 * The public keys of an issuer. They are asked for when a token comes that needs one, and again when a token names a key
 * that is not among them; never more often than the cool-down says, and not while the issuer was just found not to answer.
 */
export class IssuerKeys {
  readonly #rules: JwtRules;
  readonly #remote: ReturnType<typeof createRemoteJWKSet>;
  #fetchedAtMs = 0;
  #retryAtMs = 0;

  constructor(rules: JwtRules) {
    this.#rules = rules;
    this.#remote = createRemoteJWKSet(new URL(rules.jwksUrl), {
      cooldownDuration: rules.coolDownMs,
      timeoutDuration: rules.timeoutMs,
      cacheMaxAge: FRESH_MS,
      [customFetch]: (url, options) => this.#fetch(url, options),
    });
  }

  /** @throws UnavailableError JWKS_UNAVAILABLE; JOSEError where no key is the token's */
  readonly keyOf: JWTVerifyGetKey = async (header, token) => {
    try {
      return await this.#remote(header, token);
    } catch (error) {
      const isAnswer =
        error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
      if (isAnswer) throw error;
      return this.#heldKeyOf(header, token);
    }
  };

  /** While the issuer does not answer: a key that is not among those of before may be a new one, which nobody can tell. */
  readonly #heldKeyOf: JWTVerifyGetKey = async (header, token) => {
    const held = this.#remote.jwks();
    try {
      if (held && Date.now() - this.#fetchedAtMs < LAST_RESORT_MS)
        return await createLocalJWKSet(held)(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    throw unavailable(Math.max(this.#retryAtMs - Date.now(), 0));
  };

  async #fetch(url: string, options: RequestInit): Promise<Response> {
    const waitMs = this.#retryAtMs - Date.now();
    if (waitMs > 0) throw unavailable(waitMs);
    this.#retryAtMs = Date.now() + this.#rules.coolDownMs;
    const response = await fetch(url, options);
    const text = await response.text();
    if (response.status !== 200 || !holdsKeys(text)) throw unavailable(this.#rules.coolDownMs);
    this.#fetchedAtMs = Date.now();
    this.#retryAtMs = 0;
    return new Response(text);
  }
}

function holdsKeys(text: string): boolean {
  try {
    createLocalJWKSet(JSON.parse(text) as JSONWebKeySet);
    return true;
  } catch {
    return false;
  }
}

/** Short enough that a WebSocket can be closed with it. */
const unavailable = (waitMs: number): UnavailableError =>
  new UnavailableError(
    'JWKS_UNAVAILABLE',
    'The keys of the issuer cannot be read now',
    `Try again in ${Math.max(1, Math.ceil(waitMs / 1_000))} s, or use a token of this server.`,
    { retryAfterMs: waitMs },
  );
