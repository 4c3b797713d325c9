import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';
import { DomainError } from '../errors.ts';

export interface ExpansionLimits {
  /** Bytes after expansion. */
  readonly mostBytes: number;
  /** Bytes after expansion for one before; readings of a plant stay below a hundred, a bomb reaches a thousand. */
  readonly mostRatio: number;
}

/** Short texts may repeat themselves more. */
const RATIO_FROM_BYTES = 1024 * 1024;

const chunkSize = 65_536;
/** 8 MiB, which is what RFC 9659 lets a sender ask for: the decoder takes the memory before it has seen a byte. */
const ZSTD_WINDOW_LOG = 23;

/** Node's streams count the bytes that the decoder has used. */
type Expander = Transform & { readonly bytesWritten: number };

const EXPANDERS = {
  gzip: () => createGunzip({ chunkSize }),
  deflate: () => createInflate({ chunkSize }),
  br: () => createBrotliDecompress({ chunkSize }),
  zstd: () =>
    createZstdDecompress({ chunkSize, params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG } }),
} satisfies Record<string, () => Expander>;

/** As `Content-Encoding` names it. */
export type Encoding = keyof typeof EXPANDERS;

export const ENCODINGS = Object.keys(EXPANDERS) as readonly Encoding[];

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

const broken = (encoding: Encoding, why: string): DomainError =>
  new DomainError(
    'BAD_COMPRESSION',
    `The compressed bytes cannot be expanded (${why})`,
    `Send one whole ${encoding} stream.`,
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
 * The bytes of a compressed stream, expanded as they are asked for. The source is left open, whatever happens.
 * @throws DomainError BAD_COMPRESSION, BODY_TOO_LARGE or EXPANDS_TOO_MUCH, and whatever the source throws
 */
export async function* expanded(
  chunks: AsyncIterable<Uint8Array>,
  encoding: Encoding,
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
  const expander: Expander = EXPANDERS[encoding]();
  const ended = pipeline(Readable.from(counted(), { objectMode: false }), expander).catch(() => undefined);
  let bytes = 0;
  try {
    for await (const chunk of bounded(expander, limits.mostBytes)) {
      bytes += chunk.length;
      if (bytes > RATIO_FROM_BYTES && bytes > compressed * limits.mostRatio) throw bomb(limits.mostRatio);
      yield chunk;
    }
    // Node leaves out without a word what follows the end of a stream.
    if (expander.bytesWritten < compressed) throw broken(encoding, 'bytes follow its end');
  } catch (error) {
    if (sourceError !== undefined) throw sourceError;
    if (error instanceof DomainError) throw error;
    throw broken(encoding, (error as NodeJS.ErrnoException).code ?? 'broken');
  } finally {
    expander.destroy();
    await ended;
  }
}
