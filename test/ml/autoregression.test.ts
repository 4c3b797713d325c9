import { describe, expect, test } from 'vitest';
import { Autoregression } from '../../src/ml/prediction/autoregression.ts';
import { autoregression } from '../../src/ml/prediction/autoregression-detector.ts';
import { expectedByState } from '../../src/ml/prediction/recurrent-model.ts';

const NO_RIDGE = 1e-12;

/** x_{t+1} = .5·x_t − .3·x_{t−1} + 2 + .7·u_t */
const driven = (samples: number) => {
  const input = Float64Array.from({ length: samples }, (_, t) => Math.sin(t * t));
  const values = new Float64Array(samples);
  for (let t = 1; t + 1 < samples; t++) {
    values[t + 1] = 0.5 * values[t] - 0.3 * values[t - 1] + 2 + 0.7 * input[t];
  }
  return { values, input };
};

/** Gradient descent on the same penalised squares, windows built one by one. */
const byDescent = (columns: readonly Float64Array[], order: number, ridge: number): Float64Array => {
  const [values, ...inputs] = columns;
  const rows = Array.from({ length: values.length - order }, (_, s) => [
    ...values.subarray(s, s + order),
    1,
    ...inputs.map((column) => column[s + order - 1]),
  ]);
  const size = rows[0].length;
  const squares = rows.flat().reduce((sum, feature) => sum + feature * feature, 0);
  const weights = new Float64Array(size);
  for (let step = 0; step < 20_000; step++) {
    const gradient = weights.map((weight) => (weight * ridge * squares) / size);
    rows.forEach((row, s) => {
      const miss = row.reduce((sum, feature, k) => sum + feature * weights[k], -values[s + order]);
      row.forEach((feature, k) => {
        gradient[k] += miss * feature;
      });
    });
    for (let k = 0; k < size; k++) weights[k] -= gradient[k] / (squares * (1 + ridge));
  }
  return weights;
};

describe('an autoregression', () => {
  test('finds the equation that made a series, with its input', () => {
    const { values, input } = driven(400);
    const { weights } = Autoregression.fit([values, input], 2, NO_RIDGE);
    [-0.3, 0.5, 2, 0.7].forEach((weight, k) => {
      expect(weights[k]).toBeCloseTo(weight, 6);
    });
  });

  test('equals penalised least squares on windows built one by one', () => {
    const values = Float64Array.from({ length: 40 }, (_, t) => Math.sin(t) + Math.cos(t * t));
    const input = Float64Array.from({ length: 40 }, (_, t) => Math.cos(3 * t));
    for (const columns of [[values], [values, input]]) {
      const { weights } = Autoregression.fit(columns, 3, 0.05);
      byDescent(columns, 3, 0.05).forEach((weight, k) => {
        expect(weights[k]).toBeCloseTo(weight, 6);
      });
    }
  });

  test('expects by hand what its weights say, the oldest lag first', () => {
    const model = new Autoregression(2, 2, Float64Array.of(10, 1, 0.5, 100));
    const expected = expectedByState(model, [Float64Array.of(1, 2, 3), Float64Array.of(0, 4, 0)]);
    expect(Array.from(expected)).toEqual([Number.NaN, 1 + 0.5, 10 + 2 + 0.5 + 400]);
  });

  test('is all zeros where there is nothing to learn, and predicts by nothing else', () => {
    const { weights } = Autoregression.fit([new Float64Array(20)], 4, 0.001);
    expect(weights.every((weight) => weight === 0)).toBe(true);
  });

  test('as a detector expects what its input commands, and only where it was asked to look at it', async () => {
    const { values, input } = driven(600);
    const series = { values, inputs: [input] };
    const missOf = async (inputs: boolean) => {
      const detector = await autoregression.fit(series, autoregression.parseConfig({ inputs }), { seed: 1 });
      expect(detector.inputs).toBe(inputs ? 1 : 0);
      const { expected } = detector.detect(series);
      return Math.max(...values.subarray(200).map((value, t) => Math.abs(value - expected[200 + t])));
    };
    expect(await missOf(true)).toBeLessThan(0.05);
    expect(await missOf(false)).toBeGreaterThan(0.3);
  });
});
