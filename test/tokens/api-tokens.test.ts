import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { EquipmentTree } from '../../src/equipment/equipment-tree.ts';
import { EventFeed } from '../../src/events/feed.ts';
import { ApiToken } from '../../src/tokens/api-token.ts';
import { ApiTokens } from '../../src/tokens/api-tokens.ts';
import { KnownTokens } from '../../src/tokens/known-tokens.ts';
import { isTokenText, newTokenText } from '../../src/tokens/token-text.ts';
import { onEachDatabase } from '../database.ts';
import { until } from '../server/streaming-server.ts';

describe('the text of a token', () => {
  it('can be told from any other text, and a slip in it is seen without looking it up', () => {
    const text = newTokenText();
    expect(text).toMatch(/^telltale_[\w-]{43}[0-9a-f]{8}$/);
    expect(isTokenText(text)).toBe(true);
    for (let i = 0; i < text.length; i += 7) {
      const other = text[i] === 'x' ? 'y' : 'x';
      expect(isTokenText(text.slice(0, i) + other + text.slice(i + 1))).toBe(false);
    }
  });
});

onEachDatabase('stored tokens', (database) => {
  let db: Database;
  let feed: EventFeed;
  let tokens: ApiTokens;
  let known: KnownTokens;
  let counted: Database;
  let statements = 0;
  let made = 0;
  let name: string;

  beforeAll(async () => {
    db = await database.open();
  });
  afterAll(() => db.close());

  beforeEach(async () => {
    statements = 0;
    name = `wall ${++made}`;
    counted = {
      ...db,
      em: () => {
        statements++;
        return db.em();
      },
    };
    feed = new EventFeed(db, { pollMs: 20 });
    await feed.start();
    tokens = new ApiTokens(db, () => feed.wake());
    known = new KnownTokens(counted, { lastUseMs: 0 });
    known.start(feed);
  });
  afterEach(async () => {
    await known.stop();
    await feed.stop();
  });

  const create = (more: Partial<Parameters<ApiTokens['create']>[0]> = {}) =>
    tokens.create({ name, role: 'VIEWER', ...more }, 'ann');

  it('let in by their text, of which only the hash is kept', async () => {
    const site = await new EquipmentTree(db).createEquipment({ tag: 'S', name: 'S', kind: 'SITE' });
    const { text, token } = await create({ equipmentId: site.id });
    const { viewer } = await known.credentialOf(text);
    expect(viewer).toEqual({
      name,
      role: 'VIEWER',
      subtree: site.path,
      credential: `token ${token.id}`,
    });
    const rows = await db.em().execute('select * from api_token');
    expect(JSON.stringify([rows, token])).not.toContain(text.slice(9, 52));
  });

  it('cost no statement once they are known, and neither do strangers and those that have ended', async () => {
    // Follows no feed, which would ask again at any time.
    const known = new KnownTokens(counted);
    const { text } = await create();
    await known.credentialOf(text);
    const past = await create({ name: `${name} before` });
    await tokens.revoke(past.token.id, 'ann');
    const refused = [newTokenText(), past.text];
    for (const one of refused)
      await expect(known.credentialOf(one)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const before = statements;
    for (let i = 0; i < 10; i++) {
      await known.credentialOf(text);
      for (const one of refused)
        await expect(known.credentialOf(one)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    expect(statements).toBe(before);
  });

  it('that another process revokes end here, and what they have open', async () => {
    const { text, token } = await create();
    const { ended } = await known.credentialOf(text);
    await new ApiTokens(db).revoke(token.id, 'bob');
    await until(() => ended?.aborted === true);
    expect(ended?.reason).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'The access token was revoked',
    });
    await expect(known.credentialOf(text)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('that expire end by themselves', async () => {
    const { text } = await create({ expiresAtMs: Date.now() + 250 });
    const { ended } = await known.credentialOf(text);
    await until(() => ended?.aborted === true);
    expect(ended?.reason).toMatchObject({ message: 'The access token has expired' });
    await expect(known.credentialOf(text)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('that are rotated let in by both texts for the overlap, and then by the new one', async () => {
    const { text, token } = await create();
    await known.credentialOf(text);
    const rotated = await tokens.rotate(token.id, 3_600);
    expect((await known.credentialOf(rotated.text)).viewer.name).toBe(name);
    const { ended } = await known.credentialOf(text);
    const again = await tokens.rotate(token.id, 0);
    await until(() => ended?.aborted === true);
    await known.credentialOf(again.text);
    await expect(known.credentialOf(rotated.text)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('tell when they were last used, some time after', async () => {
    const { text, token } = await create();
    await known.credentialOf(text);
    await known.stop();
    const found = await db.em().findOneOrFail(ApiToken, { id: token.id });
    expect(found.lastUsedAtMs).toBeGreaterThanOrEqual(token.createdAtMs);
  });

  it('are refused with what would be right', async () => {
    const { token } = await create();
    await expect(create()).rejects.toMatchObject({ code: 'DUPLICATE_NAME' });
    await expect(create({ name: 'b', equipmentId: 99 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(create({ name: 'b', expiresAtMs: 1 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(tokens.rotate(token.id, -1)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(tokens.revoke(99, 'bob')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await tokens.revoke(token.id, 'bob');
    await expect(tokens.rotate(token.id)).rejects.toMatchObject({ code: 'TOKEN_ENDED' });
    expect((await tokens.revoke(token.id, 'eve')).revokedBy).toBe('bob');
  });
});
