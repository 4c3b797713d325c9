import { describe, expect, test } from 'vitest';
import { cycleOf } from '../../../src/ml/forecasting/ridge/cycle-profile.ts';
import { ridgeWeights } from '../../../src/ml/forecasting/ridge/ridge-weights.ts';
import { gaussianNoise } from '../noise.ts';
import { leastSquares, product, windowsOf } from './brute-force.ts';

const noisy = (length: number, seed: number): Float64Array => {
  const shock = gaussianNoise(seed);
  return Float64Array.from({ length }, (_, t) => Math.sin((2 * Math.PI * t) / 6) + 0.5 * shock());
};

/** Two sensors of one group; the second begins four steps later on their clock. */
const stretches = [
  { values: noisy(90, 1), step: 0 },
  { values: noisy(70, 2), step: 4 },
];
const penalties = { penalty: 0.3, decay: 0.5, offPhase: 8, near: 1, correction: null };
const plain = { lookbacks: [15], horizon: 9, cycle: cycleOf(6) };

/** As the formula says, lag by lag; the newest input has lag 1. */
const exactPenalties = (lookback: number, step: number, period: number, windows: number): number[] => {
  const distance = (lag: number, target: number): number => {
    const rest = (lag + target) % period;
    return Math.min(rest, period - rest);
  };
  const isHeld = (lag: number, target: number): boolean => lag > period && distance(lag, target) > 1;
  const raw = (lag: number, target: number): number =>
    Math.sqrt(lag / period) * (isHeld(lag, target) ? 8 : 1);
  let mean = 0;
  for (let target = 0; target < period; target++) {
    for (let lag = 1; lag <= lookback; lag++) mean += raw(lag, target) / (lookback * period);
  }
  return Array.from({ length: lookback }, (_, i) => (0.3 * windows * raw(lookback - i, step)) / mean);
};

/** Rows of one look-back, from the windows written out and one solve a step. */
const exactWeights = (lookback: number, horizon: number, period: number): number[][] => {
  const windows = stretches.flatMap(({ values }) => windowsOf(values, lookback, horizon, period));
  return Array.from({ length: horizon }, (_, step) =>
    leastSquares(
      windows.map(({ inputs, targets }) => ({ x: inputs, y: targets[step] })),
      exactPenalties(lookback, step, period, windows.length),
    ),
  );
};

const expectRows = (cells: Float64Array, rows: readonly (readonly number[])[]): void => {
  const flat = rows.flat();
  expect(cells.length).toBe(flat.length);
  for (const [i, cell] of cells.entries()) expect(cell).toBeCloseTo(flat[i], 8);
};

describe('closed form', () => {
  test('a look-back of two and one step are solved as by hand', () => {
    const byHand = (values: readonly number[]): number => {
      const shape = { lookbacks: [2], horizon: 1, cycle: cycleOf(1) };
      const free = { penalty: 1, decay: 0, offPhase: 1, near: 0, correction: null };
      return ridgeWeights([{ values: Float64Array.from(values), step: 0 }], shape, free).direct[0];
    };
    // Windows (v₀ − v₁, 0) → v₂ − v₁: (−1, 0)→2, (−2, 0)→−1; Gram 5, moment −2 + 2 = 0.
    expect(byHand([1, 2, 4, 3])).toBeCloseTo(0, 12);
    // (−1, 0)→2, (−2, 0)→4: moment −10; two windows hold the weight back by 2·1.
    expect(byHand([1, 2, 4, 8])).toBeCloseTo(-10 / 7, 12);
  });

  test('equals brute-force least squares of each step, its phase held back as the formula says', () => {
    expectRows(ridgeWeights(stretches, plain, penalties).direct, exactWeights(15, 9, 6));
  });

  test('several look-backs are the mean of their maps', () => {
    const { direct } = ridgeWeights(stretches, { ...plain, lookbacks: [7, 15] }, penalties);
    const [short, long] = [exactWeights(7, 9, 6), exactWeights(15, 9, 6)];
    const mean = long.map((row, step) =>
      row.map((weight, i) => (weight + (i < 8 ? 0 : short[step][i - 8])) / 2),
    );
    expectRows(direct, mean);
  });

  test('without a penalty it is ordinary least squares: residuals are orthogonal to every input', () => {
    const { direct } = ridgeWeights(stretches, plain, { ...penalties, penalty: 0 });
    const windows = stretches.flatMap(({ values }) => windowsOf(values, 15, 9, 6));
    for (let step = 0; step < 9; step++) {
      const row = direct.subarray(step * 15, (step + 1) * 15);
      for (let i = 0; i < 15; i++) {
        const moment = windows.reduce(
          (sum, { inputs, targets }) => sum + inputs[i] * (targets[step] - product(row, inputs)),
          0,
        );
        expect(Math.abs(moment)).toBeLessThan(1e-4);
      }
    }
  });

  test('the correction equals brute-force least squares of the residuals of each phase of the origin', () => {
    const { direct, correction } = ridgeWeights(stretches, plain, { ...penalties, correction: 0.2 });
    for (let phase = 0; phase < 6; phase++) {
      const windows = stretches.flatMap(({ values, step }) =>
        windowsOf(values, 15, 9, 6).filter(({ origin }) => (origin + step) % 6 === phase),
      );
      for (let step = 0; step < 9; step++) {
        const row = direct.subarray(step * 15, (step + 1) * 15);
        const exact = leastSquares(
          windows.map(({ inputs, targets }) => ({
            x: inputs.slice(9),
            y: targets[step] - product(row, inputs),
          })),
          new Array(6).fill(0.2 * windows.length),
        );
        const at = (phase * 9 + step) * 6;
        for (const [i, weight] of exact.entries()) expect(correction[at + i]).toBeCloseTo(weight, 8);
      }
    }
  });

  test('a season that is not a whole number of samples holds back by the nearest sample', () => {
    const shape = { lookbacks: [24], horizon: 3, cycle: cycleOf(6.5) };
    const { direct } = ridgeWeights(stretches, shape, { ...penalties, penalty: 3, near: 0, offPhase: 1e6 });
    // From the first step, lags 13 and 20 (two and three seasons of 6.5, rounded) stay free; 8 to 12 do not.
    const weightOfLag = (lag: number): number => Math.abs(direct[24 - lag]);
    for (const lag of [8, 9, 10, 11, 15, 16, 17, 18]) {
      expect(weightOfLag(lag)).toBeLessThan(0.1 * weightOfLag(13));
    }
  });

  test('a series that never moved has weights of zero', () => {
    const still = [{ values: new Float64Array(60), step: 0 }];
    const { direct, correction } = ridgeWeights(still, plain, { ...penalties, correction: 0.1 });
    expect(direct.every((weight) => weight === 0)).toBe(true);
    expect(correction.every((weight) => weight === 0)).toBe(true);
  });
});
