import { setTimeout as sleep } from 'node:timers/promises';
import { RecordReadingsDocument, SensorsDocument, type SeriesInput } from '../../schema/generated/graphql.ts';
import { DomainError } from '../../src/errors.ts';
import { testTime } from '../../src/ingest/nasa-time.ts';
import { type GraphClient, succeeded } from '../graph/graph-client.ts';
import { LARGEST_PAGE } from '../graph/pages.ts';
import type { Progress } from '../terminal/progress.ts';
import { seriesOf, type TestSplit } from './test-split.ts';

/** Samples of a channel in one batch: with 55 columns that all change, below the default limit of a batch. */
const MOST_SAMPLES = 150;
/** With a given speed, how many batches a channel sends each second. */
const BATCHES_PER_SECOND = 5;
const POLL_MS = 200;
const STALLED_MS = 60_000;

/** What became of the readings of one or more batches. */
export interface Acknowledged {
  accepted: number;
  duplicates: number;
}

/** Sends one batch. @throws DomainError when the server refuses the batch or a reading of it */
export async function record(
  graph: GraphClient,
  series: readonly SeriesInput[],
  historical: boolean,
): Promise<Acknowledged> {
  const input = { series: [...series], historical };
  const answer = await graph.run(RecordReadingsDocument, { input });
  const sum = { accepted: 0, duplicates: 0 };
  for (const { accepted, duplicates, rejected } of succeeded(answer.recordReadings).series) {
    sum.accepted += accepted;
    sum.duplicates += duplicates;
    if (rejected.length === 0) continue;
    const [{ reason, message }] = rejected;
    throw new DomainError(
      reason,
      `${rejected.length} readings were rejected: ${message}`,
      'Correct the source.',
    );
  }
  return sum;
}

/**
 * Sends test splits as live telemetry, all channels abreast; each batch waits for the acknowledgement of the one before.
 * @param speed samples per second and channel; as fast as acknowledged when absent
 */
export async function sendSplits(
  graph: GraphClient,
  splits: readonly TestSplit[],
  speed: number | undefined,
  progress: Progress,
): Promise<Acknowledged> {
  const longest = Math.max(...splits.map(({ channel }) => channel.testRows));
  const window = speed ? Math.min(MOST_SAMPLES, Math.ceil(speed / BATCHES_PER_SECOND)) : MOST_SAMPLES;
  const sum = { accepted: 0, duplicates: 0 };
  const started = performance.now();
  for (let from = 0; from < longest; from += window) {
    if (speed) await sleep(Math.max(0, started + (1_000 * from) / speed - performance.now()));
    for (const split of splits) {
      const series = seriesOf(split, from, from + window);
      if (series.length === 0) continue;
      const { accepted, duplicates } = await record(graph, series, false);
      sum.accepted += accepted;
      sum.duplicates += duplicates;
    }
    progress.update(Math.min(longest, from + window));
  }
  return sum;
}

/** Waits until the server has judged the last test sample of every split. @throws DomainError STALLED */
export async function untilScored(
  graph: GraphClient,
  splits: readonly TestSplit[],
  progress: Progress,
): Promise<void> {
  const lastOf = ({ channel }: TestSplit) => testTime(channel, channel.testRows - 1);
  const tags = splits.map(({ sensor }) => sensor.tag);
  let moved = performance.now();
  for (let before = ''; ; ) {
    const through = new Map<string, number>();
    for (let k = 0; k < tags.length; k += LARGEST_PAGE) {
      const filter = { tags: tags.slice(k, k + LARGEST_PAGE) };
      const { sensors } = await graph.run(SensorsDocument, { first: LARGEST_PAGE, filter });
      for (const { tag, scoredThrough } of sensors.nodes) through.set(tag, Date.parse(scoredThrough ?? ''));
    }
    const scored = splits.filter((split) => (through.get(split.sensor.tag) ?? Number.NaN) >= lastOf(split));
    progress.update(scored.length);
    if (scored.length === splits.length) return;
    const now = [...through.values()].join();
    if (now !== before) moved = performance.now();
    before = now;
    if (performance.now() - moved > STALLED_MS) {
      const seconds = STALLED_MS / 1_000;
      throw new DomainError('STALLED', `Nothing was judged for ${seconds} s`, 'See the log of the server.');
    }
    await sleep(POLL_MS);
  }
}
