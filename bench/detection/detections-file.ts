import { writeFileSync } from 'node:fs';
import type { Interval } from '../../src/ml/series.ts';
import type { TimedChannel } from '../nasa/judge-channels.ts';
import type { Setting } from './measured-rows.ts';

/** For a judge who has labels that we do not: every channel, indices into its test split, both ends inclusive. */
export function writeDetections(path: string, setting: Setting, judged: readonly TimedChannel[]): void {
  const byChannel = <Value>(of: (one: TimedChannel) => Value) =>
    Object.fromEntries(judged.map((one) => [one.channel, of(one)]));
  const content = {
    detector: setting.detector,
    live: setting.live,
    detections: byChannel(({ detections }) => pairs(detections)),
    unpadded: byChannel(({ unpadded }) => pairs(unpadded)),
    seconds: byChannel(({ seconds }) => Math.round(seconds * 1e4) / 1e4),
  };
  writeFileSync(path, `${JSON.stringify(content)}\n`);
}

const pairs = (intervals: readonly Interval[]): [number, number][] =>
  intervals.map(({ start, end }) => [start, end]);
