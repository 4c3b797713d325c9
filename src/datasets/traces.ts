import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Interval, Series } from '../ml/series.ts';
import { canonicalBytes } from './canonical-bytes.ts';
import { within } from './confirmed-intervals.ts';
import { hashColumn } from './lineage.ts';

/** What is kept of the things that a dataset was made of, so that what became different can be told later. */
export interface Traces {
  /** CRC-32 of each block of the stored values, before labels and cleaning: little-endian, four bytes each. */
  readonly blocks: Uint8Array<ArrayBuffer>;
  /** SHA-256 over which samples before the test part operators had confirmed as anomalous. */
  readonly labels: string;
  readonly labelledSamples: number;
  /** SHA-256 of each input, in their order. */
  readonly inputs: readonly string[];
}

/** 64 KB a dataset; up to this many samples have a block each. */
const MOST_BLOCKS = 16_384;

/** Samples that share a block in a dataset of `sampleCount`. */
export const blockSamples = (sampleCount: number): number => Math.ceil(sampleCount / MOST_BLOCKS);

/** @param confirmed intervals of the grid that operators hold to be anomalous; those before the test part count */
export function tracesOf(stored: Series, confirmed: readonly Interval[], testFrom: number): Traces {
  const labelled = new Uint8Array(testFrom);
  for (const { start, end } of confirmed.flatMap((one) => within(one, 0, testFrom - 1))) {
    labelled.fill(1, start, end + 1);
  }
  return {
    blocks: blocksOf(stored.values),
    labels: createHash('sha256').update(labelled).digest('hex'),
    labelledSamples: labelled.reduce((sum, one) => sum + one, 0),
    inputs: stored.inputs.map(columnSha256),
  };
}

function blocksOf(values: Float64Array): Uint8Array<ArrayBuffer> {
  const samples = blockSamples(values.length);
  const blocks = new DataView(new ArrayBuffer(4 * Math.ceil(values.length / samples)));
  for (let first = 0, k = 0; first < values.length; first += samples, k++) {
    const count = Math.min(samples, values.length - first);
    blocks.setUint32(4 * k, crc32(canonicalBytes(count, (i) => values[first + i])), true);
  }
  return new Uint8Array(blocks.buffer);
}

function columnSha256(column: Float64Array): string {
  const hash = createHash('sha256');
  hashColumn(hash, column.length, (i) => column[i]);
  return hash.digest('hex');
}
