import { gzipSync } from 'node:zlib';
import { RecordReadingsDocument } from '../../schema/generated/graphql.ts';
import { encodeId } from '../../schema/global-id.ts';

/** One request: where to, what, and how it is compressed. */
interface Sent {
  readonly path: string;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly encoding?: string;
}

export interface Load {
  readonly sensorIds: readonly number[];
  readonly samples: number;
  /** Samples of each sensor in one mutation, or in one line of columns. */
  readonly chunk: number;
}

const START_MS = Date.UTC(2026, 0, 1);
const measured = (sensor: number, sample: number): number =>
  Math.round(1_000 * (20 + 5 * Math.sin(sample / 60 + sensor) + ((sample * 7919 + sensor) % 100) / 100)) /
  1_000;
const timeOf = (sample: number): string => new Date(START_MS + 1_000 * sample).toISOString();

function* series({ sensorIds, samples, chunk }: Load) {
  for (let from = 0; from < samples; from += chunk) {
    const count = Math.min(chunk, samples - from);
    for (const [k, id] of sensorIds.entries()) {
      const times = Array.from({ length: count }, (_, i) => timeOf(from + i));
      const values = Array.from({ length: count }, (_, i) => measured(k, from + i));
      yield { id, times, values };
    }
  }
}

/** Mutations of up to 2,000 readings, of each sensor one series, one after the other as a gateway sends them. */
function mutations(load: Load): Sent[] {
  const perRequest = Math.min(load.sensorIds.length, Math.max(1, Math.floor(2_000 / load.chunk)));
  const all = [...series(load)].map(({ id, ...columns }) => ({
    sensorId: encodeId('Sensor', id),
    ...columns,
  }));
  return Array.from({ length: Math.ceil(all.length / perRequest) }, (_, k) => {
    const input = { historical: true, series: all.slice(k * perRequest, (k + 1) * perRequest) };
    const body = JSON.stringify({ query: String(RecordReadingsDocument), variables: { input } });
    return { path: '/graphql', type: 'application/json', body };
  });
}

const stream = (lines: readonly string[], gzip: boolean): Sent[] => {
  const body = lines.join('\n');
  return [
    {
      path: '/ingest?historical=true',
      type: 'application/x-ndjson',
      body: gzip ? gzipSync(body, { level: 6 }) : body,
      ...(gzip && { encoding: 'gzip' }),
    },
  ];
};

const columnLines = (load: Load): string[] =>
  [...series(load)].map(({ id, ...columns }) =>
    JSON.stringify({ sensorId: encodeId('Sensor', id), ...columns }),
  );

/** As they are sampled: at each instant one line of every sensor. */
function rowLines({ sensorIds, samples }: Load): string[] {
  const lines: string[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const time = timeOf(sample);
    for (const k of sensorIds.keys()) {
      lines.push(JSON.stringify({ sensor: `S-${k}`, time, value: measured(k, sample) }));
    }
  }
  return lines;
}

/** Ways to send the same readings. */
export const FORMS: Readonly<Record<string, (load: Load) => Sent[]>> = {
  'recordReadings, columns': mutations,
  '/ingest, columns': (load) => stream(columnLines(load), false),
  '/ingest, columns, gzip': (load) => stream(columnLines(load), true),
  '/ingest, a reading a line': (load) => stream(rowLines(load), false),
  '/ingest, a reading a line, gzip': (load) => stream(rowLines(load), true),
};
