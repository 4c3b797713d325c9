import { setTimeout as sleep } from 'node:timers/promises';
import type { TelltaleClient } from '../../schema/client/client.ts';
import { type Acknowledged, recordReadings } from '../graph/record-readings.ts';
import type { Progress } from '../terminal/progress.ts';
import { seriesOf, type TestSplit } from './test-split.ts';

/** Samples of a channel in one batch: with 55 columns that all change, below the default limit of a batch. */
const MOST_SAMPLES = 150;
/** With a given speed, how many batches a channel sends each second. */
const BATCHES_PER_SECOND = 5;

/**
 * Sends test splits as live telemetry, all channels abreast; each batch waits for the acknowledgement of the one before.
 * @param speed samples per second and channel; as fast as acknowledged when absent
 */
export async function sendSplits(
  graph: TelltaleClient,
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
      const { accepted, duplicates } = await recordReadings(graph, series, false);
      sum.accepted += accepted;
      sum.duplicates += duplicates;
    }
    progress.update(Math.min(longest, from + window));
  }
  return sum;
}
