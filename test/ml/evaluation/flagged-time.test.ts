import fc from 'fast-check';
import { expect, test } from 'vitest';
import { falseAlarmsPer10000 } from '../../../src/ml/evaluation/false-alarms.ts';
import { shareFlagged } from '../../../src/ml/evaluation/share-flagged.ts';
import { at, intervalsWithin } from './intervals.ts';

const SERIES = [
  { samples: 1000, labels: [at(0, 99)], detections: [at(50, 149), at(200, 209), at(205, 299)] },
  { samples: 500, labels: [], detections: [at(7, 7)] },
];

test('hand-counted: 201 of 1,500 samples are flagged, those of two detections once', () => {
  expect(shareFlagged(SERIES)).toBe(201 / 1500);
});

test('hand-counted: three false alarms in 1,400 normal readings', () => {
  expect(falseAlarmsPer10000(SERIES)).toBeCloseTo(30_000 / 1_400, 9);
});

test('nothing to judge divides by nothing', () => {
  expect(shareFlagged([])).toBe(0);
  expect(falseAlarmsPer10000([{ samples: 10, labels: [at(0, 9)], detections: [at(0, 9)] }])).toBe(0);
});

test('the share lies in [0, 1] and the order of labels changes nothing', () => {
  fc.assert(
    fc.property(intervalsWithin(50), intervalsWithin(50), (labels, detections) => {
      const series = { samples: 50, labels, detections };
      expect(shareFlagged([series])).toBeLessThanOrEqual(1);
      const reversed = { ...series, labels: labels.toReversed(), detections: detections.toReversed() };
      expect(falseAlarmsPer10000([reversed])).toBe(falseAlarmsPer10000([series]));
      expect(shareFlagged([reversed])).toBe(shareFlagged([series]));
    }),
  );
});
