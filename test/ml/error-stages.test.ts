import { describe, expect, test } from 'vitest';
import { type ErrorConfig, errorConfig } from '../../src/ml/prediction/error-config.ts';
import { levelOf, searchEpsilon } from '../../src/ml/prediction/error-epsilon.ts';
import { prunedSequences } from '../../src/ml/prediction/error-sequences.ts';
import { judgeErrors } from '../../src/ml/prediction/error-windows.ts';
import { LiveEpsilon } from '../../src/ml/prediction/live-epsilon.ts';
import { smoothedErrors } from '../../src/ml/prediction/smoothed-errors.ts';

const of = (...numbers: number[]) => Float64Array.from(numbers);
const config = (over: object = {}): ErrorConfig => errorConfig.parse(over);
/** Zeros and ones in turn: mean and deviation 0.5 (even length). */
const alternating = (length: number) => Float64Array.from({ length }, (_, t) => t % 2);

describe('smoothed errors', () => {
  test('are absolute, causal and exponentially weighted: span 3 halves what came before', () => {
    const errors = smoothedErrors(of(0, 4, 0, 0), of(Number.NaN, 0, 2, 0), { first: 1, settle: 0 }, 3);
    // weights 1; 1/2, 1; 1/4, 1/2, 1
    expect([...errors]).toEqual([4, (4 / 2 + 2) / 1.5, (4 / 4 + 2 / 2 + 0) / 1.75]);
  });

  test('a missing sample repeats the error before it', () => {
    const errors = smoothedErrors(of(0, 3, Number.NaN, 5), of(0, 0, 0, 0), { first: 1, settle: 0 }, 1);
    expect([...errors]).toEqual([3, 3, 5]);
  });

  test('while the model settles they are the mean of twice that time', () => {
    const errors = smoothedErrors(of(9, 7, 1, 3, 2), of(0, 0, 0, 0, 0), { first: 0, settle: 2 }, 1);
    expect([...errors]).toEqual([5, 5, 1, 3, 2]);
  });

  test('are none where nothing was predicted', () => {
    expect(smoothedErrors(of(1), of(Number.NaN), { first: 1, settle: 4 }, 30)).toEqual(of());
    expect(smoothedErrors(of(), of(), { first: 1, settle: 4 }, 30)).toEqual(of());
  });
});

describe('the search for ε', () => {
  const search = (errors: Float64Array, over: object = {}, counts?: Uint8Array) =>
    searchEpsilon(errors, levelOf(errors, counts), config({ buffer: 1, ...over }), counts);

  test('takes the largest z that still takes the one outlier', () => {
    // 99 errors of 1 and one of 11: μ = 1.1, σ = √(0.99 · 0.01) · 10 = 0.995; the outlier lies 9.95 σ above.
    const errors = new Float64Array(100).fill(1);
    errors[50] = 11;
    const found = search(errors);
    expect(found?.z).toBe(9.5);
    expect(found?.epsilon).toBeCloseTo(1.1 + 9.5 * Math.sqrt(0.99), 12);
  });

  test('weighs what it gains against sequences and samples', () => {
    // Two levels of outliers. Taking both: μ falls from 1.38 to 1 and σ to 0, for 2 sequences and 2·3 samples:
    // (0.38/1.38 + 1)/(4 + 6) = 0.1275. Only the higher (ε above 9): the rest has μ 1.0808, σ 0.8; with σ of all
    // 2.96: (0.2168 + 0.730)/(1 + 3) = 0.2367. The higher alone is worth more.
    const errors = new Float64Array(100).fill(1);
    errors[20] = 9;
    errors[70] = 31;
    const level = levelOf(errors);
    expect(level.mean).toBeCloseTo(1.38, 12);
    const found = search(errors);
    expect(found?.epsilon).toBeGreaterThan(9);
    expect(found?.epsilon).toBeLessThanOrEqual(31);
    // z from 2.5 up to 10 takes the 31 only, (9 − 1.38)/σ = 2.45 < 2.5; from 2 on both could be taken.
    const both = search(errors, { lowestZ: 2, highestZ: 2 });
    expect(both?.z).toBe(2);
  });

  test('takes nothing from errors that are all alike, and nothing at all from none', () => {
    expect(search(new Float64Array(50).fill(2))).toBeNull();
    expect(search(alternating(50))).toBeNull();
    expect(search(of())).toBeNull();
  });

  test('takes neither more than five sequences nor half of the window', () => {
    const errors = new Float64Array(400).fill(1);
    for (let k = 0; k < 6; k++) errors[30 + 60 * k] = 100;
    expect(search(errors)).toBeNull();
    expect(search(errors, { buffer: 100 })).toBeNull();
    errors[30] = 1;
    expect(search(errors)).not.toBeNull();
  });

  test('the buffer joins neighbours into one sequence', () => {
    const errors = new Float64Array(400).fill(1);
    for (let k = 0; k < 6; k++) errors[100 + 4 * k] = 100;
    expect(search(errors, { buffer: 1 })).toBeNull();
    expect(search(errors, { buffer: 2 })).not.toBeNull();
  });

  test('is blind to errors that do not count', () => {
    const errors = new Float64Array(100).fill(1);
    errors[50] = 11;
    const counts = new Uint8Array(100).fill(1);
    counts[50] = 0;
    expect(levelOf(errors, counts)).toEqual({ mean: 1, deviation: 0 });
    expect(search(errors, {}, counts)).toBeNull();
  });
});

