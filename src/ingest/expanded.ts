import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { DomainError } from '../errors.ts';

export interface ExpansionLimits {
  /** Bytes after expansion. */
  readonly mostBytes: number;
  /** Bytes after expansion for one before; readings of a plant stay below a hundred, gzip reaches a thousand. */
  readonly mostRatio: number;
}

/** Short texts may repeat themselves more. */
const RATIO_FROM_BYTES = 1024 * 1024;

const tooLarge = (bytes: number): DomainError =>
  new DomainError(
    'BODY_TOO_LARGE',
    `There are more than ${bytes} bytes`,
    `Send at most ${bytes} bytes at once, counted after expansion, in several parts if need be.`,
  );

const bomb = (ratio: number): DomainError =>
  new DomainError(
    'EXPANDS_TOO_MUCH',
    `What was compressed expands to more than ${ratio} times its size`,
    'Send it without compression.',
  );

const broken = (cause: unknown): DomainError =>
  new DomainError(
    'BAD_GZIP',
    `The compressed bytes cannot be expanded (${(cause as NodeJS.ErrnoException).code ?? 'broken'})`,
    'Send one whole gzip stream.',
  );

/** The bytes as they are, as long as there are not too many. @throws DomainError BODY_TOO_LARGE */
export async function* bounded(
  chunks: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<Uint8Array, void, void> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw tooLarge(mostBytes);
    yield chunk;
  }
}

/**
 * The bytes of a gzip stream, expanded as they are asked for. The source is left open, whatever happens.
 * @throws DomainError BAD_GZIP, BODY_TOO_LARGE or EXPANDS_TOO_MUCH, and whatever the source throws
 */
export async function* gunzipped(
  chunks: AsyncIterable<Uint8Array>,
  limits: ExpansionLimits,
): AsyncGenerator<Uint8Array, void, void> {
  let compressed = 0;
  let sourceError: unknown;
  const counted = async function* () {
    try {
      for await (const chunk of chunks) {
        compressed += chunk.length;
        yield chunk;
      }
    } catch (error) {
      sourceError = error;
      throw error;
    }
  };
  const gunzip = createGunzip({ chunkSize: 65_536 });
  const ended = pipeline(Readable.from(counted(), { objectMode: false }), gunzip).catch(() => undefined);
  let expanded = 0;
  try {
    for await (const chunk of bounded(gunzip, limits.mostBytes)) {
      expanded += chunk.length;
      if (expanded > RATIO_FROM_BYTES && expanded > compressed * limits.mostRatio)
        throw bomb(limits.mostRatio);
      yield chunk;
    }
  } catch (error) {
    if (sourceError !== undefined) throw sourceError;
    throw error instanceof DomainError ? error : broken(error);
  } finally {
    gunzip.destroy();
    await ended;
  }
}
