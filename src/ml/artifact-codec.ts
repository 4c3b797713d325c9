import { CorruptArtifactError, InvalidInputError } from '../errors.ts';

/**
 * Fitted models and live states as bytes: a JSON header and named Float64 columns. Layout, little-endian throughout:
 * magic `TTML` · version u32 · CRC-32 of everything after it u32 · length of the description u32 · description as
 * UTF-8 JSON `{kind, header, columns: [[name, length], …]}` · the columns, eight bytes a number.
 * Equal content gives equal bytes: object keys are sorted, every NaN is written as the same bits.
 */
export interface Artifact {
  readonly header: Record<string, unknown>;
  readonly columns: Record<string, Float64Array>;
}

const MAGIC = 0x4c4d5454;
const VERSION = 1;
const PREAMBLE_BYTES = 16;
const CHECKSUM_FROM = 12;

/** @throws InvalidInputError when the header holds a number that JSON cannot (NaN, ±Infinity). */
export const encodeArtifact = (
  kind: string,
  header: Record<string, unknown>,
  columns: Record<string, Float64Array>,
): Uint8Array => {
  const names = Object.keys(columns).sort();
  const layout = names.map((name) => [name, columns[name].length]);
  const description = new TextEncoder().encode(
    JSON.stringify({ columns: layout, header, kind }, sortedFinite),
  );
  const numbers = names.reduce((sum, name) => sum + columns[name].length, 0);
  const bytes = new Uint8Array(PREAMBLE_BYTES + description.length + 8 * numbers);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setUint32(12, description.length, true);
  bytes.set(description, PREAMBLE_BYTES);
  let at = PREAMBLE_BYTES + description.length;
  for (const name of names) at = writeColumn(view, at, columns[name]);
  view.setUint32(8, crc32(bytes.subarray(CHECKSUM_FROM)), true);
  return bytes;
};

/** @throws CorruptArtifactError when the bytes are not what `encodeArtifact` wrote for this kind. */
export const decodeArtifact = (kind: string, bytes: Uint8Array): Artifact => {
  if (bytes.length < PREAMBLE_BYTES) throw new CorruptArtifactError(kind, `only ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new CorruptArtifactError(kind, 'it does not begin as one');
  const version = view.getUint32(4, true);
  if (version !== VERSION) throw new CorruptArtifactError(kind, `version ${version}, not ${VERSION}`);
  if (view.getUint32(8, true) !== crc32(bytes.subarray(CHECKSUM_FROM))) {
    throw new CorruptArtifactError(kind, 'its checksum does not fit');
  }
  const body = PREAMBLE_BYTES + view.getUint32(12, true);
  if (body > bytes.length) throw new CorruptArtifactError(kind, 'its description is cut off');
  const description = parseDescription(kind, bytes.subarray(PREAMBLE_BYTES, body));
  const numbers = description.columns.reduce((sum, [, length]) => sum + length, 0);
  if (bytes.length !== body + 8 * numbers) {
    throw new CorruptArtifactError(kind, `${bytes.length} bytes, not ${body + 8 * numbers}`);
  }
  let at = body;
  const columns = description.columns.map(([name, length]) => {
    const column = new Float64Array(length);
    for (let i = 0; i < length; i++) column[i] = view.getFloat64(at + 8 * i, true);
    at += 8 * length;
    return [name, column] as const;
  });
  return { header: description.header, columns: Object.fromEntries(columns) };
};

interface Description {
  readonly header: Record<string, unknown>;
  readonly columns: readonly (readonly [string, number])[];
}

const parseDescription = (kind: string, bytes: Uint8Array): Description => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new CorruptArtifactError(kind, 'its description is not JSON');
  }
  if (!isRecord(parsed) || !isRecord(parsed.header) || !Array.isArray(parsed.columns)) {
    throw new CorruptArtifactError(kind, 'its description lacks header or columns');
  }
  if (parsed.kind !== kind) throw new CorruptArtifactError(kind, `it is a ${String(parsed.kind)}`);
  if (!parsed.columns.every(isColumnLayout)) {
    throw new CorruptArtifactError(kind, 'a column has no name or no length');
  }
  return { header: parsed.header, columns: parsed.columns };
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isColumnLayout = (value: unknown): value is readonly [string, number] =>
  Array.isArray(value) &&
  value.length === 2 &&
  typeof value[0] === 'string' &&
  Number.isSafeInteger(value[1]) &&
  value[1] >= 0;

const sortedFinite = (key: string, value: unknown): unknown => {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new InvalidInputError(`artifact header ${key}`, value, 'a finite number');
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, value[name]]),
  );
};

const writeColumn = (view: DataView, from: number, column: Float64Array): number => {
  for (let i = 0; i < column.length; i++) {
    const at = from + 8 * i;
    if (Number.isNaN(column[i])) {
      view.setUint32(at, 0, true);
      view.setUint32(at + 4, 0x7ff80000, true);
    } else {
      view.setFloat64(at, column[i], true);
    }
  }
  return from + 8 * column.length;
};

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});

const crc32 = (bytes: Uint8Array): number => {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff];
  return (crc ^ 0xffffffff) >>> 0;
};
