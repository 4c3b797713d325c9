import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveScore } from '../../../src/ml/detector.ts';
import { severityOf } from '../../../src/ml/severity.ts';
import {
  type Beyond,
  judgeByLimits,
  limitParts,
  type OperatorLimits,
} from '../../../src/ml/thresholds/operator-limits.ts';

const CALM: LiveScore = { score: 0.2, threshold: 5.5, expected: 50, lower: 48, upper: 52, cause: 'SHAPE' };
const ALL: OperatorLimits = { lowLow: 0, low: 20, high: 80, highHigh: 100 };
const NONE: OperatorLimits = { lowLow: null, low: null, high: null, highHigh: null };

const stepOf = (value: number, limits = ALL, beyond: Beyond = null, judged = CALM) =>
  judgeByLimits(judged, value, limits, beyond, 0.7);
const severityAt = (value: number, limits = ALL) => {
  const { score, threshold } = stepOf(value, limits).judged;
  return score > threshold ? severityOf(score, threshold) : null;
};

const limit = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null });
const anyLimits = fc.tuple(limit, limit, limit, limit).map((some) => {
  const sorted = some.filter((one) => one !== null).sort((a, b) => a - b);
  const [lowLow, low, high, highHigh] = some.map((one) => (one === null ? null : (sorted.shift() as number)));
  return { lowLow, low, high, highHigh };
});
const anyValue = fc.double({ noDefaultInfinity: true });

describe('limits of a sensor', () => {
  it('leave a reading between them, and every reading where there are none, as it was judged', () => {
    for (const value of [20, 50, 79.9, 80]) expect(stepOf(value)).toEqual({ judged: CALM, beyond: null });
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(stepOf(value, NONE)).toEqual({ judged: CALM, beyond: null });
        expect(limitParts(value, NONE)).toEqual([]);
      }),
    );
  });

  it('name the outermost one that is crossed, and are the band beside it', () => {
    expect(stepOf(85).judged).toMatchObject({ cause: 'LIMIT', expected: 80, lower: 20, upper: 80 });
    expect(stepOf(101).judged).toMatchObject({ cause: 'LIMIT', expected: 100, lower: 20, upper: 100 });
    expect(stepOf(15).judged).toMatchObject({ cause: 'LIMIT', expected: 20, lower: 20, upper: 80 });
    expect(stepOf(-1).judged).toMatchObject({ cause: 'LIMIT', expected: 0, lower: 0, upper: 80 });
    const above = stepOf(85, { ...NONE, high: 80 });
    expect(above).toMatchObject({ judged: { expected: 80, lower: 48, upper: 80 }, beyond: 'HIGH' });
  });

  it('make a warning LOW or MEDIUM, an alarm at least HIGH, and CRITICAL a quarter of the range beyond it', () => {
    expect([80, 81, 90, 100].map((value) => severityAt(value))).toEqual([null, 'LOW', 'MEDIUM', 'MEDIUM']);
    expect([100.01, 114, 116].map((value) => severityAt(value))).toEqual(['HIGH', 'HIGH', 'CRITICAL']);
    expect([19, 10, -0.01, -16].map((value) => severityAt(value))).toEqual([
      'LOW',
      'MEDIUM',
      'HIGH',
      'CRITICAL',
    ]);
    expect(severityAt(1e300, { ...NONE, high: 80 })).toBe('MEDIUM');
    expect(severityAt(80.1, { ...NONE, highHigh: 80 })).toBe('HIGH');
    expect(severityAt(0.5, { ...NONE, low: 0, high: 0, highHigh: 0 })).toBe('HIGH');
  });

  it('count a value that comes back until it lies a deadband inside', () => {
    // Three tenths of a tenth of the range 20 … 80 is 1.8.
    const held = stepOf(78.5, ALL, 'HIGH');
    expect(held.beyond).toBe('HIGH');
    expect(held.judged.score).toBeGreaterThan(0.7 * CALM.threshold);
    expect(held.judged.score).toBeLessThan(CALM.threshold);
    expect(held.judged).toMatchObject({ cause: 'LIMIT', expected: 50 });
    expect(stepOf(78.1, ALL, 'HIGH')).toEqual({ judged: CALM, beyond: null });
    expect(stepOf(78.5, ALL, 'LOW')).toEqual({ judged: CALM, beyond: null });
    expect(stepOf(Number.NaN, ALL, 'HIGH')).toEqual({ judged: CALM, beyond: 'HIGH' });
  });

  it('never make what a detector says weaker', () => {
    const loud = { ...CALM, score: 40 };
    expect(stepOf(81, ALL, null, loud).judged).toMatchObject({ score: 40, cause: 'LIMIT', expected: 80 });
    expect(stepOf(79, ALL, 'HIGH', loud).judged).toEqual(loud);
    expect(stepOf(50, ALL, null, loud).judged).toEqual(loud);
  });

  it('give finite scores that rise with the excess, over the threshold exactly beyond a limit', () => {
    fc.assert(
      fc.property(
        anyLimits,
        anyValue,
        anyValue,
        fc.constantFrom(1, 5.5, 8),
        (limits, one, other, threshold) => {
          const judged = { ...CALM, threshold, score: 0 };
          const [low, high] = [limits.low ?? limits.lowLow, limits.high ?? limits.highHigh];
          for (const beyond of [null, 'LOW', 'HIGH'] as const) {
            const { score, expected, lower, upper } = stepOf(one, limits, beyond, judged).judged;
            expect([score, expected, lower, upper].every(Number.isFinite)).toBe(true);
            expect(score >= 0 && lower <= expected && expected <= upper).toBe(true);
            const isBeyond = (low !== null && one < low) || (high !== null && one > high);
            expect(score > threshold).toBe(isBeyond);
          }
          const scoreAt = (value: number) => stepOf(value, limits, null, judged).judged.score;
          if (high !== null && other > one && one > high) expect(scoreAt(other) >= scoreAt(one)).toBe(true);
          if (low !== null && other < one && one < low) expect(scoreAt(other) >= scoreAt(one)).toBe(true);
          for (const { share } of limitParts(one, limits))
            expect(Number.isFinite(share) && share >= 0).toBe(true);
        },
      ),
      {
        numRuns: 500,
        examples: [[{ lowLow: 0, low: null, high: null, highHigh: 0 }, -5e-324, 0, 1]],
      },
    );
  });
});
