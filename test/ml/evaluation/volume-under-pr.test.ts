import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelledSamples } from '../../../src/ml/evaluation/labelled-samples.ts';
import { volumeUnderPr } from '../../../src/ml/evaluation/volume-under-pr.ts';
import { at, intervalsWithin } from './intervals.ts';

/** Label at 2, a false alarm beside it scores higher. */
const SCORE = Float64Array.of(0, 3, 2, 1, 0);

test('without a buffer it is the area under the curve: half of what is detected is right', () => {
  expect(volumeUnderPr(SCORE, [at(2, 2)], 0)).toBe(0.5);
});

test('a hand-worked case: buffers of 0 and 1 reach nothing, one of 2 both neighbours with weight √½', () => {
  const side = Math.SQRT1_2;
  const first = side / (1 + side / 2);
  const third = first * side + (1 - first) * ((1 + side) / 2);
  expect(volumeUnderPr(SCORE, [at(2, 2)], 2)).toBeCloseTo((0.5 + 0.5 + third) / 3, 12);
});

test('a label that is never touched takes away from every recall', () => {
  const untouched = Float64Array.of(0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
  const touchesOne = (1 / 2) * (1 / 2) * 1;
  const atLast = (1 - touchesOne) * (2 / 10);
  expect(volumeUnderPr(untouched, [at(1, 1), at(8, 8)], 0)).toBeCloseTo(0.25 + (1 - 0.25) * 0.2, 12);
  expect(touchesOne + atLast).toBeCloseTo(0.4, 12);
});

test('nothing labelled has no volume', () => {
  expect(volumeUnderPr(SCORE, [])).toBeNull();
});

test('lies in [0, 1], is 1 for the labels themselves, and the order of labels does not matter', () => {
  const scores = fc.array(fc.nat(20), { minLength: 60, maxLength: 60 });
  fc.assert(
    fc.property(scores, intervalsWithin(60), fc.nat(20), (numbers, labels, buffer) => {
      const score = Float64Array.from(numbers);
      const volume = volumeUnderPr(score, labels, buffer);
      expect(volumeUnderPr(score, labels.toReversed(), buffer)).toBe(volume);
      if (volume === null) return;
      expect(volume >= 0 && volume <= 1 + 1e-12).toBe(true);
      expect(volumeUnderPr(Float64Array.from(labelledSamples(labels, 60)), labels, buffer)).toBeCloseTo(
        1,
        12,
      );
    }),
  );
});
