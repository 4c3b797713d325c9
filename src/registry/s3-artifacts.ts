import type { S3Location } from '../config/artifact-settings.ts';
import { CorruptArtifactError } from '../errors.ts';
import type { ArtifactStore, StoredArtifact } from './artifact-store.ts';
import { ArtifactsUnavailableError } from './artifacts-unavailable.ts';
import { sha256Of } from './folder-artifacts.ts';
import { S3Bucket, type S3Patience } from './s3-bucket.ts';

const SHA256 = /^[0-9a-f]{64}$/;
/** So long after a read that the store did not answer, others are refused without asking it. */
const REST_MS = 10_000;

const BRIEFLY: S3Patience = { tries: 1, timeoutMs: 2_000, waitMs: 0 };

export interface S3ArtifactsOptions {
  readonly patience?: S3Patience;
  readonly restMs?: number;
}

/**
 * Artifacts as objects `PREFIX/sha256/ab/cdef…` of one bucket. A store makes an object visible whole or not at all, and
 * refuses bytes that do not have the hash with which the request is signed.
 */
export class S3Artifacts implements ArtifactStore {
  readonly #bucket: S3Bucket;
  readonly #prefix: string;
  readonly #restMs: number;
  #silent: { readonly error: ArtifactsUnavailableError; readonly untilMs: number } | undefined;

  constructor(location: S3Location, { patience, restMs = REST_MS }: S3ArtifactsOptions = {}) {
    this.#bucket = new S3Bucket(location, patience);
    this.#prefix = location.prefix;
    this.#restMs = restMs;
  }

  /** Written also where the bytes lie already, so that damaged ones are repaired. */
  async put(bytes: Uint8Array): Promise<StoredArtifact> {
    const sha256 = sha256Of(bytes);
    const headers = { 'x-amz-content-sha256': sha256, 'content-type': 'application/octet-stream' };
    const body = bytes.slice();
    const { status } = await this.#bucket.send({ method: 'PUT', key: this.#keyOf(sha256), body, headers });
    if (status === 404) throw new ArtifactsUnavailableError(this.#bucket.name, 'HTTP 404 to a PUT');
    return { sha256, bytes: bytes.length };
  }

  async get(sha256: string): Promise<Uint8Array> {
    if (!SHA256.test(sha256)) throw new CorruptArtifactError(`artifact ${sha256}`, 'that is not a SHA-256');
    const key = this.#keyOf(sha256);
    const name = `artifact ${sha256} in ${key} of ${this.#bucket.name}`;
    const { status, bytes } = await this.#read(key);
    if (status === 404) throw new CorruptArtifactError(name, 'the object is missing');
    const found = sha256Of(bytes);
    if (found !== sha256) throw new CorruptArtifactError(name, `its ${bytes.length} bytes hash to ${found}`);
    return bytes;
  }

  /** Tried once and briefly: the sweep holds a transaction meanwhile, and comes back every minute. */
  async remove(sha256: string): Promise<void> {
    if (!SHA256.test(sha256)) return;
    await this.#bucket.send({ method: 'DELETE', key: this.#keyOf(sha256) }, BRIEFLY);
  }

  async check(): Promise<void> {
    await this.#bucket.send({ method: 'HEAD' }, BRIEFLY);
    this.#silent = undefined;
  }

  #keyOf(sha256: string): string {
    return `${this.#prefix}sha256/${sha256.slice(0, 2)}/${sha256.slice(2)}`;
  }

  /** Whoever judges readings waits for weights: a store that is away is not waited for by one sensor after the other. */
  async #read(key: string) {
    if (this.#silent && Date.now() < this.#silent.untilMs) throw this.#silent.error;
    try {
      const answer = await this.#bucket.send({ method: 'GET', key });
      this.#silent = undefined;
      return answer;
    } catch (error) {
      if (error instanceof ArtifactsUnavailableError) {
        this.#silent = { error, untilMs: Date.now() + this.#restMs };
      }
      throw error;
    }
  }
}
