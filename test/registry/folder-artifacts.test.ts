import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CorruptArtifactError } from '../../src/errors.ts';
import { ArtifactsUnavailableError } from '../../src/registry/artifacts-unavailable.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';

const bytes = new TextEncoder().encode('weights');

describe('folder artifacts', () => {
  let folder: string;
  let artifacts: FolderArtifacts;
  const fileOf = (sha: string) => join(folder, 'sha256', sha.slice(0, 2), sha.slice(2));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'telltale-artifacts-'));
    artifacts = new FolderArtifacts(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('leave no other file behind, also when the same bytes come at the same time', async () => {
    const stored = await Promise.all(Array.from({ length: 8 }, () => artifacts.put(bytes)));
    const { sha256 } = stored[0];
    expect(await readdir(join(folder, 'sha256', sha256.slice(0, 2)))).toEqual([sha256.slice(2)]);
  });

  it('lose what a process that was killed while it wrote has left, as soon as the same bytes come again', async () => {
    const { sha256 } = await artifacts.put(bytes);
    for (const isStored of [true, false]) {
      await writeFile(`${fileOf(sha256)}.3f2a.tmp`, 'wei');
      if (!isStored) await rm(fileOf(sha256));
      await artifacts.put(bytes);
      expect(await readdir(join(folder, 'sha256', sha256.slice(0, 2)))).toEqual([sha256.slice(2)]);
    }
  });

  it('name the file of an artifact that is lost', async () => {
    const { sha256 } = await artifacts.put(bytes);
    await rm(fileOf(sha256));
    const failure = await artifacts.get(sha256).catch((error) => error);
    expect(failure).toBeInstanceOf(CorruptArtifactError);
    expect(failure.message).toContain(join('sha256', sha256.slice(0, 2), sha256.slice(2)));
  });

  it('are not taken for lost because the system does not give them', async () => {
    const { sha256 } = await artifacts.put(bytes);
    await rm(fileOf(sha256));
    await mkdir(fileOf(sha256));
    await expect(artifacts.get(sha256)).rejects.toThrow(ArtifactsUnavailableError);
  });

  it('cannot be used where the folder is a file', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const nowhere = new FolderArtifacts(file);
    await expect(nowhere.check()).rejects.toThrow(/cannot be used: EEXIST/);
    await expect(nowhere.put(bytes)).rejects.toThrow(ArtifactsUnavailableError);
  });
});
