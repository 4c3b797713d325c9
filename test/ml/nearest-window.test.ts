import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryOf, NearestWindow } from '../../src/ml/discord/nearest-window.ts';
import { ReadingRing } from '../../src/ml/discord/reading-ring.ts';
import { type Excerpts, excerptsOf } from '../../src/ml/discord/reference-samples.ts';
import { healthy, seededNormal } from './signals.ts';

const started = (excerpts: Excerpts, window: number) => {
  const ring = new ReadingRing(memoryOf(window));
  const nearest = new NearestWindow(excerpts, window, ring);
  const next = (value: number) => {
    ring.push(value);
    return nearest.advance();
  };
  return { ring, nearest, next };
};

/** The definition, straight: smallest RMS distance of mean-removed windows. */
const plainDistance = (excerpts: Excerpts, window: number, last: readonly number[]): number => {
  const centred = (values: ArrayLike<number>) => {
    const all = Array.from(values);
    const mean = all.reduce((sum, value) => sum + value / window, 0);
    return all.map((value) => value - mean);
  };
  const own = centred(last);
  let least = Number.POSITIVE_INFINITY;
  for (const excerpt of excerpts) {
    for (let i = 0; i + window <= excerpt.length; i++) {
      const other = centred(excerpt.subarray(i, i + window));
      const square = own.reduce((sum, value, l) => sum + (value - other[l]) ** 2 / window, 0);
      least = Math.min(least, Math.sqrt(square));
    }
  }
  return least;
};

describe('distance to the nearest window', () => {
  test('a case worked out by hand: an offset costs nothing, a step of one in four costs √3/4', () => {
    const { next, nearest } = started([Float64Array.of(0, 0, 0, 0)], 4);
    expect([5, 5, 5].map(next)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(next(5)).toBe(0);
    expect(next(6)).toBeCloseTo(Math.sqrt(3) / 4, 12);
    expect(nearest.expected).toBeCloseTo(5.25, 12);
  });

  test('equals the definition for any series, stretches and window', () => {
    const values = fc.float64Array({ min: -3, max: 3, noNaN: true, minLength: 6, maxLength: 40 });
    fc.assert(
      fc.property(values, values, values, fc.integer({ min: 2, max: 6 }), (one, two, stream, window) => {
        const { next } = started([one, two], window);
        stream.forEach((value, t) => {
          const distance = next(value);
          if (t < window - 1) expect(distance).toBeNaN();
          else {
            const last = Array.from(stream.subarray(t - window + 1, t + 1));
            expect(distance).toBeCloseTo(plainDistance([one, two], window, last), 6);
          }
        });
      }),
    );
  });

  test('several blocks of references and a long stream still equal the definition', () => {
    const reference = healthy(1, 700);
    const stream = healthy(2, 900);
    const { next } = started([reference], 16);
    const distances = stream.map(next);
    for (const t of [15, 16, 300, 555, 899]) {
      const last = Array.from(stream.subarray(t - 15, t + 1));
      expect(distances[t]).toBeCloseTo(plainDistance([reference], 16, last), 9);
    }
  });

  test('only the readings within its memory have an influence, to the last bit', () => {
    const normal = seededNormal(3);
    const draw = (length: number) => Float64Array.from({ length }, () => normal() / 3);
    const window = 12;
    const reference = draw(520);
    const stream = draw(1000);
    const whole = started([reference], window);
    const distances = stream.map(whole.next);
    for (let cut = 400; cut < 960; cut += 7) {
      const parted = started([reference], window);
      for (const value of stream.subarray(cut - memoryOf(window), cut)) parted.next(value);
      const rest = stream.subarray(cut, cut + 40).map(parted.next);
      expect(rest).toEqual(distances.subarray(cut, cut + 40));
    }
  });

  test('one absurd reading leaves no trace once its windows have passed', () => {
    const reference = healthy(4, 400).map((value) => value - 50);
    const stream = healthy(5, 800).map((value) => value - 50);
    const hit = Float64Array.from(stream);
    hit[100] = 1000;
    const clean = started([reference], 16);
    const struck = started([reference], 16);
    const expected = stream.map(clean.next);
    const distances = hit.map(struck.next);
    expect(distances[100]).toBeGreaterThan(100);
    for (let t = 116; t < 800; t++) expect(distances[t]).toBeCloseTo(expected[t], 6);
  });
});

describe('reference excerpts', () => {
  test('a series that is short enough is kept whole, stretches shorter than a window are left out', () => {
    const long = healthy(1, 300);
    expect(excerptsOf([long, healthy(2, 9)], 10, 4096)).toEqual([long]);
  });

  test('a longer one is cut to evenly spread excerpts with no more windows than allowed', () => {
    const values = Float64Array.from({ length: 20_000 }, (_, t) => t);
    const excerpts = excerptsOf([values], 50, 1024);
    expect(excerpts.map((excerpt) => excerpt.length)).toEqual([305, 305, 305, 305]);
    const starts = excerpts.map((excerpt) => excerpt[0]);
    const gaps = starts.slice(1).map((start, k) => start - starts[k]);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(256);
    expect(starts[0]).toBeLessThan(5000);
    expect(starts[3]).toBeGreaterThan(15_000);
  });
});
