import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runRound } from './round.ts';

describe('a server on SQLite that trains twenty sensors and is killed at every step of a job, and at random', () => {
  it('ends every job with one version, leaves no orphan artifact and loses no line that was seen', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'telltale-kills-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const site = { databaseUrl: `sqlite:${join(folder, 'telltale.db')}`, folder, roles: ['server'] as const };
    const { problems, kills } = await runRound(site, { kills: 10, seed: 3 });
    expect(problems).toEqual([]);
    expect(Object.values(kills).reduce((sum, count) => sum + count)).toBe(10);
  }, 300_000);
});
