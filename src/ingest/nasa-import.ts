import type { Database, EntityManager } from '../db/database.ts';
import { OperatorLabel } from '../labels/operator-label.ts';
import type { ReadingsStore, SensorColumns } from '../readings/store.ts';
import { IngestFileError } from './ingest-file-error.ts';
import type { NasaChannel, NasaLayout } from './nasa-layout.ts';
import { channelSensors, channelUnit, IMPORT_AUTHOR } from './nasa-plant.ts';
import { checkReplayed, columnTimes, type FileColumn, isStored } from './nasa-stored.ts';
import { testTime, trainTime } from './nasa-time.ts';
import type { Matrix } from './npy.ts';
import { stepChanges } from './step-changes.ts';

/** What an import added; all but `channels` is 0 when it had been done before. */
export interface ImportSummary {
  readonly channels: number;
  readonly sensors: number;
  readonly readings: number;
  readonly labels: number;
}

const dense = (path: string, firstMs: number, values: Float64Array): FileColumn => ({
  path,
  column: 0,
  firstMs,
  rows: values.length,
  indices: Uint32Array.from(values, (_, i) => i),
  values,
});

/** The train split as it is stored: the telemetry value whole, the commands on change. */
const trainColumns = ({ trainPath, columns }: NasaChannel, train: Matrix): FileColumn[] =>
  Array.from({ length: columns }, (_, column) => {
    const values = train.column(column);
    if (column === 0) return dense(trainPath, trainTime(0), values);
    return { path: trainPath, column, firstMs: trainTime(0), rows: train.rows, ...stepChanges(values) };
  });

const toSeries = (sensorId: number, file: FileColumn): SensorColumns => ({
  sensorId,
  times: columnTimes(file),
  values: file.values,
  qualities: new Uint8Array(file.indices.length),
});

async function importReadings(
  em: EntityManager,
  store: ReadingsStore,
  sensorIds: readonly number[],
  files: readonly FileColumn[],
): Promise<number> {
  const missing: SensorColumns[] = [];
  for (const [k, file] of files.entries()) {
    if (!(await isStored(store, sensorIds[k], file))) missing.push(toSeries(sensorIds[k], file));
  }
  const appended = await store.append(em, missing, { receivedMs: Date.now(), historical: true });
  return appended.reduce((sum, { accepted }) => sum + accepted, 0);
}

/** Adds the labels of a channel, once. @throws IngestFileError when others were imported before */
async function importLabels(em: EntityManager, sensorId: number, channel: NasaChannel): Promise<number> {
  const twice = channel.labelRows > 1 ? '; the label file lists this channel more than once' : '';
  const wanted = new Map(
    channel.labels.map(({ start, end, anomalyClass }) => [
      `${testTime(channel, start)} ${testTime(channel, end)}`,
      { start, end, note: `${anomalyClass} anomaly${twice}` },
    ]),
  );
  const before = await em.find(OperatorLabel, { sensorId, author: IMPORT_AUTHOR });
  const same = before.filter(({ startMs, endMs }) => wanted.has(`${startMs} ${endMs}`));
  if (before.length > 0 && (same.length < before.length || before.length < wanted.size)) {
    const found = `${channel.channel} has other labels than were imported before`;
    const expected = 'the label file that was imported before, or another database';
    throw new IngestFileError('labeled_anomalies.csv', undefined, found, expected);
  }
  if (before.length > 0) return 0;
  for (const { start, end, note } of wanted.values()) {
    em.create(OperatorLabel, {
      sensorId,
      startMs: testTime(channel, start),
      endMs: testTime(channel, end),
      verdict: 'CONFIRMED',
      note,
      author: IMPORT_AUTHOR,
      createdAtMs: Date.now(),
    });
  }
  return wanted.size;
}

async function importChannel(
  em: EntityManager,
  store: ReadingsStore,
  channel: NasaChannel,
): Promise<Omit<ImportSummary, 'channels'>> {
  const train = await channel.loadTrain();
  const files = trainColumns(channel, train);
  const unit = await channelUnit(em, channel);
  const { value, commands, created } = await channelSensors(em, channel, unit.id, files[0].values);
  await em.flush();
  const ids = [value, ...commands].map(({ id }) => id);
  const readings = await importReadings(em, store, ids, files);
  if (created === 0) {
    const test = dense(channel.testPath, testTime(channel, 0), (await channel.loadTest()).column(0));
    await checkReplayed(store, value.id, test);
  }
  const labels = await importLabels(em, value.id, channel);
  await em.flush();
  em.clear();
  return { sensors: created, readings, labels };
}

/**
 * Takes a checked directory in, in one transaction: a unit per spacecraft and subsystem letter, a sensor per channel, a
 * STEP sensor per command column, train splits as historical readings, labels as operator labels. Test splits are
 * left to a replay. What was imported before stays as it is.
 * @param onChannel called after each channel, for a progress bar; nothing is stored before the last.
 * @throws IngestFileError, ConflictError; nothing is stored then.
 */
export function importNasa(
  db: Database,
  store: ReadingsStore,
  { channels }: NasaLayout,
  onChannel?: (done: number, all: number) => void,
): Promise<ImportSummary> {
  return db.transaction(async (em) => {
    const summary = { channels: channels.length, sensors: 0, readings: 0, labels: 0 };
    for (const [index, channel] of channels.entries()) {
      const added = await importChannel(em, store, channel);
      summary.sensors += added.sensors;
      summary.readings += added.readings;
      summary.labels += added.labels;
      onChannel?.(index + 1, channels.length);
    }
    return summary;
  });
}
