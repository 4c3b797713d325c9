import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean } from '../../../src/ml/cleaning/clean.ts';
import {
  type CleaningConfig,
  cleaningConfig,
  cleansNothing,
  IMPUTATION_METHODS,
} from '../../../src/ml/cleaning/cleaning-config.ts';
import { univariate } from '../univariate.ts';

const { NaN: gap } = Number;
const config = (input: object) => cleaningConfig.parse(input);
const cleaned = (values: readonly number[], using: CleaningConfig) =>
  clean(univariate(Float64Array.from(values)), using);

const sample = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
  { weight: 2, arbitrary: fc.constant(gap) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(1e300, -1.7e308, 5e-324, Number.POSITIVE_INFINITY) },
);
const series = fc.array(sample, { maxLength: 120 });
const settings = fc.record({
  hampel: fc.option(fc.constant({ halfWidth: 3, times: 3 })),
  stuck: fc.option(fc.constant({ longest: 3 })),
  imputation: fc.record({
    method: fc.constantFrom(...IMPUTATION_METHODS),
    longestGap: fc.integer({ min: 1, max: 6 }),
    season: fc.option(fc.integer({ min: 2, max: 12 })),
  }),
});

describe('cleaning', () => {
  it('keeps length, inputs and clock, gives finite or missing samples, and counts what it did', () => {
    fc.assert(
      fc.property(series, settings, (values, input) => {
        const inputs = [Float64Array.from(values, () => 1)];
        const given = Float64Array.from(values);
        const clock = { startStep: 5, periodMs: 1_000 };
        const out = clean({ values: given, inputs, ...clock }, config(input));
        expect(out.series).toMatchObject(clock);
        expect([...given]).toEqual(values);
        expect(out.series.inputs[0]).toBe(inputs[0]);
        expect(out.series.values).toHaveLength(values.length);
        expect([...out.series.values].some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)).toBe(
          false,
        );
        const { missing, stuck, outliers, imputed, stillMissing } = out.counts;
        expect(missing).toBe(values.filter((value) => !Number.isFinite(value)).length);
        expect(missing + stuck + outliers - imputed).toBe(stillMissing);
        expect([...out.series.values].filter(Number.isNaN)).toHaveLength(stillMissing);
      }),
    );
  });

  it('changes nothing unless it is asked to', () => {
    expect(cleansNothing(config({}))).toBe(true);
    for (const some of [{ stuck: { longest: 3 } }, { imputation: { method: 'KNN' } }])
      expect(cleansNothing(config(some))).toBe(false);
    const { series: out, counts } = cleaned([1, gap, 1, 1, 1e9], config({}));
    expect([...out.values]).toEqual([1, gap, 1, 1, 1e9]);
    expect(counts).toEqual({ missing: 1, stuck: 0, outliers: 0, imputed: 0, stillMissing: 1 });
  });

  it('goes from stuck runs over outliers to imputation', () => {
    const values = [1, 2, 9, 9, 9, 9, 3, 4, 80, 6, 7, 8];
    const { series: out, counts } = cleaned(
      values,
      config({
        stuck: { longest: 3 },
        hampel: { halfWidth: 2, times: 3 },
        imputation: { method: 'LINEAR', longestGap: 1 },
      }),
    );
    expect([...out.values]).toEqual([1, 2, gap, gap, gap, gap, 3, 4, 5, 6, 7, 8]);
    expect(counts).toEqual({ missing: 0, stuck: 4, outliers: 1, imputed: 1, stillMissing: 4 });
  });

  it('counts the outliers that became medians', () => {
    const hampel = { halfWidth: 2, times: 3, replacement: 'MEDIAN' };
    const { counts } = cleaned([1, 2, 3, 40, 5, gap, 7], config({ hampel }));
    expect(counts).toMatchObject({ outliers: 1, stillMissing: 1 });
  });
});

describe.each(IMPUTATION_METHODS)('imputation %s', (method) => {
  const using = (longestGap: number, season: number | null = 4) =>
    config({ imputation: { method, longestGap, season } });

  it('never changes what is known, and never touches a longer gap', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 5 }), (values, longestGap) => {
        const { series: out } = cleaned(values, using(longestGap));
        let run = 0;
        for (let t = 0; t <= values.length; t++) {
          if (t < values.length && !Number.isFinite(values[t])) {
            run++;
            continue;
          }
          if (run > longestGap)
            expect([...out.values.subarray(t - run, t)]).toEqual(new Array(run).fill(gap));
          if (t < values.length) expect(out.values[t]).toBe(values[t]);
          run = 0;
        }
      }),
    );
  });

  it('stays inside the range of what is known', () => {
    fc.assert(
      fc.property(series, (values) => {
        const known = values.filter(Number.isFinite);
        const [low, high] = [Math.min(...known), Math.max(...known)];
        const slack = 1e-12 * Math.max(Math.abs(low), Math.abs(high));
        for (const value of cleaned(values, using(5)).series.values) {
          if (!Number.isNaN(value)) expect(value >= low - slack && value <= high + slack).toBe(true);
        }
      }),
    );
  });

  it('copes with nothing, one sample, constants, huge and tiny values', () => {
    const shapes: number[][] = [[], [3], [gap], new Array(60).fill(gap)];
    for (const one of [0, 7, 1e300, -1.7e308, 1e-300, 5e-324]) shapes.push(new Array(60).fill(one));
    for (const one of [1e300, 1e-300]) shapes.push(Array.from({ length: 60 }, (_, t) => one * Math.sin(t)));
    for (const shape of shapes) {
      const holed = shape.map((value, t) => (t % 20 === 10 ? gap : value));
      for (const season of [null, 4]) {
        const { series: out } = cleaned(holed, using(3, season));
        for (const value of out.values) expect(Math.abs(value)).not.toBe(Number.POSITIVE_INFINITY);
        const isConstant = shape.length > 0 && new Set(shape).size === 1;
        if (isConstant)
          for (const value of out.values) if (!Number.isNaN(value)) expect(value).toBe(shape[0]);
      }
    }
  });
});

describe.each(['LINEAR', 'SPLINE'])('imputation %s', (method) => {
  const using = config({ imputation: { method, longestGap: 4 } });

  it('has nothing to do the second time', () => {
    fc.assert(
      fc.property(series, (values) => {
        const once = cleaned(values, using).series;
        expect([...clean(once, using).series.values]).toEqual([...once.values]);
      }),
    );
  });

  it('reads only what is beside the gap', () => {
    const reach = method === 'LINEAR' ? 1 : 2;
    fc.assert(
      fc.property(
        series,
        fc.integer({ min: 1, max: 4 }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (around, length, other) => {
          const near = [3, 1, ...new Array(length).fill(gap), 4, 8];
          const beside = near.slice(2 - reach, near.length - 2 + reach);
          const filled = (far: readonly number[]) =>
            [...cleaned([...far, ...beside, ...far], using).series.values].slice(
              far.length,
              far.length + beside.length,
            );
          expect(filled([...around, other])).toEqual(filled([0]));
        },
      ),
    );
  });
});
