import type { Quality } from '../readings/quality.ts';
import { BadCell, qualityCell, type TimeRule, timeCell, valueCell } from './csv-cells.ts';
import { IngestFileError } from './ingest-file-error.ts';
import { instead, type SensorDirectory } from './sensor-directory.ts';

/** A reading of a file; `sensor` is a place in the directory. */
export interface FileReading {
  readonly line: number;
  readonly column: string;
  readonly sensor: number;
  readonly timeMs: number;
  readonly value: number | null;
  readonly quality: Quality;
}

/** Something in a row that cannot be taken. */
export interface BadRow {
  readonly line: number;
  /** Null for a row that is wrong as a whole. */
  readonly column: string | null;
  readonly found: string;
  /** What to write, as the end of a sentence that begins "Write …". */
  readonly expected: string;
}

/** What the columns of a file mean, and its rows as readings. */
export interface CsvLayout {
  readonly format: 'wide' | 'long';
  readings(line: number, fields: readonly string[]): (FileReading | BadRow)[];
}

export interface LayoutOptions {
  readonly format: 'wide' | 'long' | null;
  /** The name of the column with times; null for time, timestamp or date. */
  readonly timeColumn: string | null;
  readonly times: TimeRule;
  /** Tags by column (wide) or by the names in the file (long); null leaves one out. */
  readonly map: Readonly<Record<string, string | null>>;
}

const TIME_NAMES = ['time', 'timestamp', 'date'];
const SENSOR_NAMES = ['sensor', 'tag'];
const shown = (text: string): string => JSON.stringify(text.slice(0, 80));

const bad = (line: number, column: string, text: string, { expected }: BadCell): BadRow => ({
  line,
  column,
  found: text === '' ? 'the cell is empty' : `${shown(text)} cannot be read`,
  expected,
});

const indexOf = (header: readonly string[], names: readonly string[]): number =>
  header.findIndex((name) => names.includes(name.toLowerCase()));

function timeIndex(file: string, header: readonly string[], { timeColumn }: LayoutOptions): number {
  const found = timeColumn === null ? indexOf(header, TIME_NAMES) : header.indexOf(timeColumn);
  if (found >= 0) return found;
  const wanted = timeColumn ?? TIME_NAMES.join(', ');
  const semicolons =
    header.length === 1 && header[0].includes(';') ? ' Columns are separated by commas.' : '';
  const expected = `a column ${wanted}, or the name of another with --time`;
  const names = header.slice(0, 8).map(shown).join(', ');
  throw new IngestFileError(file, { row: 1 }, `the columns are ${names}.${semicolons}`, expected);
}

function checkNames(file: string, header: readonly string[]): void {
  const twice = header.find((name, k) => name === '' || header.indexOf(name) !== k);
  if (twice === undefined) return;
  const found = twice === '' ? 'a column has no name' : `the column ${shown(twice)} stands twice`;
  throw new IngestFileError(file, { row: 1 }, found, 'a header with a name for each column, each once');
}

/** A column for each sensor. */
function wide(file: string, header: readonly string[], directory: SensorDirectory, options: LayoutOptions) {
  const time = timeIndex(file, header, options);
  const unknown: string[] = [];
  const sensors = header.map((column, k) => {
    const name = Object.hasOwn(options.map, column) ? options.map[column] : column;
    if (k === time || name === null) return undefined;
    const found = directory.find(name);
    if (typeof found === 'number') return found;
    unknown.push(`${shown(column)} (write ${instead(found)})`);
    return undefined;
  });
  const places = sensors.filter((place) => place !== undefined);
  const twice = places.find((place, k) => places.indexOf(place) !== k);
  if (twice !== undefined) unknown.push(`two columns of ${directory.sensors[twice].tag}`);
  if (unknown.length > 0 || places.length === 0) {
    const found =
      unknown.length > 0 ? `no sensor of its own: ${unknown.join('; ')}` : 'no column of a sensor';
    const expected =
      'a column for each sensor, by its tag; --map FILE gives tags to columns, and null to others';
    throw new IngestFileError(file, { row: 1 }, found, expected);
  }
  return (line: number, fields: readonly string[]): (FileReading | BadRow)[] => {
    const timeMs = timeCell(fields[time].trim(), options.times);
    if (timeMs instanceof BadCell) return [bad(line, header[time], fields[time].trim(), timeMs)];
    const row: (FileReading | BadRow)[] = [];
    for (const [k, sensor] of sensors.entries()) {
      const text = fields[k].trim();
      if (sensor === undefined || text === '') continue;
      const value = valueCell(text);
      if (value instanceof BadCell) row.push(bad(line, header[k], text, value));
      else row.push({ line, column: header[k], sensor, timeMs, value, quality: 'GOOD' });
    }
    return row;
  };
}

/** A row for each reading. */
function long(file: string, header: readonly string[], directory: SensorDirectory, options: LayoutOptions) {
  const time = timeIndex(file, header, options);
  const [tag, measured, said] = [SENSOR_NAMES, ['value'], ['quality']].map((names) => indexOf(header, names));
  if (tag < 0 || measured < 0) {
    const found = `there is no column ${tag < 0 ? 'sensor' : 'value'}`;
    throw new IngestFileError(
      file,
      { row: 1 },
      found,
      'the columns time, sensor and value; quality if you like',
    );
  }
  const known = new Map<string, number | null | BadCell>();
  const sensorOf = (name: string): number | null | BadCell => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const meant = Object.hasOwn(options.map, name) ? options.map[name] : name;
    const place = meant === null ? null : directory.find(meant);
    const found = typeof place === 'object' && place !== null ? new BadCell(instead(place)) : place;
    if (known.size < 100_000) known.set(name, found);
    return found;
  };
  return (line: number, fields: readonly string[]): (FileReading | BadRow)[] => {
    const cell = (k: number): string => (k < 0 ? '' : fields[k].trim());
    const sensor = sensorOf(cell(tag));
    if (sensor === null) return [];
    if (sensor instanceof BadCell) {
      const found = `there is no sensor ${shown(cell(tag))}`;
      return [{ line, column: header[tag], found, expected: sensor.expected }];
    }
    const [timeMs, value, quality] = [
      timeCell(cell(time), options.times),
      valueCell(cell(measured)),
      qualityCell(cell(said)),
    ];
    if (timeMs instanceof BadCell) return [bad(line, header[time], cell(time), timeMs)];
    if (value instanceof BadCell) return [bad(line, header[measured], cell(measured), value)];
    if (quality instanceof BadCell) return [bad(line, header[said], cell(said), quality)];
    return [{ line, column: header[measured], sensor, timeMs, value, quality }];
  };
}

/** @throws IngestFileError when the header does not say what the columns are */
export function csvLayout(
  file: string,
  fields: readonly string[],
  directory: SensorDirectory,
  options: LayoutOptions,
): CsvLayout {
  const header = fields.map((name) => name.trim());
  checkNames(file, header);
  const looksLong = indexOf(header, SENSOR_NAMES) >= 0 && indexOf(header, ['value']) >= 0;
  const format = options.format ?? (looksLong ? 'long' : 'wide');
  const rows = (format === 'wide' ? wide : long)(file, header, directory, options);
  const readings = (line: number, row: readonly string[]): (FileReading | BadRow)[] => {
    if (row.length === header.length) return rows(line, row);
    const expected = `${header.length} fields, as the header has`;
    return [{ line, column: null, found: `there are ${row.length} fields`, expected }];
  };
  return { format, readings };
}
