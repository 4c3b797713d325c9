import { z } from 'zod';
import { CorruptArtifactError } from '../errors.ts';
import { decodeArtifact, encodeArtifact } from './artifact-codec.ts';

/** Artifacts of several parts under one header. */
interface Bundle {
  readonly header: Record<string, unknown>;
  readonly parts: readonly Uint8Array[];
}

const LENGTH_BYTES = 4;

const lengthsOfParts = z.object({ lengths: z.array(z.int().nonnegative()) });

/** Length of the head u32, little-endian · the head, an artifact that knows the lengths of the parts · the parts as they are. */
export const encodeBundle = (kind: string, { header, parts }: Bundle): Uint8Array => {
  const head = encodeArtifact(kind, { ...header, lengths: parts.map(({ length }) => length) }, {});
  const whole = [head, ...parts];
  const bytes = new Uint8Array(whole.reduce((sum, { length }) => sum + length, LENGTH_BYTES));
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  let at = LENGTH_BYTES;
  for (const part of whole) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

/**
 * The parts check themselves when they are decoded.
 * @throws CorruptArtifactError when the head or a length is not what `encodeBundle` wrote for this kind
 */
export const decodeBundle = (kind: string, bytes: Uint8Array): Bundle => {
  if (bytes.length < LENGTH_BYTES) throw new CorruptArtifactError(kind, `only ${bytes.length} bytes`);
  const from = LENGTH_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const { header } = decodeArtifact(kind, bytes.subarray(LENGTH_BYTES, from));
  const parsed = lengthsOfParts.safeParse(header);
  const lengths = parsed.success ? parsed.data.lengths : [];
  let at = from;
  const parts = lengths.map((length) => {
    at += length;
    return bytes.subarray(at - length, at);
  });
  if (!parsed.success || at !== bytes.length) {
    throw new CorruptArtifactError(kind, 'its parts have other lengths');
  }
  return { header, parts };
};
