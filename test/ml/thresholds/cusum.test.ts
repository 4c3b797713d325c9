import { describe, expect, test } from 'vitest';
import { Cusum, shiftConfig, shiftLimits } from '../../../src/ml/thresholds/cusum.ts';
import { seededNormal, seededUniform } from '../signals.ts';

const LAWS: ReadonlyArray<readonly [string, (seed: number) => () => number]> = [
  ['normal', seededNormal],
  ['uniform', seededUniform],
  [
    'exponential',
    (seed) => {
      const uniform = seededUniform(seed);
      return () => -Math.log(1 - uniform());
    },
  ],
  [
    'AR(1) of .6',
    (seed) => {
      const normal = seededNormal(seed);
      let x = 0;
      return () => {
        x = 0.6 * x + 0.8 * normal();
        return x;
      };
    },
  ],
];

const drawn = (length: number, draw: () => number) => Float64Array.from({ length }, draw);

/** Mean readings to an alarm, over so many runs that each start anew. */
const runLength = (start: () => Cusum, draw: () => number, runs: number): number => {
  let readings = 0;
  for (let run = 0; run < runs; run++) {
    const cusum = start();
    do readings++;
    while (cusum.advance(draw()) <= 1);
  }
  return readings / runs;
};

describe('a CUSUM', () => {
  /** Where the training data says nothing the level is Siegmund's. */
  const promised = (size: number, oneIn: number) => shiftLimits(Float64Array.of(0), 1, { size, oneIn });

  test.each([
    [0.5, 300],
    [1, 1_000],
    [2, 2_000],
  ])('for shifts of %f runs %d independent normal readings to a false alarm', (size, oneIn) => {
    const limits = promised(size, oneIn);
    const measured = runLength(() => new Cusum(limits), seededNormal(51), 600);
    expect(measured / oneIn).toBeGreaterThan(0.87);
    expect(measured / oneIn).toBeLessThan(1.15);
  });

  test('of reference .5 and run length 465 has the level 5 of the tables', () => {
    expect(promised(1, 465).decision).toBeCloseTo(5, 1);
  });

  test.each(LAWS)('raises no more alarms than were asked for on readings that are %s', (_, law) => {
    const config = shiftConfig.parse({ oneIn: 2_000 });
    const train = drawn(20_000, law(61));
    const mean = train.reduce((sum, value) => sum + value / train.length, 0);
    const deviation = Math.sqrt(train.reduce((sum, value) => sum + (value - mean) ** 2 / train.length, 0));
    const limits = shiftLimits(train, deviation, config);
    const measured = runLength(() => new Cusum(limits), law(62), 300);
    expect(measured).toBeGreaterThan(1_300);
    expect(measured).toBeLessThan(8_000);
  });

  test('finds a shift of one deviation within 40 readings, and its end', () => {
    const normal = seededNormal(71);
    const limits = shiftLimits(drawn(5000, normal), 1, shiftConfig.parse({}));
    const cusum = new Cusum(limits);
    for (let t = 0; t < 2000; t++) expect(cusum.advance(normal())).toBeLessThanOrEqual(1);
    let delay = 0;
    while (cusum.advance(normal() + 1) <= 1) delay++;
    expect(delay).toBeLessThan(40);
    for (let t = 0; t < 1000; t++) cusum.advance(normal() + 1);
    for (let t = 0; t < 60; t++) cusum.advance(normal());
    expect(cusum.ratio).toBeLessThan(1);
  });

  test('takes one wild reading for no shift', () => {
    const cusum = new Cusum(shiftLimits(new Float64Array(200).fill(3), 0.05, shiftConfig.parse({})));
    expect(cusum.advance(1e300)).toBeLessThan(1);
    expect(cusum.advance(-Number.MAX_VALUE)).toBeLessThan(1);
  });

  test.each([
    ['constant', () => 4],
    ['huge', (t: number) => (t % 2 ? 1 : -1) * Number.MAX_VALUE],
    ['one', () => 1],
  ])('has finite limits for %s readings', (name, valueAt) => {
    const values = Float64Array.from({ length: name === 'one' ? 1 : 300 }, (_, t) => valueAt(t));
    for (const size of [0.1, 1, 10]) {
      const limits = shiftLimits(values, 0.05, shiftConfig.parse({ size }));
      expect(Object.values(limits).every(Number.isFinite)).toBe(true);
      expect(limits.decision).toBeGreaterThan(0);
    }
  });
});
