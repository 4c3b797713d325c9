import { expect, test } from 'vitest';
import { channelBootstrap } from '../../../src/ml/evaluation/channel-bootstrap.ts';
import { pairedComparison } from '../../../src/ml/evaluation/paired-comparison.ts';
import { rotationNull } from '../../../src/ml/evaluation/rotation-null.ts';
import { at } from './intervals.ts';

const counts = (truePositives: number, falseNegatives: number, falsePositives: number) => ({
  truePositives,
  falseNegatives,
  falsePositives,
});

test('the rotation null of one sample in a thousand is near 0, of everything it is 1, and it repeats', () => {
  const found = { samples: 1000, labels: [at(500, 500)], detections: [at(500, 500)] };
  expect(rotationNull([found]).mean).toBeLessThanOrEqual(0.02);
  expect(rotationNull([found])).toEqual(rotationNull([found]));
  expect(rotationNull([{ ...found, detections: [at(0, 999)] }])).toEqual({ mean: 1, p95: 1 });
});

test('a rotated detection touches a label as often as their lengths allow', () => {
  // 100 + 100 − 1 of 1,000 shifts touch the label.
  const found = { samples: 1000, labels: [at(450, 549)], detections: [at(0, 99)] };
  expect(Math.abs(rotationNull([found]).mean - 0.199)).toBeLessThan(0.1);
});

test('channels that are all alike leave nothing to chance', () => {
  expect(channelBootstrap(5, 0.9, (drawn) => drawn.length)).toEqual([5, 5]);
});

test('the bootstrap of a mean lies around it, wider for a larger share', () => {
  const mean = (drawn: readonly number[]) => drawn.reduce((sum, k) => sum + k / drawn.length, 0);
  const [low, high] = channelBootstrap(11, 0.9, mean);
  // Standard error √(10/11) = .95; ±1.645 of it.
  expect(Math.abs(low - (5 - 1.57))).toBeLessThan(0.2);
  expect(Math.abs(high - (5 + 1.57))).toBeLessThan(0.2);
  const [lower, higher] = channelBootstrap(11, 0.99, mean);
  expect(lower < low && high < higher).toBe(true);
});

test('equal detectors differ by nothing, and that is not significant', () => {
  const one = [counts(1, 0, 0), counts(2, 1, 1)];
  expect(pairedComparison(one, one)).toEqual({
    difference: 0,
    interval95: [0, 0],
    better: 0,
    worse: 0,
    pValue: 1,
    isSignificant: false,
  });
});

test('better on ten channels of ten: two of 1,024 exchanges are as far apart', () => {
  const all = Array.from({ length: 10 }, () => counts(1, 0, 0));
  const none = Array.from({ length: 10 }, () => counts(0, 1, 0));
  const { difference, interval95, better, worse, pValue, isSignificant } = pairedComparison(all, none);
  expect([difference, interval95, better, worse, isSignificant]).toEqual([1, [1, 1], 10, 0, true]);
  expect(Math.abs(pValue - 2 / 1024)).toBeLessThan(0.001);
  expect(pairedComparison(none, all)).toMatchObject({ difference: -1, better: 0, worse: 10, pValue });
});

test('better on four channels of four is not significant: two of 16 exchanges are as far apart', () => {
  const all = Array.from({ length: 4 }, () => counts(1, 0, 0));
  const none = Array.from({ length: 4 }, () => counts(0, 1, 0));
  const { pValue, isSignificant } = pairedComparison(all, none);
  expect(Math.abs(pValue - 2 / 16)).toBeLessThan(0.01);
  expect(isSignificant).toBe(false);
});
