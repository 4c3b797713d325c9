import type { TelltaleClient } from '../../schema/client/client.ts';
import type { SeriesInput } from '../../schema/generated/graphql.ts';
import { DomainError } from '../../src/errors.ts';
import type { NasaChannel } from '../../src/ingest/nasa-layout.ts';
import { testTime } from '../../src/ingest/nasa-time.ts';
import { nasaCommandTag, nasaSensorTag } from '../../src/ingest/nasa-unit.ts';
import { stepChanges } from '../../src/ingest/step-changes.ts';
import { type ListedSensor, sensorsByTag } from '../graph/listed-sensors.ts';

/** One column of a test split, as it is sent: `indices` are samples. */
interface SentColumn {
  readonly sensorId: string;
  readonly indices: Uint32Array;
  readonly values: Float64Array;
}

/** The test split of a channel with the sensors that it is sent to. */
export interface TestSplit {
  readonly channel: NasaChannel;
  readonly sensor: ListedSensor;
  readonly columns: readonly SentColumn[];
}

const notImported = (tag: string): DomainError =>
  new DomainError(
    'NOT_IMPORTED',
    `The server has no sensor ${tag}`,
    'Import the telemetry into its database first: npm run import:nasa -- DIR',
  );

/** Reads the test split of a channel and finds its sensors. @throws DomainError NOT_IMPORTED, IngestFileError */
export async function loadTestSplit(graph: TelltaleClient, channel: NasaChannel): Promise<TestSplit> {
  const tags = Array.from({ length: channel.columns }, (_, k) =>
    k === 0 ? nasaSensorTag(channel) : nasaCommandTag(channel, k),
  );
  const sensors = await sensorsByTag(graph, { tags });
  const matrix = await channel.loadTest();
  const columns = tags.map((tag, k): SentColumn => {
    const sensor = sensors.get(tag);
    if (!sensor) throw notImported(tag);
    const values = matrix.column(k);
    const all = { indices: Uint32Array.from(values, (_, i) => i), values };
    return { sensorId: sensor.id, ...(k === 0 ? all : stepChanges(values)) };
  });
  return { channel, columns, sensor: sensors.get(tags[0]) as ListedSensor };
}

/** What is sent of the samples `from` (inclusive) to `to` (exclusive); columns without an entry there are left out. */
export function seriesOf({ channel, columns }: TestSplit, from: number, to: number): SeriesInput[] {
  return columns.flatMap(({ sensorId, indices, values }) => {
    const times: string[] = [];
    const sent: number[] = [];
    for (let j = lowerBound(indices, from); j < indices.length && indices[j] < to; j++) {
      times.push(new Date(testTime(channel, indices[j])).toISOString());
      sent.push(values[j]);
    }
    return times.length > 0 ? [{ sensorId, times, values: sent }] : [];
  });
}

/** Index of the first entry of ascending `indices` that is at least `wanted`. */
function lowerBound(indices: Uint32Array, wanted: number): number {
  let low = 0;
  let high = indices.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (indices[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
