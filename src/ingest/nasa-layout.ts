import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { IngestFileError } from './ingest-file-error.ts';
import {
  type ChannelRow,
  type LabelRow,
  type NasaLabel,
  readChannelFile,
  readLabelFile,
} from './nasa-labels.ts';
import { pairedChannels } from './nasa-splits.ts';
import type { Spacecraft } from './nasa-unit.ts';
import { type Matrix, readNpy } from './npy.ts';

/** One channel of the public telemetry. Column 0 is the telemetry value, the others are commands. */
export interface NasaChannel {
  /** Such as `P-1`. */
  readonly channel: string;
  readonly spacecraft: Spacecraft;
  /** The letter that the channel's name begins with. */
  readonly subsystem: string;
  readonly columns: number;
  readonly trainRows: number;
  readonly testRows: number;
  /** Of all rows of the label file for this channel, sorted by start. */
  readonly labels: readonly NasaLabel[];
  /**
   * Rows of the label file for this channel: 0 when nothing is known about its anomalies, 2 or more when the file
   * contradicts itself (the public one does for P-2), so that the labels should be left out of scores.
   */
  readonly labelRows: number;
  readonly trainPath: string;
  readonly testPath: string;
  /** Reads the split again. @throws IngestFileError */
  loadTrain(): Promise<Matrix>;
  loadTest(): Promise<Matrix>;
}

export interface NasaLayout {
  /** In natural order: … D-2, D-11 … */
  readonly channels: readonly NasaChannel[];
}

/** Columns of a channel whose spacecraft no table names. */
const SPACECRAFT_BY_COLUMNS: ReadonlyMap<number, Spacecraft> = new Map([
  [25, 'SMAP'],
  [55, 'MSL'],
]);

const checkKnown = (file: string, rows: readonly ChannelRow[], channels: ReadonlySet<string>): void => {
  for (const { row, channel } of rows) {
    if (channels.has(channel)) continue;
    throw new IngestFileError(
      file,
      { row },
      `unknown channel '${channel}'`,
      'a channel with files in train and test',
    );
  }
};

/** Compares what the tables say about a channel with its files, and returns its spacecraft. */
const checkedSpacecraft = (
  path: string,
  shape: { readonly columns: number; readonly testRows: number },
  said: readonly { readonly file: string; readonly row: ChannelRow }[],
): Spacecraft => {
  for (const { file, row } of said) {
    if (row.samples !== shape.testRows) {
      const found = `num_values is ${row.samples}, the test split of ${row.channel} has ${shape.testRows} samples`;
      throw new IngestFileError(file, { row: row.row }, found, `num_values ${shape.testRows}`);
    }
    if (row.spacecraft !== said[0].row.spacecraft) {
      const found = `${row.channel} belongs to ${row.spacecraft} here and to ${said[0].row.spacecraft} in ${said[0].file}`;
      throw new IngestFileError(file, { row: row.row }, found, 'the same spacecraft everywhere');
    }
  }
  const spacecraft = said[0]?.row.spacecraft ?? SPACECRAFT_BY_COLUMNS.get(shape.columns);
  if (spacecraft === undefined) {
    const found = `no table names the spacecraft of this channel and ${shape.columns} columns do not tell`;
    throw new IngestFileError(
      path,
      undefined,
      found,
      'a row in channels.csv, or 25 columns (SMAP) or 55 (MSL)',
    );
  }
  return spacecraft;
};

/** A split read again after the check: a file that changed its shape since then is refused. */
const loadSplit = async (path: string, rows: number, columns: number): Promise<Matrix> => {
  const matrix = await readNpy(path);
  if (matrix.rows !== rows || matrix.columns !== columns) {
    const found = `the file changed to ${matrix.rows} × ${matrix.columns} values since it was checked`;
    throw new IngestFileError(path, undefined, found, `${rows} × ${columns} values`);
  }
  return matrix;
};

const openChannel = async (
  dir: string,
  channel: string,
  listed: { readonly file: string; readonly row: ChannelRow } | undefined,
  labelled: readonly { readonly file: string; readonly row: LabelRow }[],
): Promise<NasaChannel> => {
  const trainPath = join(dir, 'train', `${channel}.npy`);
  const testPath = join(dir, 'test', `${channel}.npy`);
  const { rows: trainRows, columns } = await readNpy(trainPath);
  const { rows: testRows, columns: testColumns } = await readNpy(testPath);
  if (columns !== testColumns) {
    const found = `${testColumns} columns, the train split has ${columns}`;
    throw new IngestFileError(testPath, undefined, found, `${columns} columns`);
  }
  const said = listed === undefined ? labelled : [listed, ...labelled];
  return {
    channel,
    spacecraft: checkedSpacecraft(trainPath, { columns, testRows }, said),
    subsystem: channel[0],
    columns,
    trainRows,
    testRows,
    labels: labelled.flatMap(({ row }) => row.labels).sort((a, b) => a.start - b.start || a.end - b.end),
    labelRows: labelled.length,
    trainPath,
    testPath,
    loadTrain: () => loadSplit(trainPath, trainRows, columns),
    loadTest: () => loadSplit(testPath, testRows, columns),
  };
};

/**
 * Checks a whole directory of the public SMAP/MSL layout before anything of it is used: `train/` and `test/` with a
 * file per channel, `labeled_anomalies.csv`, and `channels.csv` where there is one. Every value of every file is read;
 * nothing is kept in memory but shapes and labels.
 * @param onChannel called after each checked channel, for a progress bar.
 * @throws IngestFileError
 */
export const openNasaLayout = async (
  dir: string,
  onChannel?: (done: number, all: number) => void,
): Promise<NasaLayout> => {
  const names = await pairedChannels(dir);
  const known = new Set(names);
  const labelFile = join(dir, 'labeled_anomalies.csv');
  const labelRows = await readLabelFile(labelFile);
  checkKnown(labelFile, labelRows, known);
  const channelFile = join(dir, 'channels.csv');
  const channelRows = existsSync(channelFile) ? await readChannelFile(channelFile) : [];
  checkKnown(channelFile, channelRows, known);
  const channels: NasaChannel[] = [];
  for (const name of names) {
    const row = channelRows.find(({ channel }) => channel === name);
    const listed = row && { file: channelFile, row };
    const labelled = labelRows
      .filter(({ channel }) => channel === name)
      .map((row) => ({ file: labelFile, row }));
    channels.push(await openChannel(dir, name, listed, labelled));
    onChannel?.(channels.length, names.length);
  }
  return { channels };
};
