import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CorruptArtifactError } from '../../src/errors.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';

const bytes = new TextEncoder().encode('weights');
const sha256 = '9b7ca18f4e0eb5ed9ec0ab9d2ecf8f4f4fe4f3fa3ef1bdd5f1d3ac3eaf4b8d3a';

describe('folder artifacts', () => {
  let folder: string;
  let artifacts: FolderArtifacts;
  const fileOf = (sha: string) => join(folder, 'sha256', sha.slice(0, 2), sha.slice(2));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'telltale-artifacts-'));
    artifacts = new FolderArtifacts(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('gives back the bytes by their hash, and leaves no other file behind', async () => {
    const stored = await artifacts.put(bytes);
    expect(stored.bytes).toBe(7);
    expect(new Uint8Array(await artifacts.get(stored.sha256))).toEqual(bytes);
    expect(await readdir(join(folder, 'sha256', stored.sha256.slice(0, 2)))).toEqual([
      stored.sha256.slice(2),
    ]);
  });

  it('stores equal bytes once, also when they come at the same time', async () => {
    const stored = await Promise.all(Array.from({ length: 8 }, () => artifacts.put(bytes)));
    expect(new Set(stored.map((one) => one.sha256)).size).toBe(1);
    expect(await readdir(join(folder, 'sha256', stored[0].sha256.slice(0, 2)))).toHaveLength(1);
  });

  it('names sha and file of an artifact that was changed, cut off or lost', async () => {
    const { sha256: sha } = await artifacts.put(bytes);
    const damages: (() => Promise<void>)[] = [
      () => writeFile(fileOf(sha), 'weightz'),
      () => truncate(fileOf(sha), 3),
      () => truncate(fileOf(sha), 0),
      () => rm(fileOf(sha)),
    ];
    for (const damage of damages) {
      await damage();
      const failure = await artifacts.get(sha).catch((error) => error);
      expect(failure).toBeInstanceOf(CorruptArtifactError);
      expect(failure.message).toContain(sha);
      expect(failure.message).toContain(join('sha256', sha.slice(0, 2), sha.slice(2)));
    }
  });

  it('repairs a damaged artifact when the same bytes are put again', async () => {
    const { sha256: sha } = await artifacts.put(bytes);
    await writeFile(fileOf(sha), 'damaged');
    await artifacts.put(bytes);
    expect(new Uint8Array(await artifacts.get(sha))).toEqual(bytes);
  });

  it('never leaves its folder, whatever it is asked for', async () => {
    for (const forged of ['../../etc/passwd', '', sha256.toUpperCase(), `${sha256}/..`]) {
      await expect(artifacts.get(forged)).rejects.toThrow(CorruptArtifactError);
    }
  });
});
