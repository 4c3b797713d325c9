import { createHash } from 'node:crypto';
import { access, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CorruptArtifactError } from '../../src/errors.ts';
import type { ArtifactStore } from '../../src/registry/artifact-store.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';
import { S3Artifacts } from '../../src/registry/s3-artifacts.ts';
import { S3Server } from './s3-server.ts';

interface Opened {
  readonly store: ArtifactStore;
  /** Where the bytes lie on disk, to do them harm. */
  readonly fileOf: (sha256: string) => string;
  readonly close: () => Promise<void>;
}

const KINDS: readonly (readonly [name: string, open: () => Promise<Opened>])[] = [
  [
    'a folder',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'telltale-artifacts-'));
      const fileOf = (sha256: string) => join(folder, 'sha256', sha256.slice(0, 2), sha256.slice(2));
      return { store: new FolderArtifacts(folder), fileOf, close: () => rm(folder, { recursive: true }) };
    },
  ],
  [
    'an S3 server',
    async () => {
      const server = await S3Server.start();
      const fileOf = (sha256: string) =>
        server.fileOf(`plant-1/sha256/${sha256.slice(0, 2)}/${sha256.slice(2)}`);
      return { store: new S3Artifacts(server.location()), fileOf, close: () => server.stop() };
    },
  ],
];

const bytesOf = (text: string) => new TextEncoder().encode(text);
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

describe.each(KINDS)('artifacts in %s', (_, open) => {
  let store: ArtifactStore;
  let fileOf: Opened['fileOf'];
  let close: Opened['close'];

  beforeAll(async () => {
    ({ store, fileOf, close } = await open());
  });
  afterAll(() => close());

  const refusal = async (sha256: string) => {
    const failure = await store.get(sha256).catch((error) => error);
    expect(failure).toBeInstanceOf(CorruptArtifactError);
    return failure.message;
  };

  it('gives back the bytes by their hash', async () => {
    for (const bytes of [bytesOf('weights'), new Uint8Array(0), new Uint8Array(300_000).fill(7)]) {
      const sha256 = sha256Of(bytes);
      expect(await store.put(bytes)).toEqual({ sha256, bytes: bytes.length });
      const given = await store.get(sha256);
      expect([given.length, sha256Of(given)]).toEqual([bytes.length, sha256]);
    }
  });

  it('takes equal bytes twice, and at the same time, as one', async () => {
    const bytes = bytesOf('twice');
    await store.put(bytes);
    const all = await Promise.all(Array.from({ length: 8 }, () => store.put(bytes)));
    expect(new Set(all.map(({ sha256 }) => sha256))).toEqual(new Set([sha256Of(bytes)]));
    expect(Buffer.from(await store.get(all[0].sha256)).toString()).toBe('twice');
  });

  it('stores the part of a larger array that it was given, and not the array', async () => {
    const part = bytesOf('before-part-after').subarray(7, 11);
    const { sha256 } = await store.put(part);
    expect(Buffer.from(await store.get(sha256)).toString()).toBe('part');
  });

  it('refuses a missing artifact by name', async () => {
    const { sha256 } = await store.put(bytesOf('lost'));
    await rm(fileOf(sha256));
    expect(await refusal(sha256)).toMatch(new RegExp(`${sha256}.*is missing`));
  });

  it('refuses a truncated artifact by name', async () => {
    const { sha256 } = await store.put(bytesOf('weights that are cut off'));
    for (const length of [5, 0]) {
      await truncate(fileOf(sha256), length);
      expect(await refusal(sha256)).toMatch(new RegExp(`${sha256}.*its ${length} bytes hash to`));
    }
  });

  it('refuses an artifact of which one bit has flipped by name', async () => {
    const { sha256 } = await store.put(bytesOf('weights with a bit'));
    const bytes = await readFile(fileOf(sha256));
    bytes[3] ^= 1;
    await writeFile(fileOf(sha256), bytes);
    expect(await refusal(sha256)).toMatch(new RegExp(`${sha256}.*its 18 bytes hash to`));
  });

  it('repairs a damaged artifact when the same bytes are put again', async () => {
    const { sha256 } = await store.put(bytesOf('repaired'));
    await writeFile(fileOf(sha256), 'damaged');
    await store.put(bytesOf('repaired'));
    expect(Buffer.from(await store.get(sha256)).toString()).toBe('repaired');
  });

  it('removes an artifact, and takes one that is gone already for removed', async () => {
    const { sha256 } = await store.put(bytesOf('orphan'));
    const other = await store.put(bytesOf('kept'));
    await store.remove(sha256);
    await store.remove(sha256);
    expect([await exists(fileOf(sha256)), await exists(fileOf(other.sha256))]).toEqual([false, true]);
    expect(await refusal(sha256)).toContain('is missing');
  });

  it('asks for nothing but hashes, whatever it is told', async () => {
    const { sha256 } = await store.put(bytesOf('kept from names'));
    for (const forged of ['../../etc/passwd', '', sha256.toUpperCase(), `${sha256}/..`, `${sha256}?acl`]) {
      expect(await refusal(forged)).toContain('that is not a SHA-256');
      await store.remove(forged);
    }
    expect(await exists(fileOf(sha256))).toBe(true);
  });

  it('says that it can be used', async () => {
    await expect(store.check()).resolves.toBeUndefined();
  });
});
