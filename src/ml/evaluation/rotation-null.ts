import { RandomStream } from '../numbers/random-stream.ts';
import type { Interval } from '../series.ts';
import type { EvaluatedSeries } from './evaluated-series.ts';
import { countsOf, f1Of } from './segment-counts.ts';

const DRAWS = 100;
const SEED = 1;

/** F1 of the same detections at random places, in [0, 1]. */
export interface RotationNull {
  readonly mean: number;
  /** Only one draw in twenty was better. */
  readonly p95: number;
}

/**
 * What the number and the lengths of the detections are worth by themselves: every series' detections shifted
 * circularly by a random number of samples, 100 seeded draws. An F1 within the null says nothing about where the
 * anomalies are.
 */
export const rotationNull = (series: readonly EvaluatedSeries[]): RotationNull => {
  const random = new RandomStream(SEED);
  const draws = Array.from({ length: DRAWS }, () =>
    f1Of(countsOf(series.map((one) => ({ ...one, detections: rotated(one, random.below(one.samples)) })))),
  ).sort((a, b) => a - b);
  return { mean: draws.reduce((sum, f1) => sum + f1, 0) / DRAWS, p95: draws[Math.ceil(0.95 * DRAWS) - 1] };
};

/** One that leaves at the end goes on from the beginning, and is still one: what of it touches no label counts only if nothing does. */
const rotated = ({ detections, samples, labels }: EvaluatedSeries, by: number): Interval[] =>
  detections.flatMap(({ start, end }) => {
    const [from, to] = [(start + by) % samples, (end + by) % samples];
    if (from <= to) return [{ start: from, end: to }];
    const parts = [
      { start: from, end: samples - 1 },
      { start: 0, end: to },
    ];
    const touching = parts.filter((part) =>
      labels.some((label) => part.start <= label.end && label.start <= part.end),
    );
    return touching.length > 0 ? touching : parts.slice(0, 1);
  });
