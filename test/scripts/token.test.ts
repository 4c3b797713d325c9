import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runScript } from './run-script.ts';

describe('npm run token', () => {
  it('makes a token that is told once, lists it and ends it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'telltale-token-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const DATABASE_URL = `sqlite:${join(folder, 'telltale.db')}`;
    const run = (...args: string[]) => runScript('token.ts', args, { DATABASE_URL });

    const created = await run('create', 'wall', '--role', 'viewer', '--days', '90', '--json');
    const { text, token } = JSON.parse(created.stdout);
    expect(text).toMatch(/^telltale_/);
    expect(created.stderr).toContain(`Database ${DATABASE_URL}`);
    expect(token).toMatchObject({ name: 'wall', role: 'VIEWER', within: null, revokedAt: null });
    const listed = await run('list', '--json');
    expect(JSON.parse(listed.stdout)).toEqual([token]);
    const revoked = await run('revoke', 'wall');
    expect(revoked).toMatchObject({ code: 0, stdout: 'wall is revoked.\n' });
    expect(await run('revoke', 'other')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/token other does not exist\n.*token -- list/),
    });
    expect(await run('create', 'x', '--role', 'viewer', '--within', 'HALL-9')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/equipment HALL-9 does not exist\n.*the tag/),
    });
  });

  it('says what it takes when it is misused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'telltale-token-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const DATABASE_URL = `sqlite:${join(folder, 'telltale.db')}`;
    const forEver = ['create', 'x', '--role', 'viewer', '--days', 'Infinity'];
    const answers = await Promise.all(
      [['frob'], ['--help'], forEver].map((args) => runScript('token.ts', args, { DATABASE_URL })),
    );
    expect(answers.map(({ code }) => code)).toEqual([2, 0, 2]);
    expect(answers[2].stderr).toContain('--days is a number from 0 to 36500.');
    expect(answers[0].stderr).toContain('Say create, list, rotate or revoke.');
    expect(answers[1].stdout).toContain('npm run token -- create NAME --role ROLE');
  });
});
