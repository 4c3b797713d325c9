import { RandomStream } from '../../src/ml/random-stream.ts';
import type { Interval } from '../../src/ml/series.ts';
import { countsOf, f1Of, type ScoredChannel } from './judged-channel.ts';

const DRAWS = 100;
const SEED = 1;

/** F1 of the same detections at random places. */
export interface RotationNull {
  readonly mean: number;
  /** Only one draw in twenty was better. */
  readonly p95: number;
}

/** Every channel's detections shifted circularly by a random number of samples, 100 seeded times. */
export function rotationNull(channels: readonly ScoredChannel[]): RotationNull {
  const random = new RandomStream(SEED);
  const draws = Array.from({ length: DRAWS }, () => {
    const shifts = new Map(channels.map((judged) => [judged.channel, random.below(judged.samples)]));
    return f1Of(countsOf(channels, (judged) => rotated(judged, shifts.get(judged.channel) ?? 0)));
  }).sort((a, b) => a - b);
  return { mean: draws.reduce((sum, f1) => sum + f1 / DRAWS, 0), p95: draws[Math.ceil(0.95 * DRAWS) - 1] };
}

/** One that leaves at the end goes on from the beginning: it counts as two then. */
const rotated = ({ detections, samples }: ScoredChannel, by: number): Interval[] =>
  detections.flatMap(({ start, end }) => {
    const [from, to] = [(start + by) % samples, (end + by) % samples];
    const whole = { start: from, end: to };
    return from <= to
      ? [whole]
      : [
          { start: from, end: samples - 1 },
          { start: 0, end: to },
        ];
  });
