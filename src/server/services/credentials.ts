import type { Config } from '../../config.ts';
import type { Database } from '../../db/database.ts';
import type { EventFeed } from '../../events/feed.ts';
import { isJsonWebToken, JsonWebTokens } from '../../tokens/json-web-tokens.ts';
import { KnownTokens } from '../../tokens/known-tokens.ts';
import type { CredentialLookup } from '../admission/authentication.ts';

/** The tokens that the configuration does not hold: stored ones, and those of an issuer where one is trusted. */
export function openCredentials({ jwt }: Config, db: Database, onFault: (error: unknown) => void) {
  const stored = new KnownTokens(db, { onFault });
  const issued = jwt && new JsonWebTokens(db, jwt);
  const lookUp: CredentialLookup = (text) =>
    issued && isJsonWebToken(text) ? issued.credentialOf(text) : stored.credentialOf(text);
  return { lookUp, start: (feed: EventFeed) => stored.start(feed), stop: () => stored.stop() };
}
