import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleaningConfig, type HampelConfig } from '../../../src/ml/cleaning/cleaning-config.ts';
import { replaceOutliers } from '../../../src/ml/cleaning/hampel.ts';
import { dropStuckRuns } from '../../../src/ml/cleaning/stuck.ts';

const { NaN: gap } = Number;
const HAMPEL: HampelConfig = { halfWidth: 2, times: 3, replacement: 'MISSING' };
const hampel = (values: number[], more: Partial<HampelConfig> = {}) => [
  ...replaceOutliers(Float64Array.from(values), { ...HAMPEL, ...more }),
];
const stuck = (longest: number, values: number[]) => [
  ...dropStuckRuns(Float64Array.from(values), { longest }),
];

describe('hampel outliers', () => {
  // Around 40: 2, 3, 40, 5, 6 with median 5, distances 3 2 35 0 1, so 1.4826 · 2 · 3 = 8.9 < 35.
  it('become missing, or the median around them', () => {
    expect(hampel([1, 2, 3, 40, 5, 6, 7])).toEqual([1, 2, 3, gap, 5, 6, 7]);
    expect(hampel([1, 2, 3, 40, 5, 6, 7], { replacement: 'MEDIAN' })).toEqual([1, 2, 3, 5, 5, 6, 7]);
    expect(hampel([1, 2, 3, 40, 5, 6, 7], { times: 12 })).toEqual([1, 2, 3, 40, 5, 6, 7]);
  });

  it('are held against shorter windows at the ends and beside missing samples', () => {
    expect(hampel([90, 2, 3, 4, 5, 6, -90])).toEqual([gap, 2, 3, 4, 5, 6, gap]);
    expect(hampel([1, gap, 3, 40, 3.5, gap, 5])).toEqual([1, gap, 3, gap, 3.5, gap, 5]);
    expect(hampel([1, 900])).toEqual([1, 900]);
  });

  it('are not the edge between two levels, but a pulse shorter than half a window', () => {
    const edge = [0, 0, 0, 0, 0, 8, 8, 8, 8, 8];
    expect(hampel(edge)).toEqual(edge);
    expect(hampel([5, 5, 5, 9, 9, 5, 5, 5])).toEqual([5, 5, 5, gap, gap, 5, 5, 5]);
  });

  it('are found by the same medians as with sorting', () => {
    const sample = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true }), fc.constant(gap));
    const naive = (values: number[], h: number) =>
      values.map((value, t) => {
        const around = values.slice(Math.max(0, t - h), t + h + 1).filter(Number.isFinite);
        if (around.length < 3 || Number.isNaN(value)) return value;
        const m = medianOf(around);
        return Math.abs(value - m) > 3 * 1.4826 * medianOf(around.map((x) => Math.abs(x - m))) ? gap : value;
      });
    fc.assert(
      fc.property(
        fc.array(sample, { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (numbers, halfWidth) => {
          const values = numbers.map((value) => (Number.isFinite(value) ? value + 0 : gap));
          expect(hampel(values, { halfWidth })).toEqual(naive(values, halfWidth));
        },
      ),
    );
  });
});

describe('stuck runs', () => {
  it('are longer than the limit, and all of them is missing', () => {
    expect(stuck(3, [1, 2, 2, 2, 3, 3, 3, 3, 4])).toEqual([1, 2, 2, 2, gap, gap, gap, gap, 4]);
    expect(stuck(3, [7, 7, 7, 7])).toEqual([gap, gap, gap, gap]);
    expect(stuck(1, [1, 2, 3])).toEqual([1, 2, 3]);
  });

  it('are not ended by as few lost readings as the limit, but by more', () => {
    expect(stuck(3, [1, 5, 5, gap, gap, gap, 5, 5, 1])).toEqual([1, gap, gap, gap, gap, gap, gap, gap, 1]);
    const apart = [1, 5, 5, gap, gap, gap, gap, 5, 5, 1];
    expect(stuck(3, apart)).toEqual(apart);
  });

  it('are gone after one pass', () => {
    const sample = fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constant(gap));
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 80 }), fc.integer({ min: 1, max: 6 }), (values, longest) => {
        const once = stuck(longest, values);
        expect(stuck(longest, once)).toEqual(once);
      }),
    );
  });
});

describe('a cleaning configuration', () => {
  it('does nothing by default, and says what would be right', () => {
    expect(cleaningConfig.parse({})).toEqual({
      hampel: null,
      stuck: null,
      imputation: { method: 'NONE', longestGap: 10, season: null },
    });
    const issue = (input: unknown) => cleaningConfig.safeParse(input).error?.issues[0];
    expect(issue({ hampel: { halfWidth: 0, times: 3 } })).toMatchObject({
      path: ['hampel', 'halfWidth'],
      message: 'a whole number from 1 to 500',
    });
    expect(issue({ imputation: { method: 'GUESS' } })).toMatchObject({
      path: ['imputation', 'method'],
      message: 'one of NONE, LINEAR, SPLINE, KNN, SEASONAL',
    });
  });
});

const medianOf = (values: number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === high ? low : low / 2 + high / 2;
};
