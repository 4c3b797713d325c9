import { setMaxListeners } from 'node:events';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { type Credential, ROLES, type Role, UnauthenticatedError, type Viewer } from '../access.ts';
import type { JwtRules } from '../config/jwt-settings.ts';
import type { Database } from '../db/database.ts';
import { atInstant } from './at-instant.ts';
import { IssuerKeys } from './issuer-keys.ts';
import { tokenSha256 } from './token-text.ts';

/** For so long a token that was found good is not looked at again. */
const VERIFIED_MS = 60_000;
const MOST_KNOWN = 10_000;
/** OpenID Connect allows no longer subject; shortened, two could be one. */
const LONGEST_SUBJECT = 255;
const WHOLE_PLANT = '*';

interface Known {
  readonly viewer: Viewer;
  readonly ending: AbortController;
  verifiedAtMs: number;
}

/** JSON Web Tokens of one issuer: checked against its keys, and known for a minute, so that a request costs no statement. */
export class JsonWebTokens {
  readonly #db: Database;
  readonly #rules: JwtRules;
  readonly #keys: IssuerKeys;
  readonly #known = new Map<string, Known>();

  constructor(db: Database, rules: JwtRules) {
    this.#db = db;
    this.#rules = rules;
    this.#keys = new IssuerKeys(rules);
  }

  /** Whom a token lets in, and until when. @throws UnauthenticatedError, UnavailableError JWKS_UNAVAILABLE */
  async credentialOf(text: string): Promise<Credential> {
    const key = tokenSha256(text);
    let known = this.#known.get(key);
    if (!known || Date.now() - known.verifiedAtMs > VERIFIED_MS) known = await this.#verify(text, key, known);
    known.ending.signal.throwIfAborted();
    return { viewer: known.viewer, ended: known.ending.signal };
  }

  async #verify(text: string, key: string, before: Known | undefined): Promise<Known> {
    const payload = await this.#payloadOf(text).catch((error) => {
      if (error instanceof UnauthenticatedError) this.#forget(key, error);
      throw error;
    });
    if (before) {
      before.verifiedAtMs = Date.now();
      return before;
    }
    const viewer = await this.#viewerOf(payload);
    const untilMs = ((payload.exp ?? 0) + this.#rules.clockSkewSeconds) * 1_000;
    const known = { viewer, ending: new AbortController(), verifiedAtMs: Date.now() };
    setMaxListeners(0, known.ending.signal);
    if (this.#known.size >= MOST_KNOWN) this.#known.delete(this.#known.keys().next().value as string);
    this.#known.set(key, known);
    atInstant(untilMs, () => this.#expire(key, known));
    return known;
  }

  #expire(key: string, known: Known): void {
    known.ending.abort(new UnauthenticatedError('EXPIRED'));
    if (this.#known.get(key) === known) this.#known.delete(key);
  }

  /** What has been good before and is no more, such as when its key was withdrawn. */
  #forget(key: string, reason: UnauthenticatedError): void {
    this.#known.get(key)?.ending.abort(reason);
    this.#known.delete(key);
  }

  async #payloadOf(text: string): Promise<JWTPayload> {
    const { issuer, audience, algorithms, clockSkewSeconds: clockTolerance } = this.#rules;
    const checks = { issuer, audience, algorithms: [...algorithms], clockTolerance };
    try {
      const verified = await jwtVerify(text, this.#keys.keyOf, { ...checks, requiredClaims: ['exp', 'sub'] });
      return verified.payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new UnauthenticatedError('EXPIRED');
      if (error instanceof errors.JOSEError) throw new UnauthenticatedError('INVALID');
      throw error;
    }
  }

  async #viewerOf(payload: JWTPayload): Promise<Viewer> {
    const role = highestRole(claim(payload, this.#rules.roleClaim));
    const { sub: name } = payload;
    const isName = typeof name === 'string' && name.length > 0 && name.length <= LONGEST_SUBJECT;
    if (!role || !isName) throw new UnauthenticatedError('INVALID');
    const subtree = await this.#subtreeOf(payload);
    const credential = `jwt ${this.#rules.issuer}`;
    return { name, role, credential, ...(subtree !== null && { subtree }) };
  }

  /** Null for the whole plant. A token that says nothing where it has to is good for nothing. */
  async #subtreeOf(payload: JWTPayload): Promise<string | null> {
    const { subtreeClaim } = this.#rules;
    if (subtreeClaim === null) return null;
    const tag = claim(payload, subtreeClaim);
    if (tag === WHOLE_PLANT) return null;
    const sql = 'select path from equipment where tag = ?';
    const [row]: { path: string }[] = typeof tag === 'string' ? await this.#db.em().execute(sql, [tag]) : [];
    if (!row) throw new UnauthenticatedError('INVALID');
    return row.path;
  }
}

/** Three parts of base64url: what only looks like one is found out when it is checked. */
export const isJsonWebToken = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

/** The value of a claim; `a.b` is `b` in `a`, unless there is a claim of that very name. */
function claim(payload: JWTPayload, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name];
  return name
    .split('.')
    .reduce<unknown>(
      (at, part) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, part)
          ? (at as Record<string, unknown>)[part]
          : undefined,
      payload,
    );
}

function highestRole(value: unknown): Role | undefined {
  const named = (Array.isArray(value) ? value : [value]).map((one) => String(one).toUpperCase());
  return ROLES.findLast((role) => named.includes(role));
}
