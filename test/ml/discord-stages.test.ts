import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReadingRing } from '../../src/ml/discord/reading-ring.ts';
import { nullDeviations, RunningNormaliser, scoreNull } from '../../src/ml/discord/running-normaliser.ts';
import { FEATURES, trailingFeatures, WindowEnvelope } from '../../src/ml/discord/window-envelope.ts';
import { flaggedIntervals, pruneIntervals } from '../../src/ml/numbers/flagged-intervals.ts';
import { adjustedEwma, positiveDeviations, spreadToSamples } from '../../src/ml/numbers/moving-average.ts';
import { UnitScale } from '../../src/ml/numbers/unit-scale.ts';

const numbers = fc.float64Array({ min: 0, max: 10, noNaN: true, maxLength: 60 });

describe('smoothing and spreading', () => {
  test('an adjusted mean of span 3 weighs the past by halves: 1, (2+½)/1½, (6+1+¼)/1¾', () => {
    const smoothed = adjustedEwma(Float64Array.of(1, 2, 6), 3);
    expect(Array.from(smoothed)).toEqual([1, 2.5 / 1.5, 7.25 / 1.75]);
  });

  test('each sample takes the mean of the windows that cover it', () => {
    expect(Array.from(spreadToSamples(Float64Array.of(1, 3, 8), 2))).toEqual([1, 2, 5.5, 8]);
  });

  test('deviations are one-sided and in standard deviations', () => {
    const z = positiveDeviations(Float64Array.of(0, 0, 0, 4));
    expect(Array.from(z.subarray(0, 3))).toEqual([0, 0, 0]);
    expect(z[3]).toBeCloseTo(3 / Math.sqrt(3), 6);
  });

  test('a constant score deviates nowhere', () => {
    expect(Array.from(positiveDeviations(new Float64Array(5).fill(0.1))).every((z) => z < 1e-6)).toBe(true);
  });
});

describe('flagged intervals', () => {
  test('runs are widened inside the series, and those that touch are one', () => {
    const score = Float64Array.of(3, 0, 0, 0, 3, 0, 0, 3, 3, 0, 0, 0, 0, 3);
    expect(flaggedIntervals(score, 2.5, 0)).toEqual([
      { start: 0, end: 0 },
      { start: 4, end: 4 },
      { start: 7, end: 8 },
      { start: 13, end: 13 },
    ]);
    expect(flaggedIntervals(score, 2.5, 1)).toEqual([
      { start: 0, end: 1 },
      { start: 3, end: 9 },
      { start: 12, end: 13 },
    ]);
  });

  test('pruning keeps what stands apart: after the last fall of more than 10 % all is normal', () => {
    const score = Float64Array.of(10, 0, 5, 0, 4.8, 0, 4.7);
    const at = (t: number) => ({ start: t, end: t });
    expect(pruneIntervals([at(0), at(2), at(4)], score, 0.1)).toEqual([at(0)]);
    expect(pruneIntervals([at(0), at(2), at(4)], score, 0.01)).toEqual([at(0), at(2), at(4)]);
    expect(pruneIntervals([at(2)], Float64Array.of(4.9, 0, 5), 0.1)).toEqual([]);
    expect(pruneIntervals([], score, 0.1)).toEqual([]);
  });

  test('intervals are apart, in order, and hold every sample over the threshold', () => {
    fc.assert(
      fc.property(numbers, fc.nat(5), (score, pad) => {
        const intervals = flaggedIntervals(score, 5, pad);
        intervals.slice(1).forEach(({ start }, k) => {
          expect(start).toBeGreaterThan(intervals[k].end + 1);
        });
        score.forEach((value, t) => {
          const inside = intervals.some(({ start, end }) => start <= t && t <= end);
          if (value > 5) expect(inside).toBe(true);
        });
        for (const kept of pruneIntervals(intervals, score, 0.1)) expect(intervals).toContainEqual(kept);
      }),
    );
  });
});

