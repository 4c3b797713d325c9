import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Campaign } from './campaign.ts';

const run = promisify(execFile);
const SCRIPT = resolve(import.meta.dirname, '../../bench/fuzz.ts');
/** A machine that does much else at the same time. */
const TIMEOUT_MS = 600_000;

/** Cases that `npm test` runs: a range of those of one seed. */
interface Part {
  readonly from: number;
  readonly cases: number;
  /** The address of a PostgreSQL server; SQLite where it is left out. */
  readonly postgres?: string;
}

async function fuzz({ from, cases, postgres }: Part): Promise<Campaign> {
  const options = ['--json', '--seed', '9', '--from', String(from), '--cases', String(cases)];
  const database = postgres ? ['--postgres', postgres] : [];
  const { stdout } = await run(process.execPath, [SCRIPT, ...options, ...database], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout);
}

/** A test of a part of a campaign. The process ends by itself, and with 0, only when nothing was found and nothing is left open. */
export function fuzzed(part: Part): void {
  const { from, cases } = part;
  it(
    `broken requests ${from} to ${from + cases - 1}: each is answered in its form, what is refused writes nothing, memory stays flat`,
    async () => {
      const { findings, problems, byKind, byAnswer } = await fuzz(part);
      expect({ findings, problems }).toEqual({ findings: [], problems: [] });
      for (const count of Object.values(byKind)) expect(count).toBeGreaterThan(cases / 25);
      // They are broken in many ways, and some are still right.
      expect(Object.keys(byAnswer).length).toBeGreaterThan(20);
      expect(byAnswer.OK).toBeGreaterThan(cases / 20);
    },
    TIMEOUT_MS,
  );
}