describe('pruning', () => {
  const prune = (errors: Float64Array, share: number, known = new Float64Array(errors.length).fill(-1)) =>
    prunedSequences({ errors, epsilon: 5, least: 0, from: 0, buffer: 1 }, known, share).map(
      ({ start, end }) => [start, end],
    );

  test('keeps peaks down to the last fall that is large enough', () => {
    // Peaks 10, 9.5 and 6, the largest normal error 4: they fall by 5 %, 37 % and 33 %.
    const errors = of(0, 10, 0, 0, 0, 9.5, 0, 0, 0, 6, 0, 0, 4, 0);
    expect(prune(errors, 0.1)).toEqual([
      [0, 2],
      [4, 6],
      [8, 10],
    ]);
    expect(prune(errors, 0.35)).toEqual([
      [0, 2],
      [4, 6],
    ]);
    expect(prune(errors, 0.5)).toEqual([]);
  });

  test('what an earlier window found is no measure of what is normal', () => {
    const errors = of(0, 6, 0, 0, 5.9, 0);
    const above = { errors, epsilon: 5.95, least: 0, from: 0, buffer: 1 };
    const known = new Float64Array(6).fill(-1);
    expect(prunedSequences(above, known, 0.1)).toEqual([]);
    known[4] = 1;
    expect(prunedSequences(above, known, 0.1)).toMatchObject([{ start: 0, end: 2, peak: 6 }]);
  });

  test('only what is new is judged, and a single sample is no sequence', () => {
    const errors = of(0, 9, 0, 0, 0, 9);
    const known = of(-1, 1, -1, -1, -1, -1);
    const judged = { errors, epsilon: 5, least: 0, buffer: 1 };
    expect(prunedSequences({ ...judged, from: 3 }, known, 0.1).map(({ start }) => start)).toEqual([4]);
    expect(prunedSequences({ ...judged, from: 3, buffer: 0 }, known, 0.1)).toEqual([]);
  });
});

