import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { withProgress } from '../../scripts/terminal/progress.ts';
import type { Run } from './channels.ts';
import { hasCheckpoint } from './checkpoint.ts';

/** `train.ts` as the product trains, `train-shuffled.ts` as the published code holds windows out. */
export type TrainingScript = 'train.ts' | 'train-shuffled.ts';

/** Trains what has no checkpoint yet, one process after the other; what is done stays done when this is stopped. */
export async function trainMissing(
  script: TrainingScript,
  data: string,
  folder: string,
  runs: readonly Run[],
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const missing = runs.filter((run) => !hasCheckpoint(folder, run));
  if (missing.length === 0) return;
  await withProgress('training', missing.length, async (progress) => {
    for (const [done, { channel, seed }] of missing.entries()) {
      process.stderr.write(`${channel}, seed ${seed}: ${missing.length - done} to go\n`);
      const child = spawn(
        process.execPath,
        [resolve(import.meta.dirname, script), data, folder, channel, String(seed)],
        { stdio: ['ignore', 'ignore', 'pipe'] },
      );
      const said = child.stderr.toArray();
      const [code] = await once(child, 'exit');
      if (code !== 0)
        throw new Error(`${script} ${channel} ${seed} ended with ${code}\n${(await said).join('')}`);
      progress.update(done + 1);
    }
  });
}
