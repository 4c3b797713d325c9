import { expect, it } from 'vitest';
import { accuracyFigures, withoutUnit } from '../../src/ml/forecasting/accuracy-figures.ts';
import {
  addStep,
  addSums,
  blockOf,
  type JudgedStep,
  noSums,
} from '../../src/ml/forecasting/accuracy-sums.ts';
import { naiveBaseline } from '../../src/ml/forecasting/naive-baseline.ts';

const step = (actual: number, forecast: number, baseline: number, scale = 2): JudgedStep => ({
  actual,
  forecast,
  baseline,
  bands: [{ level: 0.8, lower: forecast - 1, upper: forecast + 1 }],
  scale,
});
const sumsOf = (steps: readonly JudgedStep[]) => {
  const sums = noSums();
  for (const one of steps) addStep(sums, one);
  return sums;
};

it('judges three steps as by hand, and the naive baseline at the same ones', () => {
  const figures = accuracyFigures(sumsOf([step(1, 2, 0), step(4, 4, 1), step(-2, 1, 1)]));
  expect(figures).toMatchObject({ steps: 3, mapeSteps: 3 });
  expect(figures?.mae).toBeCloseTo(4 / 3, 12);
  expect(figures?.rmse).toBeCloseTo(Math.sqrt(10 / 3), 12);
  expect(figures?.mape).toBeCloseTo((100 * (1 + 0 + 1.5)) / 3, 12);
  expect(figures?.smape).toBeCloseTo((100 * (2 / 3 + 0 + 2)) / 3, 12);
  expect(figures?.mase).toBeCloseTo(4 / 3 / 2, 12);
  // The actuals 1, 4, −2 vary by 0 + 9 + 9 around their mean 1.
  expect(figures?.r2).toBeCloseTo(1 - 10 / 18, 12);
  // Quantiles .1, .5, .9 of each step: (0 + .5 + .2), (.1 + 0 + .1), (1.8 + 1.5 + .4), over three quantiles.
  expect(figures?.pinball).toBeCloseTo((0.7 + 0.2 + 3.7) / 3 / 3, 12);
  expect(figures?.baseline.mae).toBeCloseTo((1 + 3 + 3) / 3, 12);
  expect(figures?.bands).toHaveLength(1);
  expect(figures?.bands[0]).toMatchObject({ level: 0.8, steps: 3, width: 2 });
  expect(figures?.bands[0].coverage).toBeCloseTo(2 / 3, 12);
  // −2 lies 2 below the lower end 0: 2 + 10·2.
  expect(figures?.bands[0].intervalScore).toBeCloseTo((2 + 2 + 22) / 3, 12);
});

it('leaves actuals near zero out of the percentage, and nothing else', () => {
  const figures = accuracyFigures(sumsOf([step(0, 1, 0), step(0.02, 1, 0), step(0.021, 1, 0)]));
  expect(figures).toMatchObject({ steps: 3, mapeSteps: 1 });
  expect(figures?.mape).toBeCloseTo((100 * 0.979) / 0.021, 6);
  expect(accuracyFigures(sumsOf([step(0, 1, 0)]))?.mape).toBeNull();
});

it('says nothing where nothing was judged, where nothing varied and where history never changed', () => {
  expect(accuracyFigures(noSums())).toBeNull();
  expect(accuracyFigures(sumsOf([step(5, 4, 5, 0), step(5, 6, 5, 0)]))).toMatchObject({
    r2: null,
    mase: null,
    mae: 1,
    mape: 20,
  });
});

it('puts parts of one sensor together as if they had been judged at once', () => {
  const steps = Array.from({ length: 20 }, (_, i) => step(1e6 + Math.sin(i) * i, 1e6 + i / 3, 1e6));
  const parts = [steps.slice(0, 1), steps.slice(1, 9), [], steps.slice(9)].map(sumsOf);
  const together = noSums();
  for (const part of parts) addSums(together, part, 'SAME');
  const [whole, joined] = [accuracyFigures(sumsOf(steps)), accuracyFigures(together)];
  expect(joined?.r2).toBeCloseTo(whole?.r2 as number, 9);
  expect(joined?.mae).toBeCloseTo(whole?.mae as number, 9);
  expect(joined?.bands[0].coverage).toBe(whole?.bands[0].coverage);
});

it('takes no difference between sensors for something that was forecast', () => {
  const around = (level: number) => sumsOf([step(level + 1, level, level), step(level - 1, level, level)]);
  const [one, both] = [around(0), around(0)];
  addSums(both, around(1_000), 'OTHER');
  expect(accuracyFigures(both)?.r2).toBe(accuracyFigures(one)?.r2);
  expect(withoutUnit(accuracyFigures(both))).toMatchObject({
    mae: null,
    rmse: null,
    r2: null,
    pinball: null,
    steps: 4,
  });
});

it('stays finite at the largest numbers', () => {
  const huge = Number.MAX_VALUE;
  const figures = accuracyFigures(sumsOf([step(huge, -huge, 0), step(-huge, huge, 0)]));
  expect(JSON.stringify(figures)).not.toContain('null');
});

it('divides a horizon into quarters, as equal as whole steps allow', () => {
  const blocks = (horizon: number) => Array.from({ length: horizon }, (_, i) => blockOf(i, horizon));
  expect(blocks(8)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  expect(blocks(6)).toEqual([0, 0, 1, 2, 2, 3]);
  expect(blocks(2)).toEqual([0, 2]);
});

it('takes the last season as the baseline where there is one, else the last value', () => {
  const wave = Float64Array.from({ length: 12 }, (_, i) => i % 4);
  const seasonal = naiveBaseline(wave, 4, 6);
  expect(seasonal).toMatchObject({ method: 'seasonal-naive', scale: 0 });
  expect([...seasonal.path]).toEqual([0, 1, 2, 3, 0, 1]);
  const last = naiveBaseline(Float64Array.of(1, 3, Number.NaN), 1, 2);
  expect(last).toMatchObject({ method: 'last-value', scale: 2 });
  expect([...last.path]).toEqual([3, 3]);
  expect(naiveBaseline(Float64Array.of(1, 2), 24, 1).method).toBe('last-value');
  expect(() => naiveBaseline(Float64Array.of(Number.NaN), 1, 1)).toThrow(/0 usable samples/);
});