describe('windows of batches', () => {
  const small = config({ batch: 10, windowBatches: 5, buffer: 2, smoothing: 1 });
  /** 100 quiet errors with three of 9 from `at` on, beside values between 0 and 1. */
  const judged = (at: number, blind: { start: number; end: number }[] = [], over = small) => {
    const errors = Float64Array.from({ length: 100 }, (_, t) =>
      t >= at && t < at + 3 ? 9 : 0.1 + (t % 2) * 0.01,
    );
    return judgeErrors(errors, alternating(100), 0, over, blind);
  };

  test('find a departure with its buffer and a score in mean + deviation of its window', () => {
    // In its window μ = (47 · 0.105 + 27)/50 = 0.6387 and σ = 2.11, so that 9 lies 3.96 σ above; ε takes z = 3.5.
    const { intervals } = judged(60);
    expect(intervals).toHaveLength(1);
    expect([intervals[0].start, intervals[0].end]).toEqual([60, 64]);
    const [mean, deviation] = [
      (47 * 0.105 + 27) / 50,
      Math.sqrt((47 * (0.5337 ** 2 + 2.5e-5) + 3 * 8.3613 ** 2) / 50),
    ];
    const epsilon = mean + 3.5 * deviation;
    expect(intervals[0].score).toBeCloseTo((9 - epsilon) / (mean + deviation), 2);
  });

  test('judge all of the first window and then only the newest batch', () => {
    expect(judged(10).intervals.map(({ start, end }) => [start, end])).toEqual([[8, 14]]);
  });

  test('tell the threshold that each sample was compared with', () => {
    const { limit } = judged(60);
    expect(limit[0]).toBe(limit[49]);
    // Nothing to take away in the first window: mean 0.105 + 12 · 0.005.
    expect(limit[0]).toBeCloseTo(0.165, 9);
    expect(limit[61]).toBeLessThan(9);
    expect(limit[61]).toBeGreaterThan(0.11);
  });

  test('known anomalies do not shape the threshold', () => {
    const found = judged(60, [{ start: 60, end: 62 }]);
    expect(found.limit[61]).toBeLessThan(judged(60).limit[61]);
    expect(found.limit[61]).toBeLessThan(0.2);
  });

  test('errors that are small beside the values never count', () => {
    const errors = Float64Array.from({ length: 100 }, (_, t) => (t === 60 ? 0.04 : 0.001));
    expect(judgeErrors(errors, alternating(100), 0, small).intervals).toEqual([]);
    const wide = alternating(100).map((value) => 100 * value);
    expect(
      judgeErrors(
        errors.map((error) => 50 * error),
        wide,
        0,
        small,
      ).intervals,
    ).toEqual([]);
  });

  test('unusually small errors are departures, too', () => {
    const errors = Float64Array.from({ length: 100 }, (_, t) =>
      t >= 70 && t < 73 ? 0.2 : 3 + 0.1 * Math.sin(t),
    );
    const { intervals } = judgeErrors(errors, alternating(100), 0, small);
    expect(intervals.map(({ start, end }) => [start, end])).toEqual([[70, 74]]);
  });

  test('series shorter than a window, a batch or two samples', () => {
    for (const length of [0, 1, 2, 9, 30, 50, 51]) {
      const verdict = judgeErrors(alternating(length), alternating(length), 0, small);
      expect(verdict.limit).toHaveLength(length);
      expect([...verdict.limit].every((limit) => limit > 0)).toBe(true);
    }
  });
});

describe('ε while errors arrive', () => {
  const settings = config({ batch: 10, windowBatches: 5, buffer: 1 });

  test('is the floor until a batch has passed, then from the window, and never below the floor', () => {
    const live = new LiveEpsilon(settings, 0.5);
    for (let t = 0; t < 9; t++) live.advance(1 + (t % 2));
    expect(live.epsilon).toBe(0.5);
    live.advance(2);
    // Five ones and five twos: nothing to take away, mean 1.5 and deviation 0.5.
    expect(live.epsilon).toBeCloseTo(1.5 + 2.5 * 0.5, 12);
    const high = new LiveEpsilon(settings, 7);
    for (let t = 0; t < 40; t++) high.advance(1 + (t % 2));
    expect(high.epsilon).toBe(7);
  });

  test('forgets what left the window', () => {
    const live = new LiveEpsilon(settings, 0.01);
    for (let t = 0; t < 10; t++) live.advance(100 + (t % 2));
    for (let t = 0; t < 50; t++) live.advance(1 + (t % 2));
    expect(live.epsilon).toBeCloseTo(1.5 + 2.5 * 0.5, 12);
  });
});

describe('a configuration', () => {
  test.each([
    [{ smoothing: 0 }, 'a whole number from 1 to 2000'],
    [{ buffer: 1.5 }, 'a whole number from 0 to 1000'],
    [{ prune: 1 }, 'from 0 to 0.99'],
    [{ lowestZ: 5, highestZ: 4 }, 'at least lowestZ'],
    [{ batch: 100, windowBatches: 26 }, 'at most 2500 samples together with batch'],
  ])('%j is refused: %s', (given, message) => {
    const parsed = errorConfig.safeParse(given);
    expect(parsed.error?.issues[0].message).toBe(message);
  });
});
