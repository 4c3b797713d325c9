import { IngestFileError } from './ingest-file-error.ts';

/** What the header of an .npy file says: little-endian floats of `itemBytes`, C order, rows × columns. */
export interface NpyHeader {
  readonly itemBytes: 4 | 8;
  readonly rows: number;
  /** 1 for a one-dimensional array. */
  readonly columns: number;
  /** Offset of the first value in the file. */
  readonly dataOffset: number;
}

const MAGIC = '\x93NUMPY';
/** NumPy pads its headers to 64 or 128 bytes; one of a plain float array never comes near this. */
const MAX_HEADER_BYTES = 10_000;
const LAYOUT = 'a little-endian float array (<f4 or <f8) in C order with one or two dimensions';
const ENTRY =
  /^\s*(?:'(\w+)'|"(\w+)")\s*:\s*(?:'([^']*)'|"([^"]*)"|(True|False)|(\([\d\sL,]*\))|(\[.*\]))\s*(,|$)/;

/** Where the header's text lies, after magic and version were checked. */
const locateText = (
  file: string,
  bytes: Buffer,
): { start: number; end: number; encoding: 'latin1' | 'utf8' } => {
  if (bytes.length < 10 || bytes.toString('latin1', 0, 6) !== MAGIC) {
    throw new IngestFileError(
      file,
      undefined,
      'the first bytes are not those of an .npy file',
      `${LAYOUT} as .npy`,
    );
  }
  const major = bytes[6];
  const minor = bytes[7];
  if (major < 1 || major > 3 || minor !== 0) {
    throw new IngestFileError(
      file,
      undefined,
      `.npy format version ${major}.${minor}`,
      'version 1.0, 2.0 or 3.0',
    );
  }
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) {
    throw new IngestFileError(
      file,
      undefined,
      `the file ends after ${bytes.length} bytes`,
      'a complete header',
    );
  }
  const length = major === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  if (length > MAX_HEADER_BYTES) {
    throw new IngestFileError(
      file,
      undefined,
      `the header claims ${length} bytes`,
      `at most ${MAX_HEADER_BYTES} header bytes`,
    );
  }
  if (bytes.length < start + length) {
    throw new IngestFileError(
      file,
      undefined,
      `the file ends inside its header, which claims ${length} bytes`,
      'a complete header',
    );
  }
  return { start, end: start + length, encoding: major === 3 ? 'utf8' : 'latin1' };
};

/** The entries of the Python dictionary literal that an .npy header is, as text by key. */
const parseEntries = (file: string, text: string): Map<string, string> => {
  const broken = (): IngestFileError =>
    new IngestFileError(
      file,
      undefined,
      'the header cannot be understood',
      "a dictionary of exactly 'descr', 'fortran_order' and 'shape'",
    );
  const body = /^\s*\{(.*)\}\s*$/s.exec(text);
  if (body === null) throw broken();
  const entries = new Map<string, string>();
  let rest = body[1].trim();
  while (rest !== '') {
    const match = ENTRY.exec(rest);
    const key = match?.[1] ?? match?.[2];
    if (match === null || key === undefined || entries.has(key)) throw broken();
    entries.set(key, match[3] ?? match[4] ?? match[5] ?? match[6] ?? match[7]);
    rest = rest.slice(match[0].length).trim();
  }
  if (entries.size !== 3 || !['descr', 'fortran_order', 'shape'].every((key) => entries.has(key)))
    throw broken();
  return entries;
};

const parseItemBytes = (file: string, descr: string): 4 | 8 => {
  if (descr === '<f4') return 4;
  if (descr === '<f8') return 8;
  throw new IngestFileError(file, undefined, `values of type ${descr.slice(0, 40)}`, LAYOUT);
};

/** `[rows, columns]` of a shape such as `(2872, 25)` or `(2872,)`. */
const parseShape = (file: string, shape: string): [number, number] => {
  const parts = /^\(\s*(\d+)L?\s*,\s*(?:(\d+)L?\s*,?\s*)?\)$/.exec(shape);
  if (parts === null) throw new IngestFileError(file, undefined, `shape ${shape.slice(0, 60)}`, LAYOUT);
  const rows = Number(parts[1]);
  const columns = parts[2] === undefined ? 1 : Number(parts[2]);
  if (rows < 1 || columns < 1) {
    throw new IngestFileError(file, undefined, `shape ${shape}`, 'at least one row and one column');
  }
  return [rows, columns];
};

/** @throws IngestFileError */
export const parseNpyHeader = (file: string, bytes: Buffer): NpyHeader => {
  const { start, end, encoding } = locateText(file, bytes);
  const entries = parseEntries(file, bytes.toString(encoding, start, end));
  const itemBytes = parseItemBytes(file, String(entries.get('descr')));
  if (entries.get('fortran_order') !== 'False') {
    throw new IngestFileError(file, undefined, `fortran_order is ${entries.get('fortran_order')}`, LAYOUT);
  }
  const [rows, columns] = parseShape(file, String(entries.get('shape')));
  return { itemBytes, rows, columns, dataOffset: end };
};
