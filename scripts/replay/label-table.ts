import { NASA_SAMPLING_PERIOD_MS, testTime } from '../../src/ingest/nasa-time.ts';
import { table } from '../terminal/table.ts';
import type { ListedAnomaly } from './announced.ts';
import type { TestSplit } from './test-split.ts';

/** An anomaly in samples of the test split, both ends inclusive; `announced` is the sample that opened it. */
interface Episode {
  readonly start: number;
  readonly end: number;
  readonly announced: number;
  readonly anomaly: ListedAnomaly;
}

const HEAD = ['channel', 'label', 'class', 'anomaly', 'delay', 'severity', 'cause', 'decided by'];

const episodesOf = ({ channel, sensor }: TestSplit, anomalies: readonly ListedAnomaly[]): Episode[] => {
  const sample = (time: string) => (Date.parse(time) - testTime(channel, 0)) / NASA_SAMPLING_PERIOD_MS;
  return anomalies
    .filter((anomaly) => anomaly.sensor.id === sensor.id)
    .map((anomaly) => ({
      anomaly,
      start: sample(anomaly.start),
      end: sample(anomaly.end),
      announced: sample(anomaly.revisions[0].end),
    }))
    .sort((a, b) => a.start - b.start);
};

const interval = ({ start, end }: { start: number; end: number }): string => `${start}–${end}`;

const toldOf = ({ anomaly }: Episode): string[] => [anomaly.severity, anomaly.cause, anomaly.detectionMode];

function rowsOf(split: TestSplit, anomalies: readonly ListedAnomaly[]): string[][] {
  const { channel, labels } = split.channel;
  const episodes = episodesOf(split, anomalies);
  const matched = new Set<Episode>();
  const rows = labels.map((label) => {
    const overlapping = episodes.filter(({ start, end }) => start <= label.end && end >= label.start);
    for (const episode of overlapping) matched.add(episode);
    const head = [channel, interval(label), label.anomalyClass];
    const [first] = overlapping;
    if (!first) return [...head, 'missed', '', '', '', ''];
    const delay = Math.max(0, first.announced - label.start);
    return [...head, overlapping.map(interval).join(', '), `${delay}`, ...toldOf(first)];
  });
  const others = episodes.filter((episode) => !matched.has(episode));
  return [
    ...rows,
    ...others.map((episode) => [channel, 'no label', '', interval(episode), '', ...toldOf(episode)]),
  ];
}

/**
 * Labels against anomalies, in samples of the test splits; the delay is from the first labelled sample to the one at
 * which the anomaly was announced.
 */
export function labelTable(splits: readonly TestSplit[], anomalies: readonly ListedAnomaly[]): string {
  return table(
    HEAD,
    splits.flatMap((split) => rowsOf(split, anomalies)),
  );
}
