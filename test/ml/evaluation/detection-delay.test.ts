import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectionDelays, medianDelay } from '../../../src/ml/evaluation/detection-delay.ts';
import { at, intervalsWithin } from './intervals.ts';

test('hand-counted: flagged before it began, found late by the first of two, missed', () => {
  const labels = [at(10, 19), at(100, 150), at(300, 310)];
  const detections = [at(5, 12), at(140, 160), at(120, 121), at(311, 320)];
  expect(detectionDelays({ labels, detections })).toEqual([0, 20, null]);
});

test('the median is over what was found, between two of an even number', () => {
  expect(medianDelay([7, null, 1, 30])).toBe(7);
  expect(medianDelay([null, 1, 4])).toBe(2.5);
  expect(medianDelay([null])).toBeNull();
  expect(medianDelay([])).toBeNull();
});

test('a delay lies inside its label, whatever the order of detections', () => {
  fc.assert(
    fc.property(intervalsWithin(100), intervalsWithin(100), (labels, detections) => {
      const delays = detectionDelays({ labels, detections });
      expect(detectionDelays({ labels, detections: detections.toReversed() })).toEqual(delays);
      expect(detectionDelays({ labels: labels.toReversed(), detections })).toEqual(delays.toReversed());
      delays.forEach((delay, k) => {
        if (delay !== null) expect(delay >= 0 && delay <= labels[k].end - labels[k].start).toBe(true);
      });
    }),
  );
});
