import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Encoding } from '../src/ingest/expanded.ts';

/** A body in each form in which one may be sent. */
export const compressed: Readonly<Record<Encoding, (bytes: Buffer | string) => Buffer<ArrayBuffer>>> = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
};
