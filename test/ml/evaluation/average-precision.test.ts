import fc from 'fast-check';
import { expect, test } from 'vitest';
import { averagePrecision } from '../../../src/ml/evaluation/average-precision.ts';
import { labelledSamples } from '../../../src/ml/evaluation/labelled-samples.ts';
import { at, intervalsWithin } from './intervals.ts';

test('a hand-worked case: found first, third and fourth of five', () => {
  const score = Float64Array.of(0.9, 0.8, 0.7, 0.6, 0.1);
  expect(averagePrecision(score, [at(0, 0), at(2, 3)])).toBeCloseTo((1 + 2 / 3 + 3 / 4) / 3, 12);
});

test('equal scores are one threshold: the order of samples does not matter', () => {
  expect(averagePrecision(Float64Array.of(1, 1, 1, 1), [at(0, 0)])).toBe(1 / 4);
  expect(averagePrecision(Float64Array.of(1, 1, 1, 1), [at(3, 3)])).toBe(1 / 4);
});

test('nothing labelled has no precision', () => {
  expect(averagePrecision(Float64Array.of(1, 2), [])).toBeNull();
});

test('lies in [0, 1], is 1 for the labels themselves, and the order of labels does not matter', () => {
  const scores = fc.array(fc.nat(20), { minLength: 40, maxLength: 40 });
  fc.assert(
    fc.property(scores, intervalsWithin(40), (numbers, labels) => {
      const score = Float64Array.from(numbers);
      const ap = averagePrecision(score, labels);
      expect(averagePrecision(score, labels.toReversed())).toBe(ap);
      if (ap === null) return;
      expect(ap > 0 && ap <= 1).toBe(true);
      expect(averagePrecision(Float64Array.from(labelledSamples(labels, 40)), labels)).toBe(1);
      expect(
        averagePrecision(
          score.map((one) => 3 * one + 1),
          labels,
        ),
      ).toBe(ap);
    }),
  );
});