describe('window envelope', () => {
  const features = (...values: number[]) => {
    const ring = new ReadingRing(values.length);
    for (const value of values) ring.push(value);
    const into = new Float64Array(FEATURES);
    trailingFeatures(ring, values.length, into);
    return into;
  };

  test('mean, population deviation and mean step of 1 3 5 3', () => {
    expect(Array.from(features(1, 3, 5, 3))).toEqual([3, Math.SQRT2, 2]);
  });

  test('outside is counted in box widths and summed over the features', () => {
    const box = WindowEnvelope.of([Float64Array.of(0, 1, 2, 4, 2, 2)], 0.05);
    expect(box.exceedance(Float64Array.of(2, 1.5, 2))).toBe(0);
    expect(box.exceedance(Float64Array.of(6, 0, 2))).toBe(0.5 + 1);
  });

  test('a box of no width is as wide as the floor', () => {
    const box = WindowEnvelope.of([Float64Array.of(0, 0, 0)], 0.05);
    expect(box.exceedance(Float64Array.of(0.1, 0, 0))).toBeCloseTo(2, 12);
  });
});

describe('running normaliser', () => {
  test('a step worked out by hand: e = 1, z = 10, then mean and variance move by 1/101', () => {
    const normaliser = new RunningNormaliser({ mean: 0, variance: 0.01, count: 500 });
    expect(normaliser.advance(3)).toBeCloseTo(10, 12);
    const state = new Float64Array(4);
    normaliser.save(state, 0);
    const mean = 1 / 101;
    expect(state[1]).toBeCloseTo(mean, 12);
    expect(state[2]).toBeCloseTo(0.01 + (1 * (1 - mean) - 0.01) / 101, 12);
    expect(state[3]).toBe(101);
  });

  test('the deviation has a floor of .03, and a huge score counts as 20 deviations only', () => {
    const normaliser = new RunningNormaliser({ mean: 0, variance: 0, count: 100 });
    expect(normaliser.advance(3e6)).toBeCloseTo(1e6 / 0.03, 3);
    const state = new Float64Array(4);
    normaliser.save(state, 0);
    expect(state[1]).toBeCloseTo(0.6 / 101, 12);
  });

  test('a score that lasts becomes the usual one', () => {
    const normaliser = new RunningNormaliser({ mean: 0, variance: 0.01, count: 100 });
    let z = 0;
    for (let i = 0; i < 10_000; i++) z = normaliser.advance(1);
    expect(z).toBeLessThan(1);
  });

  test('the null of training scores leaves the missing ones out', () => {
    const gap = Number.NaN;
    expect(scoreNull(Float64Array.of(gap, 2, gap, 2))).toEqual({ mean: 2, variance: 0, count: 2 });
    const z = nullDeviations(Float64Array.of(gap, 0, 3), { mean: 0, variance: 1, count: 2 });
    expect(Array.from(z)).toEqual([gap, 0, 1]);
    expect(scoreNull(Float64Array.of(gap))).toEqual({ mean: 0, variance: 0, count: 0 });
  });
});

describe('unit scale', () => {
  test('the training range becomes −1 to 1, and back', () => {
    const scale = UnitScale.of(Float64Array.from({ length: 10_001 }, (_, t) => 100 + t / 100));
    expect(scale.apply(150)).toBeCloseTo(0, 9);
    expect(scale.apply(200)).toBeCloseTo(1, 2);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 300, noNaN: true }), (value) => {
        expect(scale.invert(scale.apply(value))).toBeCloseTo(value, 9);
      }),
    );
  });

  test('one wild sample among a thousand does not squash the rest', () => {
    const values = Float64Array.from({ length: 4000 }, (_, t) => (t === 7 ? 1e9 : Math.sin(t)));
    expect(UnitScale.of(values).scale).toBeLessThan(1.1);
  });

  test('a constant has a scale, and absurd readings are clipped', () => {
    expect(UnitScale.of(new Float64Array(3).fill(20)).scale).toBe(2);
    const zero = UnitScale.of(new Float64Array(3));
    expect(zero.scale).toBe(1);
    expect([zero.apply(1e300), zero.apply(-1e300)]).toEqual([1000, -1000]);
    expect(zero.apply(Number.NaN)).toBeNaN();
  });
});
