import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { JOB_STEPS } from '../../src/jobs/job-steps.ts';
import { onPostgresql } from '../database.ts';
import { runRound } from './round.ts';

onPostgresql(
  'a server and a worker that train twenty sensors and are killed at every step of a job',
  (kind) => {
    it('end every job with one version, leave no orphan artifact and lose no line that was seen', async () => {
      const db = await kind.open();
      onTestFinished(() => db.close());
      const folder = mkdtempSync(join(tmpdir(), 'telltale-kills-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const site = { databaseUrl: db.url, folder, roles: ['server', 'worker'] as const };
      const { problems, kills } = await runRound(site, { kills: JOB_STEPS.length, seed: 3 });
      expect(problems).toEqual([]);
      expect(Object.values(kills).reduce((sum, count) => sum + count)).toBe(JOB_STEPS.length);
    }, 300_000);
  },
);
