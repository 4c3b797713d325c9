import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/db/database.ts';
import { ENTITIES } from '../../src/entities.ts';
import { ApiToken } from '../../src/tokens/api-token.ts';
import { ApiTokens } from '../../src/tokens/api-tokens.ts';

let folder: string;
let server: Database;
/** What `npm run token` is to a server: another connection to its file. */
let script: Sqlite.Database;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telltale-'));
  server = await openDatabase(`sqlite:${join(folder, 'telltale.db')}`, ENTITIES);
  script = new Sqlite(join(folder, 'telltale.db'), { timeout: 0 });
});

afterAll(async () => {
  script.close();
  await server.close();
  await rm(folder, { recursive: true });
});

it('a transaction that reads before it writes cannot be overtaken by another process', async () => {
  await new ApiTokens(server).create({ name: 'gateway', role: 'OPERATOR' }, 'test');
  const scriptWrites = () => script.exec('update api_token set last_used_at_ms = 1');

  await server.transaction(async (em) => {
    expect(await em.count(ApiToken)).toBe(1);
    expect(scriptWrites).toThrow('database is locked');
    expect(await em.nativeUpdate(ApiToken, { name: 'gateway' }, { lastUsedAtMs: 2 })).toBe(1);
  });
  expect(script.prepare('select last_used_at_ms as ms from api_token').get()).toEqual({ ms: 2 });

  expect(scriptWrites).not.toThrow();
});
