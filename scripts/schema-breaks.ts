import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { unannouncedBreaks } from './contract/breaking-changes.ts';
import { undatedDeprecations } from './contract/deprecations.ts';
import { runScript } from './terminal/failure.ts';

const USAGE = `npm run schema:breaks -- [--since REF]

Compares schema/schema.graphql with that of the last release (the newest tag v*), and ends with 1 when it breaks clients in
a way that is not announced under "### Breaking" of the unreleased part of CHANGELOG.md, or deprecates something without saying
until when it stays.

  --since REF  compares with this commit or tag
  --help       prints this`;

const root = resolve(import.meta.dirname, '..');
const SDL = 'schema/schema.graphql';
const read = (name: string) => readFileSync(resolve(root, name), 'utf8');

function git(...args: string[]): string | null {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return null;
  }
}

const lastRelease = () => git('describe', '--tags', '--abbrev=0', '--match', 'v*')?.trim() ?? null;

await runScript(USAGE, async () => {
  const { values } = parseArgs({ options: { since: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const undated = undatedDeprecations(read(SDL));
  if (undated.length > 0) {
    console.error(
      `Deprecated without a date: ${undated.join(', ')}. Say in the reason what takes its place, and until when (YYYY-MM-DD).`,
    );
    return 1;
  }
  const since = values.since ?? lastRelease();
  if (since === null) {
    console.log('Nothing is released here, and nothing can break.');
    return 0;
  }
  const released = git('show', `${since}:${SDL}`);
  if (released === null) {
    console.error(`${since} has no ${SDL}. Name a commit that has one with --since.`);
    return 1;
  }
  const breaks = unannouncedBreaks(released, read(SDL), read('CHANGELOG.md'));
  if (breaks.length === 0) {
    console.log(`Nothing that ${since} promised is broken without being announced.`);
    return 0;
  }
  console.error(`The graph breaks what ${since} promised:\n${breaks.map((one) => `  - ${one}`).join('\n')}`);
  console.error(
    'Keep it and mark it @deprecated; or say in these words, and what clients do instead, under "### Breaking" of CHANGELOG.md.',
  );
  return 1;
});
