import { describe, expect, it } from 'vitest';
import { cleaningConfig, type ImputationMethod } from '../../../src/ml/cleaning/cleaning-config.ts';
import { impute } from '../../../src/ml/cleaning/impute.ts';

const { NaN: gap } = Number;
const filled = (method: ImputationMethod, values: number[], more = {}) => {
  const { imputation } = cleaningConfig.parse({ imputation: { method, ...more } });
  return [...impute(Float64Array.from(values), imputation)];
};

describe('linear imputation', () => {
  it('bridges a gap and leaves those at the ends', () => {
    expect(filled('LINEAR', [gap, 1, gap, gap, 4, gap])).toEqual([gap, 1, 2, 3, 4, gap]);
  });

  it('fills as many samples as the limit, and not one more', () => {
    const values = [0, gap, gap, 3, gap, gap, gap, 7];
    expect(filled('LINEAR', values, { longestGap: 2 })).toEqual([0, 1, 2, 3, gap, gap, gap, 7]);
  });

  it('does not overflow between the ends of the range of numbers', () => {
    expect(filled('LINEAR', [1.7e308, gap, -1.7e308])).toEqual([1.7e308, 0, -1.7e308]);
    expect(filled('LINEAR', [5e-324, gap, 5e-324])).toEqual([5e-324, 5e-324, 5e-324]);
  });
});

describe('spline imputation', () => {
  // From scipy.interpolate.PchipInterpolator (SciPy 1.17.1).
  it.each([
    [
      [0, 1, gap, gap, 3, 3.5],
      [1.7623036027206036, 2.417327511954617],
    ],
    [[0, 1, gap, 4], [2.3351449275362315]],
    [[0, 1, gap, 0.5, 5], [0.75]],
    [
      [1, gap, gap, 7, 8],
      [3.497076023391813, 5.494152046783626],
    ],
    [
      [2, 1, gap, gap, 10, gap, gap, gap, 11],
      [3.2264631043256995, 7.452926208651399],
    ],
  ])('gives what SciPy gives for %j', (values, expected) => {
    const at = values.findIndex(Number.isNaN);
    const got = filled('SPLINE', values, { longestGap: 2 }).slice(at, at + expected.length);
    for (const [i, value] of got.entries()) expect(value).toBeCloseTo(expected[i], 13);
  });

  it('is a line where two samples are all there is, and does not overshoot beside a step', () => {
    const line = filled('SPLINE', [1, gap, gap, 7]);
    for (const [t, value] of line.entries()) expect(value).toBeCloseTo(1 + 2 * t, 14);
    const step = filled('SPLINE', [0, 0, 0, gap, gap, 1, 1, 1]);
    expect(step.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(step[3] + step[4]).toBeCloseTo(1, 14);
  });

  it('leaves a gap at either end', () => {
    expect(filled('SPLINE', [gap, 1, 2, gap])).toEqual([gap, 1, 2, gap]);
  });
});

describe('seasonal imputation', () => {
  it('takes the mean of one season ago and one ahead, or the one that is known', () => {
    expect(filled('SEASONAL', [1, 5, 9, gap, 6, 9, 3, 7, 9], { season: 3 })[3]).toBe(2);
    expect(filled('SEASONAL', [1, 5, 9, 1, gap], { season: 3 })[4]).toBe(5);
    expect(filled('SEASONAL', [gap, 5, 9, 1, 5], { season: 3 })[0]).toBe(1);
  });

  it('goes on to the next season where one has no value, never further than seven', () => {
    expect(filled('SEASONAL', [4, 8, gap, 8, gap, 8], { season: 2 })[4]).toBe(4);
    const far = (seasons: number) => {
      const values: number[] = new Array(2 * seasons + 1).fill(gap).map((_, i) => (i % 2 === 0 ? gap : 8));
      values[0] = 4;
      return filled('SEASONAL', values, { season: 2 })[2 * seasons];
    };
    expect(far(7)).toBe(4);
    expect(far(8)).toBe(gap);
  });

  it('finds the season, and fills nothing where there is none', () => {
    const wave = Array.from({ length: 240 }, (_, t) => Math.sin((2 * Math.PI * t) / 24));
    const holed = wave.map((value, t) => (t >= 100 && t < 106 ? gap : value));
    for (const [t, value] of filled('SEASONAL', holed).entries()) expect(value).toBeCloseTo(wave[t], 10);
    expect(filled('SEASONAL', [1, 2, gap, 4, 5, 6, 7, 8])).toEqual([1, 2, gap, 4, 5, 6, 7, 8]);
  });
});

describe('imputation by nearest neighbours', () => {
  /** A pulse of a shape that no line guesses, every 30 samples, each on its own level. */
  const shape = Array.from({ length: 30 }, (_, i) =>
    i >= 10 && i < 14 ? [3, 9, -4, 2][i - 10] : ((7 * i) % 11) / 10,
  );
  const pulses = (levels: number[]) => levels.flatMap((level) => shape.map((value) => level + value));

  it('finds the same surroundings elsewhere and lifts what stands there to the level of the gap', () => {
    const whole = pulses([0, 100, 50, 7, 20, -30, 60]);
    const holed = whole.map((value, t) => (t >= 70 && t < 74 ? gap : value));
    for (const [t, value] of filled('KNN', holed).entries()) expect(value).toBeCloseTo(whole[t], 6);
  });

  it('fills a gap at the end from what stood before it', () => {
    const whole = pulses([0, 0, 0, 0, 0, 0, 0]).slice(0, 193);
    const holed = whole.map((value, t) => (t >= 190 ? gap : value));
    for (const [t, value] of filled('KNN', holed).entries()) expect(value).toBeCloseTo(whole[t], 6);
  });

  it('fills nothing where nothing like it is complete', () => {
    const short = [1, 2, 3, 4, 5, gap, 7, 8, 9, 10, 11];
    expect(filled('KNN', short)).toEqual(short);
    const sparse = Array.from({ length: 200 }, (_, t) => (t % 3 === 0 ? t : gap));
    expect(filled('KNN', sparse, { longestGap: 2 })).toEqual(sparse);
  });
});
