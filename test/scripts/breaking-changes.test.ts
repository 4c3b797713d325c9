import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { unannouncedBreaks } from '../../scripts/contract/breaking-changes.ts';
import { undatedDeprecations } from '../../scripts/contract/deprecations.ts';

const released = 'type Query { pump(tag: String): String valve: Int! }';
const log = (breaking: string) =>
  `# Changelog\n\n## Unreleased\n\n### Added\n\n- Query.valve was removed\n\n${breaking}\n\n## 1.0.0\n\n### Breaking\n\n- Query.pump was removed\n`;

describe('a change of the contract', () => {
  it('that only adds is no break', () => {
    const current = 'type Query { pump(tag: String, unit: String): String valve: Int! motor: Int }';
    expect(unannouncedBreaks(released, current, log(''))).toEqual([]);
  });

  it('that breaks a client is named until it is announced as a break of what is not released', () => {
    const current = 'type Query { pump(tag: String!): String motor: Int }';
    const breaks = ['Query.valve was removed', 'Query.pump arg tag has changed type from String to String!'];
    expect(unannouncedBreaks(released, current, log('')).sort()).toEqual(breaks.sort());
    const announced = log('### Breaking\n\n- Query.valve was removed: ask for\n  `motor`.');
    expect(unannouncedBreaks(released, current, announced)).toEqual([
      'Query.pump arg tag has changed type from String to String!',
    ]);
  });

  it('that is to come has a date', () => {
    const sdl = `type Query { old: Int @deprecated(reason: "Use new, until 2027-01-31.") older(a: Int @deprecated): Int @deprecated(reason: "Use new.") new: Kind }
      enum Kind { A B @deprecated(reason: "soon") }`;
    expect(undatedDeprecations(sdl).sort()).toEqual(['Kind.B', 'Query.older', 'Query.older:a']);
  });

  it('is looked for since a release that there is', async () => {
    const script = resolve(import.meta.dirname, '../../scripts/schema-breaks.ts');
    const asked = promisify(execFile)(process.execPath, [script, '--since', 'no-such-tag']);
    await expect(asked).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('--since') });
  });
});
