import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Epoch } from '../../src/ml/detector.ts';
import type { Run } from './channels.ts';

/** How one training went; its weights lie beside it. */
export interface Checkpoint extends Run {
  readonly lookback: number;
  readonly backend: string;
  readonly history: readonly Epoch[];
  readonly fitSeconds: number;
  readonly cpuSeconds: number;
  readonly residentMb: number;
}

const stem = (folder: string, { channel, seed }: Run) => join(folder, `${channel}.${seed}`);

export const hasCheckpoint = (folder: string, run: Run): boolean => existsSync(`${stem(folder, run)}.json`);

/** The description is written last, in one step: a checkpoint is whole, or it is not there. */
export function writeCheckpoint(folder: string, checkpoint: Checkpoint, artifact: Uint8Array): void {
  const path = stem(folder, checkpoint);
  writeFileSync(`${path}.ttml`, artifact);
  writeFileSync(`${path}.part`, JSON.stringify(checkpoint));
  renameSync(`${path}.part`, `${path}.json`);
}

export const readCheckpoint = (folder: string, run: Run): Checkpoint =>
  JSON.parse(readFileSync(`${stem(folder, run)}.json`, 'utf8'));

export const readArtifact = (folder: string, run: Run): Uint8Array =>
  readFileSync(`${stem(folder, run)}.ttml`);
