import { createReadStream } from 'node:fs';
import type { RecordedSeries } from '../live/line.ts';
import type { SeriesInput } from '../readings/batch.ts';
import { byteLines } from './byte-lines.ts';
import {
  type BadRow,
  type CsvLayout,
  csvLayout,
  type FileReading,
  type LayoutOptions,
} from './csv-layout.ts';
import { csvRecords } from './csv-lines.ts';
import { bounded, expanded } from './expanded.ts';
import { IngestFileError, unreadable } from './ingest-file-error.ts';
import { ReadingBatch } from './reading-batch.ts';
import type { SensorDirectory } from './sensor-directory.ts';

export interface CsvImportOptions extends LayoutOptions {
  /** Readings that are sent at once. */
  readonly mostReadings: number;
  /** Rows that may be left out before the import stops; 0 stops at the first. */
  readonly mostBad: number;
  /** Bytes of the file, after expansion where its name ends in .gz. */
  readonly mostBytes: number;
}

/** What was read, and what became of it. */
export interface CsvReport {
  format: CsvLayout['format'] | null;
  rows: number;
  readings: number;
  accepted: number;
  duplicates: number;
  late: number;
  backfilled: number;
  /** What could not be taken, in the order of its lines. */
  bad: BadRow[];
  /** True when there was more of that than may be left out: what follows was not read. */
  stopped: boolean;
  /** Everything through this line is stored, was stored before, or is among `bad`. */
  settledLine: number;
}

/** How much one sensor got, and from when to when. */
export interface SensorSpan {
  readings: number;
  firstMs: number;
  lastMs: number;
}

const LINE_BYTES = 1_048_576;
/** A file of one's own may repeat itself as much as gzip can say. */
const MOST_RATIO = 2_000;

/** Stores series by the place of their sensors; null tries the file without storing. */
export type RecordFile = ((series: readonly SeriesInput[]) => Promise<readonly RecordedSeries[]>) | null;

/** Reads one file in, a batch in memory at a time. `report` says at any time how far it has come. */
export class CsvImport {
  readonly report: CsvReport = {
    format: null,
    rows: 0,
    readings: 0,
    accepted: 0,
    duplicates: 0,
    late: 0,
    backfilled: 0,
    bad: [],
    stopped: false,
    settledLine: 0,
  };
  /** By the place of the sensor in the directory. */
  readonly spans = new Map<number, SensorSpan>();
  readonly #directory: SensorDirectory;
  readonly #options: CsvImportOptions;
  readonly #record: RecordFile;
  readonly #batch = new ReadingBatch();
  #lastLine = 0;

  constructor(directory: SensorDirectory, options: CsvImportOptions, record: RecordFile) {
    this.#directory = directory;
    this.#options = options;
    this.#record = record;
  }

  /**
   * @param onBytes told how many bytes of the file have been read
   * @throws IngestFileError, DomainError of `expanded` and `byteLines`, and whatever `record` throws
   */
  async read(file: string, onBytes: (bytes: number) => void = () => {}): Promise<void> {
    let layout: CsvLayout | undefined;
    for await (const records of csvRecords(byteLines(this.#bytes(file, onBytes), LINE_BYTES))) {
      for (const record of records) {
        if (!layout) {
          if ('found' in record)
            throw new IngestFileError(file, { row: record.line }, record.found, record.expected);
          layout = csvLayout(file, record.fields, this.#directory, this.#options);
          this.report.format = layout.format;
          continue;
        }
        const row =
          'found' in record ? [{ ...record, column: null }] : layout.readings(record.line, record.fields);
        this.report.rows++;
        if (!(await this.#take(row))) return;
        if (this.#batch.readings >= this.#options.mostReadings && !(await this.#settle(record.line))) return;
        if (this.#batch.readings === 0) this.report.settledLine = record.line;
        this.#lastLine = record.line;
      }
    }
    if (!layout) throw new IngestFileError(file, { row: 1 }, 'the file is empty', 'a header and rows');
    await this.#settle(this.#lastLine);
  }

  async *#bytes(file: string, onBytes: (bytes: number) => void): AsyncGenerator<Uint8Array, void, void> {
    const stream = createReadStream(file, { highWaterMark: 262_144 });
    const counted = async function* () {
      try {
        for await (const chunk of stream) {
          onBytes(stream.bytesRead);
          yield chunk as Uint8Array;
        }
      } catch (error) {
        throw unreadable(file, error, 'a readable CSV file');
      }
    };
    const { mostBytes } = this.#options;
    if (file.endsWith('.gz')) yield* expanded(counted(), 'gzip', { mostBytes, mostRatio: MOST_RATIO });
    else yield* bounded(counted(), mostBytes);
  }

  /** False when the import has to stop; what came before is settled. */
  async #take(row: readonly (FileReading | BadRow)[]): Promise<boolean> {
    for (const one of row) {
      if (!('found' in one)) {
        this.#note(one);
        const { line, timeMs, value, quality } = one;
        this.#batch.addReading(one.sensor, { line, timeMs, value, quality });
        continue;
      }
      if (this.report.bad.length < this.#options.mostBad) this.report.bad.push(one);
      else {
        await this.#settle(one.line - 1);
        this.report.bad.push(one);
        this.report.stopped = true;
        return false;
      }
    }
    return true;
  }

  #note({ sensor, timeMs }: FileReading): void {
    this.report.readings++;
    const span = this.spans.get(sensor);
    if (!span) this.spans.set(sensor, { readings: 1, firstMs: timeMs, lastMs: timeMs });
    else {
      span.readings++;
      span.firstMs = Math.min(span.firstMs, timeMs);
      span.lastMs = Math.max(span.lastMs, timeMs);
    }
  }

  /** False when the server refused more readings than may be left out. */
  async #settle(line: number): Promise<boolean> {
    const { report } = this;
    const record = this.#record ?? untouched;
    const { recorded, repeated, rejected } = await this.#batch.settle(record);
    report.settledLine = line;
    report.duplicates += repeated;
    for (const { accepted, duplicates, late, backfilled } of recorded) {
      report.accepted += accepted;
      report.duplicates += duplicates;
      report.late += late;
      report.backfilled += backfilled;
    }
    for (const { line: at, sensorId, reason, message } of rejected) {
      const column = this.#directory.sensors[sensorId].tag;
      report.bad.push({ line: at, column, found: message, expected: `what the server takes (${reason})` });
    }
    report.bad.sort((a, b) => a.line - b.line);
    report.stopped = report.bad.length > this.#options.mostBad;
    return !report.stopped;
  }
}

/** A trial: nothing is stored, and nothing is known of what was stored before. */
const untouched = async (series: readonly SeriesInput[]): Promise<RecordedSeries[]> =>
  series.map(({ sensorId }) => ({
    sensorId,
    accepted: 0,
    duplicates: 0,
    late: 0,
    backfilled: 0,
    rejected: [],
  }));
