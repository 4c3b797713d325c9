import { RandomStream } from '../random-stream.ts';
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
  return { mean: draws.reduce((sum, f1) => sum + f1 / DRAWS, 0), p95: draws[Math.ceil(0.95 * DRAWS) - 1] };
};

/** One that leaves at the end goes on from the beginning: it counts as two then. */
const rotated = ({ detections, samples }: EvaluatedSeries, by: number): Interval[] =>
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
