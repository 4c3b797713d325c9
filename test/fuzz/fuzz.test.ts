import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Campaign } from './campaign.ts';

const run = promisify(execFile);
const SCRIPT = resolve(import.meta.dirname, '../../bench/fuzz.ts');
const CASES = 2_000;
/** A machine that does much else at the same time. */
const TIMEOUT_MS = 300_000;

async function fuzz(...options: string[]): Promise<Campaign> {
  const { stdout } = await run(process.execPath, [SCRIPT, '--json', ...options], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout);
}

// The process ends by itself, and with 0, only when nothing was found and nothing is left open.
it(
  `${CASES} broken requests: each is answered in its form, what is refused writes nothing, memory stays flat`,
  async () => {
    const { findings, problems, byKind, byAnswer } = await fuzz('--seed', '9', '--cases', String(CASES));
    expect({ findings, problems }).toEqual({ findings: [], problems: [] });
    for (const count of Object.values(byKind)) expect(count).toBeGreaterThan(CASES / 25);
    // They are broken in many ways, and some are still right.
    expect(Object.keys(byAnswer).length).toBeGreaterThan(20);
    expect(byAnswer.OK).toBeGreaterThan(100);
  },
  TIMEOUT_MS,
);
