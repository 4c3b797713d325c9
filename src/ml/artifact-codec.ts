import { CorruptArtifactError, InvalidInputError } from '../errors.ts';

/**
 * Fitted models and live states as bytes: a JSON header and named columns of numbers. Layout, little-endian throughout:
 * magic `TTML` · version u32 · CRC-32 of everything after it u32 · length of the description u32 · description as
 * UTF-8 JSON `{kind, header, columns: [[name, length], …]}` · the columns, eight bytes a number. A column that was
 * float32 has a third entry, 4, and takes four bytes a number, one of whole numbers below 65,536 has 2 and takes two; both
 * are read back as float64, which loses nothing.
 * Equal content gives equal bytes: object keys are sorted, every NaN is written as the same bits.
 */
export interface Artifact {
  readonly header: Record<string, unknown>;
  readonly columns: Record<string, Float64Array>;
}

/** Numbers to be stored. */
export type ArtifactColumn = Float64Array | Float32Array | Uint16Array;

const MAGIC = 0x4c4d5454;
const VERSION = 1;
const PREAMBLE_BYTES = 16;
const CHECKSUM_FROM = 12;
const SHORT = 2;
const SINGLE = 4;
const DOUBLE = 8;

/** @throws InvalidInputError when the header holds a number that JSON cannot (NaN, ±Infinity). */
export const encodeArtifact = (
  kind: string,
  header: Record<string, unknown>,
  columns: Record<string, ArtifactColumn>,
): Uint8Array => {
  const names = Object.keys(columns).sort();
  const layout = names.map((name) => {
    const { length, BYTES_PER_ELEMENT: itemBytes } = columns[name];
    return itemBytes === DOUBLE ? [name, length] : [name, length, itemBytes];
  });
  const description = new TextEncoder().encode(
    JSON.stringify({ columns: layout, header, kind }, sortedFinite),
  );
  const columnBytes = names.reduce((sum, name) => sum + columns[name].byteLength, 0);
  const bytes = new Uint8Array(PREAMBLE_BYTES + description.length + columnBytes);
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

/** Whether bytes begin as those that `encodeArtifact` writes; they may be damaged all the same. */
export const beginsAsArtifact = (bytes: Uint8Array): boolean =>
  bytes.length >= PREAMBLE_BYTES &&
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true) === MAGIC;

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
  const end = description.columns.reduce(
    (sum, [, length, itemBytes = DOUBLE]) => sum + itemBytes * length,
    body,
  );
  if (bytes.length !== end) throw new CorruptArtifactError(kind, `${bytes.length} bytes, not ${end}`);
  let at = body;
  const columns = description.columns.map(([name, length, itemBytes = DOUBLE]) => {
    const from = at;
    at += itemBytes * length;
    const read = (_: unknown, i: number) => readNumber(view, from + itemBytes * i, itemBytes);
    return [name, Float64Array.from({ length }, read)] as const;
  });
  return { header: description.header, columns: Object.fromEntries(columns) };
};

/** Name, numbers, bytes a number (8 when left out). */
type ColumnLayout = readonly [string, number, (typeof SINGLE | typeof SHORT)?];

interface Description {
  readonly header: Record<string, unknown>;
  readonly columns: readonly ColumnLayout[];
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

const isColumnLayout = (value: unknown): value is ColumnLayout =>
  Array.isArray(value) &&
  (value.length === 2 || (value.length === 3 && (value[2] === SINGLE || value[2] === SHORT))) &&
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

const writeColumn = (view: DataView, from: number, column: ArtifactColumn): number => {
  const itemBytes = column.BYTES_PER_ELEMENT;
  for (let i = 0; i < column.length; i++) writeNumber(view, from + itemBytes * i, column[i], itemBytes);
  return from + column.byteLength;
};

const readNumber = (view: DataView, at: number, itemBytes: number): number => {
  if (itemBytes === SHORT) return view.getUint16(at, true);
  return itemBytes === SINGLE ? view.getFloat32(at, true) : view.getFloat64(at, true);
};

const writeNumber = (view: DataView, at: number, value: number, itemBytes: number): void => {
  if (itemBytes === SHORT) view.setUint16(at, value, true);
  else if (itemBytes === SINGLE) {
    if (Number.isNaN(value)) view.setUint32(at, 0x7fc00000, true);
    else view.setFloat32(at, value, true);
  } else if (Number.isNaN(value)) {
    view.setUint32(at, 0, true);
    view.setUint32(at + 4, 0x7ff80000, true);
  } else {
    view.setFloat64(at, value, true);
  }
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
