import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overlappingSegments } from '../../../src/ml/evaluation/overlapping-segments.ts';
import { at } from './intervals.ts';

test('a hand-counted case: two of three labels touched, one detection in vain', () => {
  const labels = [at(50, 60), at(10, 20), at(90, 95)];
  const detections = [at(20, 25), at(30, 40), at(48, 52), at(58, 70)];
  expect(overlappingSegments(labels, detections)).toEqual({
    truePositives: 2,
    falseNegatives: 1,
    falsePositives: 1,
    precision: 2 / 3,
    recall: 2 / 3,
    f1: 2 / 3,
  });
});

test('both ends are inclusive', () => {
  expect(overlappingSegments([at(5, 5)], [at(0, 5)]).truePositives).toBe(1);
  expect(overlappingSegments([at(5, 5)], [at(0, 4)]).falsePositives).toBe(1);
});

test('shares that would divide by zero are null', () => {
  expect(overlappingSegments([], [])).toMatchObject({ precision: null, recall: null, f1: null });
  expect(overlappingSegments([at(1, 2)], [])).toMatchObject({ precision: null, recall: 0, f1: 0 });
});

test('the order of labels and detections does not matter, and flagging everything misses nothing', () => {
  const interval = fc.tuple(fc.nat(100), fc.nat(10)).map(([start, length]) => at(start, start + length));
  fc.assert(
    fc.property(fc.array(interval), fc.array(interval), (labels, detections) => {
      const score = overlappingSegments(labels, detections);
      expect(overlappingSegments(labels.toReversed(), detections.toReversed())).toEqual(score);
      expect(score.truePositives + score.falseNegatives).toBe(labels.length);
      expect(overlappingSegments(labels, [at(0, 200)]).falseNegatives).toBe(0);
    }),
  );
});
