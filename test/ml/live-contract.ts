import fc from 'fast-check';
import { expect } from 'vitest';
import type { LiveDetector, LiveScore } from '../../src/ml/detector.ts';
import { healthy } from './signals.ts';

const NO_INPUTS = new Float64Array(0);

const hostile = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 40, max: 60, noNaN: true }) },
  { weight: 2, arbitrary: fc.constant(Number.NaN) },
  { weight: 1, arbitrary: fc.constantFrom(1e300, -1e300, Number.MAX_VALUE, -Number.MAX_VALUE, 0, 5e-324) },
  { weight: 2, arbitrary: fc.constant(50) },
);
export const hostileSeries = fc
  .array(hostile, { maxLength: 700, size: 'max' })
  .map((values) => Float64Array.from(values));

export const run = (live: LiveDetector, values: Iterable<number>): LiveScore[] =>
  Array.from(values, (value) => live.update(value, NO_INPUTS));

export const expectSound = ({ score, threshold, expected, lower, upper }: LiveScore) => {
  expect(Number.isFinite(score) && score >= 0).toBe(true);
  expect(Number.isFinite(threshold) && threshold > 0).toBe(true);
  expect([expected, lower, upper].every(Number.isFinite)).toBe(true);
  expect(lower <= expected && expected <= upper).toBe(true);
};

/** Splits a stream at the cuts, saves and restores at each, and compares with the stream left alone. */
export const expectRestoredEqualsUninterrupted = (
  start: (state?: Uint8Array) => LiveDetector,
  values: Float64Array,
  cuts: readonly number[],
) => {
  const whole = start();
  let parted = start();
  for (let t = 0; t < values.length; t++) {
    if (cuts.includes(t)) {
      const state = parted.save();
      expect(state.length).toBeLessThanOrEqual(16_384);
      parted = start(state);
      expect(parted.save()).toEqual(state);
    }
    const learn = t % 173 < 120;
    expect(parted.update(values[t], NO_INPUTS, learn)).toEqual(whole.update(values[t], NO_INPUTS, learn));
  }
  expect(parted.save()).toEqual(whole.save());
};

export const NORMAL = healthy(21, 90);
export const STRANGE = NORMAL.map((value, t) => value + 30 * (t % 3) + t / 4);

/** The judgements of a stretch after healthy readings, and those of healthy ones once no window holds it any more. */
export const scoresAround = (start: () => LiveDetector, stretch: Float64Array, learn: boolean) => {
  const live = start();
  run(live, healthy(20, 600));
  const during = Array.from(stretch, (value) => live.update(value, NO_INPUTS, learn));
  return { during, after: run(live, healthy(22, 900)).slice(300) };
};

/** The largest difference of scores as shares of their thresholds. */
export const furthest = (some: readonly LiveScore[], others: readonly LiveScore[]): number =>
  Math.max(
    ...some.map((one, t) => Math.abs(one.score / one.threshold - others[t].score / others[t].threshold)),
  );
