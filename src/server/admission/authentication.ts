import { bearerOf, type Credential, configuredViewer, LOCAL_ADMIN } from '../../access.ts';
import type { Config } from '../../config.ts';
import { meansToken } from '../../tokens/token-text.ts';

/** Looks up a token that the configuration does not hold. @throws UnauthenticatedError */
export type CredentialLookup = (text: string) => Promise<Credential>;

/** Who an `Authorization` header stands for, the same over HTTP, SSE and WebSocket. */
export class Authentication {
  readonly #rules: Pick<Config, 'tokens' | 'authRequired'>;
  readonly #lookUp: CredentialLookup;

  constructor(rules: Pick<Config, 'tokens' | 'authRequired'>, lookUp: CredentialLookup) {
    this.#rules = rules;
    this.#lookUp = lookUp;
  }

  /**
   * Where no token is required everybody is the local administrator, but who shows a stored token, or what was meant to be
   * one: a slip in the token of a viewer, or in the word before it, must not make an administrator.
   * @throws UnauthenticatedError
   */
  async credentialOf(authorization: string | undefined): Promise<Credential> {
    const { tokens, authRequired } = this.#rules;
    if (!authRequired && !meansToken(authorization ?? '')) return { viewer: LOCAL_ADMIN };
    const text = bearerOf(authorization);
    const viewer = configuredViewer(text, tokens);
    return viewer ? { viewer } : this.#lookUp(text);
  }
}
