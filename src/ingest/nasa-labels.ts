import { type CsvRow, readCsv } from './csv.ts';
import { IngestFileError } from './ingest-file-error.ts';
import type { Spacecraft } from './nasa-unit.ts';

/** A labelled anomaly: samples of the test split, both ends inclusive. */
export interface NasaLabel {
  readonly start: number;
  readonly end: number;
  readonly anomalyClass: 'point' | 'contextual';
}

/** What a table says about a channel in one row (the header is row 1). `samples` is the length of its test split. */
export interface ChannelRow {
  readonly row: number;
  readonly channel: string;
  readonly spacecraft: Spacecraft;
  readonly samples: number;
}

/** A row of the label file; the labels are sorted by their start. */
export interface LabelRow extends ChannelRow {
  readonly labels: readonly NasaLabel[];
}

const channelRow = (file: string, { row, fields }: CsvRow): ChannelRow => {
  const { chan_id: channel, spacecraft, num_values: samples } = fields;
  if (spacecraft !== 'SMAP' && spacecraft !== 'MSL') {
    throw new IngestFileError(file, { row }, `spacecraft is '${spacecraft}'`, 'SMAP or MSL');
  }
  if (!/^[1-9]\d{0,8}$/.test(samples)) {
    throw new IngestFileError(file, { row }, `num_values is '${samples}'`, 'the number of test samples');
  }
  return { row, channel, spacecraft, samples: Number(samples) };
};

/** `[[1, 2], [3, 4]]` as pairs, undefined when it is anything else. */
const parsePairs = (text: string): [number, number][] | undefined => {
  if (!/^\[\s*(?:\[\s*\d{1,9}\s*,\s*\d{1,9}\s*\]\s*(?:,\s*(?=\[)|(?=\])))*\]$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+)\s*,\s*(\d+)/g)].map((pair) => [Number(pair[1]), Number(pair[2])]);
};

/** `[point, contextual]`, with or without quotes, as words; undefined when it is anything else. */
const parseClasses = (text: string): ('point' | 'contextual')[] | undefined => {
  const body = /^\[(.*)\]$/s.exec(text)?.[1].trim();
  if (body === undefined) return undefined;
  if (body === '') return [];
  const words = body.split(',').map((word) => word.trim().replace(/^(['"])(.*)\1$/, '$2'));
  return words.every((word) => word === 'point' || word === 'contextual') ? words : undefined;
};

const labelRow = (file: string, record: CsvRow): LabelRow => {
  const head = channelRow(file, record);
  const { row, fields } = record;
  const pairs = parsePairs(fields.anomaly_sequences);
  if (pairs === undefined) {
    const found = `anomaly_sequences is '${fields.anomaly_sequences.slice(0, 80)}'`;
    throw new IngestFileError(
      file,
      { row },
      found,
      'a list of [start, end] pairs such as [[2149, 2349], [4536, 4844]]',
    );
  }
  const classes = parseClasses(fields.class);
  if (classes === undefined || classes.length !== pairs.length) {
    const found = `class is '${fields.class.slice(0, 80)}' beside ${pairs.length} anomaly sequences`;
    throw new IngestFileError(
      file,
      { row },
      found,
      'one point or contextual for each, such as [point, contextual]',
    );
  }
  for (const [start, end] of pairs) {
    if (start > end || end >= head.samples) {
      const found = `[${start}, ${end}] is not an interval of ${head.samples} test samples`;
      throw new IngestFileError(file, { row }, found, `0 ≤ start ≤ end ≤ ${head.samples - 1}`);
    }
  }
  const labels = pairs
    .map(([start, end], k) => ({ start, end, anomalyClass: classes[k] }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  return { ...head, labels };
};

/** Reads `labeled_anomalies.csv`. A channel may stand in several rows. @throws IngestFileError */
export const readLabelFile = async (path: string): Promise<LabelRow[]> => {
  const records = await readCsv(path, ['chan_id', 'spacecraft', 'anomaly_sequences', 'class', 'num_values']);
  return records.map((record) => labelRow(path, record));
};

/** Reads `channels.csv`. @throws IngestFileError also when a channel stands twice. */
export const readChannelFile = async (path: string): Promise<ChannelRow[]> => {
  const rows = (await readCsv(path, ['chan_id', 'spacecraft', 'num_values'])).map((row) =>
    channelRow(path, row),
  );
  const seen = new Set<string>();
  for (const { row, channel } of rows) {
    if (seen.has(channel)) {
      throw new IngestFileError(path, { row }, `channel ${channel} stands twice`, 'one row a channel');
    }
    seen.add(channel);
  }
  return rows;
};
