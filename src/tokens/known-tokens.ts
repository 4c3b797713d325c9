import { type Credential, UnauthenticatedError } from '../access.ts';
import type { Database } from '../db/database.ts';
import { Housekeeping } from '../db/housekeeping.ts';
import type { EventFeed, FeedItem } from '../events/feed.ts';
import { KnownToken, type StoredToken } from './known-token.ts';
import { isTokenText, tokenSha256 } from './token-text.ts';

export interface KnownTokensOptions {
  /** After so long what is known of every token is compared with the database, whatever was announced. */
  readonly recheckMs: number;
  /** The time of the last use is written so often at most. */
  readonly lastUseMs: number;
  readonly onFault: (error: unknown) => void;
}

const DEFAULTS: KnownTokensOptions = { recheckMs: 60_000, lastUseMs: 600_000, onFault: () => {} };
/** Texts that no token has, kept so that asking again costs no statement. */
const MOST_STRANGERS = 1_000;

const STORED = `select t.id, t.name, t.role, t.sha256, t.previous_sha256 as "previousSha256", t.previous_until_ms as "previousUntilMs",
  t.expires_at_ms as "expiresAtMs", t.revoked_at_ms as "revokedAtMs", e.path
  from api_token t left join equipment e on e.id = t.equipment_id`;

type Found = StoredToken & { readonly previousSha256: string | null };

/**
 * The tokens that this process has met, by the hash of their text: a token that it knows costs no statement, and neither
 * does one that has ended, until what is known is compared with the database. What changes
 * is announced in the event log, which every process follows (half a second at most behind), and compared with the
 * database once a minute in case that fails.
 */
export class KnownTokens {
  readonly #db: Database;
  readonly #options: KnownTokensOptions;
  readonly #known = new Map<string, KnownToken>();
  readonly #asking = new Map<string, Promise<KnownToken>>();
  readonly #strangers = new Set<string>();
  readonly #writtenAtMs = new Map<number, number>();
  readonly #ending = new AbortController();
  readonly #upkeep: Housekeeping;
  #following: Promise<void> | undefined;
  #changes = 0;

  constructor(db: Database, options: Partial<KnownTokensOptions> = {}) {
    this.#db = db;
    this.#options = { ...DEFAULTS, ...options };
    this.#upkeep = new Housekeeping(this.#options.recheckMs, () => this.#tidy(), this.#options.onFault);
  }

  start(feed: EventFeed): void {
    const changes = feed.subscribe({ types: ['TOKEN_CHANGED'], signal: this.#ending.signal });
    this.#following = this.#follow(changes).catch(this.#options.onFault);
    this.#upkeep.start();
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#upkeep.stop();
    await this.#following;
    await this.#noteUse(0).catch(this.#options.onFault);
    for (const token of this.#known.values()) token.close();
  }

  /** Whom a text lets in, and until when. @throws UnauthenticatedError */
  async credentialOf(text: string): Promise<Credential> {
    if (!isTokenText(text)) throw new UnauthenticatedError('UNKNOWN');
    const sha256 = tokenSha256(text);
    const token = this.#known.get(sha256) ?? (await this.#ask(sha256));
    token.ended.throwIfAborted();
    token.usedAtMs = Date.now();
    return { viewer: token.viewer, ended: token.ended };
  }

  /** Compares what is known with the database, of one token or of all. */
  async recheck(tokenId?: number): Promise<void> {
    this.#changes++;
    this.#strangers.clear();
    const tokens = [...this.#known.values()].filter(({ id }) => tokenId === undefined || id === tokenId);
    if (tokens.length === 0) return;
    const ids = [...new Set(tokens.map(({ id }) => id))];
    const rows: Found[] = await this.#db.em().execute(`${STORED} where t.id in (?)`, [ids]);
    for (const token of tokens) {
      token.check(rows.find((row) => row.sha256 === token.sha256 || row.previousSha256 === token.sha256));
      if (token.ended.aborted) this.#known.delete(token.sha256);
    }
  }

  #ask(sha256: string): Promise<KnownToken> {
    const asked = this.#asking.get(sha256) ?? this.#find(sha256).finally(() => this.#asking.delete(sha256));
    this.#asking.set(sha256, asked);
    return asked;
  }

  async #find(sha256: string): Promise<KnownToken> {
    if (this.#strangers.has(sha256)) throw new UnauthenticatedError('UNKNOWN');
    const changes = this.#changes;
    const [row]: Found[] = await this.#db
      .em()
      .execute(`${STORED} where t.sha256 = ? or t.previous_sha256 = ?`, [sha256, sha256]);
    // What was read may be what was before the change.
    if (changes !== this.#changes) return this.#find(sha256);
    if (!row) {
      if (this.#strangers.size >= MOST_STRANGERS) this.#strangers.clear();
      this.#strangers.add(sha256);
      throw new UnauthenticatedError('UNKNOWN');
    }
    const token = new KnownToken(sha256, row);
    this.#known.set(sha256, token);
    return token;
  }

  async #follow(changes: AsyncIterable<FeedItem>): Promise<void> {
    for await (const item of changes) {
      if (item.kind === 'HEARTBEAT') continue;
      const tokenId = item.kind === 'EVENT' ? Number(item.event.payload.tokenId) : undefined;
      await this.recheck(tokenId).catch(this.#options.onFault);
    }
  }

  async #tidy(): Promise<void> {
    await this.recheck();
    await this.#noteUse(this.#options.lastUseMs);
  }

  /** Writes when tokens were last used, of those whose time was not written for `sinceMs`. */
  async #noteUse(sinceMs: number): Promise<void> {
    for (const token of this.#known.values()) {
      const { id, usedAtMs } = token;
      const writtenAtMs = this.#writtenAtMs.get(id) ?? 0;
      if (usedAtMs <= writtenAtMs || Date.now() - writtenAtMs < sinceMs) continue;
      const newer = 'id = ? and (last_used_at_ms is null or last_used_at_ms < ?)';
      await this.#db
        .em()
        .execute(`update api_token set last_used_at_ms = ? where ${newer}`, [usedAtMs, id, usedAtMs]);
      this.#writtenAtMs.set(id, usedAtMs);
    }
  }
}
