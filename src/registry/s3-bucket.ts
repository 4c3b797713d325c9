import { AwsClient } from 'aws4fetch';
import type { S3Location } from '../config/artifact-settings.ts';
import { ArtifactsUnavailableError } from './artifacts-unavailable.ts';

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Below the bucket; the bucket itself where absent. */
  readonly key?: string;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface S3Answer {
  readonly status: number;
  readonly bytes: Uint8Array;
}

export interface S3Patience {
  /** Tries of a request that meets a fault which may pass. */
  readonly tries: number;
  /** Milliseconds that a try may take, where that is less than the location allows. */
  readonly timeoutMs?: number;
  /** Milliseconds before the second try; doubled before each further one, plus up to as much by chance. */
  readonly waitMs: number;
}

const PATIENCE: S3Patience = { tries: 4, waitMs: 250 };
const MOST_BYTES = 1024 * 1024 * 1024;
/** Statuses after which the same request may succeed. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/** What stands in the way of an answer; `passing` when the same request may succeed. */
interface Obstacle {
  readonly why: string;
  readonly passing: boolean;
}

/** Signed requests to one bucket (AWS signature version 4, bucket in the path), each bounded in time, tries and bytes. */
export class S3Bucket {
  readonly name: string;
  readonly #client: AwsClient;
  readonly #base: string;
  readonly #timeoutMs: number;
  readonly #patience: S3Patience;

  constructor(location: S3Location, patience: S3Patience = PATIENCE) {
    const { endpoint, bucket, region, accessKeyId, secretAccessKey, sessionToken, timeoutMs } = location;
    this.name = `s3://${bucket} at ${endpoint}`;
    this.#client = new AwsClient({
      accessKeyId,
      secretAccessKey,
      sessionToken: sessionToken ?? undefined,
      region,
      service: 's3',
    });
    this.#base = `${endpoint.replace(/\/$/, '')}/${bucket}`;
    this.#timeoutMs = timeoutMs;
    this.#patience = patience;
  }

  /**
   * An answer of the statuses 200 to 204, or 404 for a key that does not exist.
   * @throws ArtifactsUnavailableError
   */
  async send(request: S3Request, patience: S3Patience = this.#patience): Promise<S3Answer> {
    const timeoutMs = Math.min(this.#timeoutMs, patience.timeoutMs ?? this.#timeoutMs);
    for (let done = 1; ; done++) {
      const outcome = await this.#try(request, timeoutMs);
      if ('status' in outcome) return outcome;
      if (!outcome.passing || done >= patience.tries) {
        throw new ArtifactsUnavailableError(
          this.name,
          done > 1 ? `${outcome.why}, ${done} times` : outcome.why,
        );
      }
      const wait = patience.waitMs * 2 ** (done - 1);
      await new Promise((resolve) => setTimeout(resolve, wait * (1 + Math.random())));
    }
  }

  async #try({ method, key, body, headers }: S3Request, timeoutMs: number): Promise<S3Answer | Obstacle> {
    const url = key === undefined ? this.#base : `${this.#base}/${key}`;
    try {
      const signed = await this.#client.sign(url, { method, body, headers });
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetch(signed, { signal, redirect: 'manual' });
      const bytes = await boundedBytes(response);
      return refusalOf(response.status, method, bytes) ?? { status: response.status, bytes };
    } catch (error) {
      if (error instanceof TooLongError) return { why: error.message, passing: false };
      return { why: faultOf(error as Error, timeoutMs), passing: true };
    }
  }
}

function faultOf({ name, message, cause }: Error, timeoutMs: number): string {
  if (name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  const { code, message: inner } = (cause ?? {}) as NodeJS.ErrnoException;
  return code ?? inner ?? message;
}

class TooLongError extends Error {}

/** The body whole. @throws when it ends early, or is longer than an artifact may be. */
async function boundedBytes({ body }: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new TooLongError(`an answer of more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** Undefined for an answer to go on with. */
function refusalOf(status: number, method: string, bytes: Uint8Array): Obstacle | undefined {
  if (status >= 200 && status <= 204) return undefined;
  const [, code] = /<Code>(\w+)<\/Code>/.exec(Buffer.from(bytes.subarray(0, 4_096)).toString()) ?? [];
  const isKeyMissing = status === 404 && method !== 'HEAD' && code !== 'NoSuchBucket';
  if (isKeyMissing) return undefined;
  return {
    why: `HTTP ${status}${code ? ` ${code}` : ''}`,
    passing: PASSING.has(status) || code === 'RequestTimeout',
  };
}
