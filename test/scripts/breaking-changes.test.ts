import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { unannouncedBreaks } from '../../scripts/contract/breaking-changes.ts';

const released = 'type Query { pump(tag: String): String valve: Int! }';
const log = (breaking: string) =>
  `# Changelog\n\n## Unreleased\n\n### Added\n\n- Query.valve was removed\n\n${breaking}\n\n## 1.0.0\n\n### Breaking\n\n- Query.pump was removed\n`;

describe('a change of the contract', () => {
  it('that only adds is no break', () => {
    const current = 'type Query { pump(tag: String, unit: String): String valve: Int! motor: Int }';
    expect(unannouncedBreaks(released, current, log(''))).toEqual([]);
  });

  it('that breaks a client is named until it is announced as a break of what is not released', () => {
    const current = 'type Query { pump(tag: String!): String }';
    const breaks = ['Query.valve was removed', 'Query.pump arg tag has changed type from String to String!'];
    expect(unannouncedBreaks(released, current, log('')).sort()).toEqual(breaks.sort());
    const announced = log('### Breaking\n\n- Query.valve was removed: ask for\n  `motor`.');
    expect(unannouncedBreaks(released, current, announced)).toEqual([
      'Query.pump arg tag has changed type from String to String!',
    ]);
  });

  it('is looked for by the command', async () => {
    const run = promisify(execFile);
    const script = resolve(import.meta.dirname, '../../scripts/schema-breaks.ts');
    const { stdout } = await run(process.execPath, [script, '--since', 'HEAD']);
    expect(stdout).toContain('HEAD');
    await expect(run(process.execPath, [script, '--since', 'no-such-tag'])).rejects.toMatchObject({
      code: 1,
    });
  });
});
