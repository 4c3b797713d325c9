import { createHash, randomUUID } from 'node:crypto';
import { access, constants, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CorruptArtifactError } from '../errors.ts';
import type { ArtifactStore, StoredArtifact } from './artifact-store.ts';
import { ArtifactsUnavailableError } from './artifacts-unavailable.ts';

const SHA256 = /^[0-9a-f]{64}$/;

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The file of an artifact below the folder. */
const fileOf = (sha256: string): string => join('sha256', sha256.slice(0, 2), sha256.slice(2));

/** Artifacts as files `sha256/ab/cdef…` below one folder, each written whole or not at all. */
export class FolderArtifacts implements ArtifactStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(bytes: Uint8Array): Promise<StoredArtifact> {
    const sha256 = sha256Of(bytes);
    const stored = { sha256, bytes: bytes.length };
    const file = join(this.#folder, fileOf(sha256));
    try {
      if (!(await this.#holds(sha256))) {
        await mkdir(dirname(file), { recursive: true });
        await writeAtomically(file, bytes);
      }
      await removeParts(file);
    } catch (error) {
      // Whoever put the same bytes first has removed the part that this one was writing.
      if (!(await this.#holds(sha256))) throw this.#unavailable(error);
    }
    return stored;
  }

  async get(sha256: string): Promise<Uint8Array> {
    if (!SHA256.test(sha256)) throw new CorruptArtifactError(`artifact ${sha256}`, 'that is not a SHA-256');
    const name = `artifact ${sha256} in ${fileOf(sha256)}`;
    const bytes = await readFile(join(this.#folder, fileOf(sha256))).catch((error) => {
      throw error.code === 'ENOENT'
        ? new CorruptArtifactError(name, 'the file is missing')
        : this.#unavailable(error);
    });
    const found = sha256Of(bytes);
    if (found !== sha256) throw new CorruptArtifactError(name, `its ${bytes.length} bytes hash to ${found}`);
    return bytes;
  }

  async remove(sha256: string): Promise<void> {
    if (!SHA256.test(sha256)) return;
    const file = join(this.#folder, fileOf(sha256));
    await rm(file, { force: true });
    await removeParts(file);
  }

  async check(): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true });
      await access(this.#folder, constants.R_OK | constants.W_OK);
    } catch (error) {
      throw this.#unavailable(error);
    }
  }

  #unavailable(error: unknown): ArtifactsUnavailableError {
    const { code, message } = error as NodeJS.ErrnoException;
    return new ArtifactsUnavailableError(`in ${this.#folder}`, code ?? message);
  }

  /** A damaged file counts as absent, so that putting the same bytes again repairs it. */
  async #holds(sha256: string): Promise<boolean> {
    return this.get(sha256).then(
      () => true,
      () => false,
    );
  }
}

/** Removes what processes that were killed while they wrote the file have left beside it. */
async function removeParts(file: string): Promise<void> {
  const beside = await readdir(dirname(file)).catch(() => []);
  const parts = beside.filter((name) => name.startsWith(`${basename(file)}.`) && name.endsWith('.tmp'));
  for (const name of parts) await rm(join(dirname(file), name), { force: true });
}

async function writeAtomically(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(file));
}

/** Makes a rename durable. Windows cannot open a folder and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
