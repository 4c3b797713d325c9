import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { ArtifactHold } from '../../src/registry/artifact-hold.ts';
import { ArtifactSweep } from '../../src/registry/artifact-sweep.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';
import { Registry } from '../../src/registry/registry.ts';
import { onEachDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';
import { candidate } from './candidate.ts';

onEachDatabase('the sweep of artifacts', (kind) => {
  let db: Database;
  let folder: string;
  let artifacts: FolderArtifacts;
  let registry: Registry;
  let sensorId: number;
  const alive = new Set<string>();

  beforeAll(async () => {
    db = await kind.open();
    [sensorId] = await plantWithSensors(db, 1);
  });
  beforeEach(async () => {
    await db.em().nativeDelete(ArtifactHold, {});
    folder = await mkdtemp(join(tmpdir(), 'telltale-sweep-'));
    artifacts = new FolderArtifacts(folder);
    registry = new Registry(db, artifacts, { wake: () => {} });
    alive.clear();
  });
  afterAll(() => db.close());

  const sweep = () =>
    new ArtifactSweep(db, artifacts, {
      alive: async (_em, holders) => new Set(holders.filter((holder) => alive.has(holder))),
      onFault: (error) => {
        throw error;
      },
    }).sweep();
  const stored = async (text: string, holder: string) => {
    const bytes = new TextEncoder().encode(text);
    await registry.hold(bytes, holder);
    return registry.store(bytes);
  };
  const files = async () => {
    const all = await readdir(folder, { recursive: true, withFileTypes: true });
    return all.filter((entry) => entry.isFile()).map(({ name }) => name);
  };
  const cleaned = () => rm(folder, { recursive: true });

  it('removes what a holder that is gone has stored, and leaves what a living one holds', async () => {
    alive.add('living');
    await stored('orphan', 'gone');
    const kept = await stored('kept', 'living');
    await stored('shared', 'gone');
    const shared = await stored('shared', 'living');
    await sweep();
    expect((await files()).sort()).toEqual([kept, shared].map(({ sha256 }) => sha256.slice(2)).sort());
    await cleaned();
  });

  it('never removes what a version refers to, and forgets the hold', async () => {
    const artifact = await stored('weights', 'gone');
    await db.transaction((em) => registry.createVersion(em, { ...candidate([sensorId]), artifact }));
    await sweep();
    expect(await registry.artifact({ artifactSha256: artifact.sha256 })).toHaveLength(7);
    expect(await db.em().count(ArtifactHold)).toBe(0);
    await cleaned();
  });

  it('removes what was half written, and what a holder writes after it was taken for gone', async () => {
    const { sha256 } = await stored('late', 'gone');
    const beside = join(folder, 'sha256', sha256.slice(0, 2));
    await writeFile(join(beside, `${sha256.slice(2)}.1234.tmp`), 'la');
    await sweep();
    expect(await files()).toEqual([]);
    await registry.store(new TextEncoder().encode('late'));
    await sweep();
    expect(await files()).toEqual([]);
    await cleaned();
  });

  it('leaves alone what was never held: files of others, and versions of before', async () => {
    await artifacts.put(new TextEncoder().encode('of another database'));
    await sweep();
    expect(await files()).toHaveLength(1);
    await cleaned();
  });

  it('does not meet with who holds the same bytes at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const gone = `gone-${round}`;
      const living = `living-${round}`;
      await stored(`bytes ${round}`, gone);
      alive.add(living);
      const [artifact] = await Promise.all([stored(`bytes ${round}`, living), sweep(), sweep()]);
      expect(await registry.artifact({ artifactSha256: artifact.sha256 })).toHaveLength(7);
    }
    await cleaned();
  });
});
