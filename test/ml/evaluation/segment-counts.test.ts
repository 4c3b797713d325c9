import { expect, test } from 'vitest';
import { countsOf, f1Of, sumOfCounts } from '../../../src/ml/evaluation/segment-counts.ts';
import { at } from './intervals.ts';

test('counts are summed over series before F1 is taken', () => {
  const series = [
    { labels: [at(1, 2), at(5, 6)], detections: [at(2, 3)] },
    { labels: [at(1, 2)], detections: [at(1, 1), at(8, 9)] },
  ];
  const counts = countsOf(series);
  expect(counts).toEqual({ truePositives: 2, falseNegatives: 1, falsePositives: 1 });
  expect(f1Of(counts)).toBe(4 / 6);
  expect(sumOfCounts(series.map((one) => countsOf([one])))).toEqual(counts);
});

test('nothing to count has F1 0', () => {
  expect(f1Of(countsOf([]))).toBe(0);
});
