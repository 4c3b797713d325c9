import fc from 'fast-check';
import { expect, test } from 'vitest';
import { affiliationScore, affiliationZones } from '../../../src/ml/evaluation/affiliation.ts';
import type { EvaluatedSeries } from '../../../src/ml/evaluation/evaluated-series.ts';
import { labelledSamples } from '../../../src/ml/evaluation/labelled-samples.ts';
import { at, intervalsWithin } from './intervals.ts';

const scored = (series: EvaluatedSeries) => affiliationScore(affiliationZones(series));

test('a hand-worked case: two samples detected right after a label of two in a series of ten', () => {
  // Precision: mean of 1 − (2 + 2d)/10 over d from 0 to 2. Recall: mean of 1 − 2d/10 over d from 2 to 0.
  const score = scored({ samples: 10, labels: [at(4, 5)], detections: [at(6, 7)] });
  expect(score.precision).toBeCloseTo(0.6, 12);
  expect(score.recall).toBeCloseTo(0.8, 12);
  expect(score.f1).toBeCloseTo((2 * 0.6 * 0.8) / 1.4, 12);
});

test('beyond the nearer border of the zone the chance of being farther falls half as fast', () => {
  // Zone [0, 10), label [1, 2): m = 1. Detection [7, 8): d from 5 to 6, 1 − (1 + 1 + d)/10.
  expect(scored({ samples: 10, labels: [at(1, 1)], detections: [at(7, 7)] }).precision).toBeCloseTo(0.25, 12);
});

test('each label has its zone: one that is exact, and one with nothing near it', () => {
  const zones = affiliationZones({
    samples: 100,
    labels: [at(80, 89), at(10, 19)],
    detections: [at(10, 19)],
  });
  expect(zones).toEqual([
    { precision: 1, recall: 1 },
    { precision: null, recall: 0 },
  ]);
  expect(affiliationScore(zones)).toEqual({ precision: 1, recall: 0.5, f1: 2 / 3 });
});

test('nothing detected, nothing labelled', () => {
  expect(scored({ samples: 10, labels: [at(1, 1)], detections: [] })).toEqual({
    precision: null,
    recall: 0,
    f1: 0,
  });
  expect(scored({ samples: 10, labels: [], detections: [at(1, 1)] }).f1).toBeNull();
});

test('flagging everything has recall 1 and precision near ½', () => {
  const { precision, recall } = scored({ samples: 1000, labels: [at(500, 509)], detections: [at(0, 999)] });
  expect(recall).toBe(1);
  expect(precision).toBeGreaterThan(0.48);
  expect(precision).toBeLessThan(0.52);
});

const STEPS = 16;

/** The definition for one label whose zone is the whole series, integrated in small steps. */
const byDefinition = ({ samples, labels, detections }: EvaluatedSeries) => {
  const label = labelledSamples(labels, samples);
  const found = labelledSamples(detections, samples);
  const points = Array.from({ length: samples * STEPS }, (_, k) => (k + 0.5) / STEPS);
  const edges = (inside: Uint8Array) => [...inside.keys()].filter((t) => inside[t] === 1);
  const distance = (y: number, inside: number[]) =>
    Math.min(...inside.map((t) => Math.max(0, t - y, y - t - 1)));
  const average = (values: number[]) => values.reduce((sum, value) => sum + value / values.length, 0);
  const [labelled, detected] = [edges(label), edges(found)];
  const fromLabel = points.map((y) => distance(y, labelled));
  const atLeast = (d: number) => fromLabel.filter((other) => other >= d).length / points.length;
  const farther = (y: number, d: number) => points.filter((x) => Math.abs(x - y) >= d).length / points.length;
  const within = (inside: Uint8Array) => points.filter((y) => inside[Math.floor(y)] === 1);
  return {
    precision: average(within(found).map((y) => atLeast(distance(y, labelled)))),
    recall: average(within(label).map((y) => farther(y, distance(y, detected)))),
  };
};

test('equals the definition, integrated in small steps', () => {
  const pair = fc.tuple(fc.nat(11), fc.nat(11)).map(([a, b]) => at(Math.min(a, b), Math.max(a, b)));
  const some = fc.array(pair, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(pair, some, (label, detections) => {
      const series = { samples: 12, labels: [label], detections };
      const expected = byDefinition(series);
      const score = scored(series);
      expect(Math.abs((score.precision ?? Number.NaN) - expected.precision)).toBeLessThan(0.02);
      expect(Math.abs((score.recall ?? Number.NaN) - expected.recall)).toBeLessThan(0.02);
    }),
  );
});

test('lies in [0, 1], is 1 for the labels themselves, and order does not matter', () => {
  fc.assert(
    fc.property(intervalsWithin(60), intervalsWithin(60), (labels, detections) => {
      const score = scored({ samples: 60, labels, detections });
      const shuffled = { samples: 60, labels: labels.toReversed(), detections: detections.toReversed() };
      expect(scored(shuffled)).toEqual(score);
      for (const share of Object.values(score)) expect(share ?? 0.5).toBeGreaterThanOrEqual(-1e-12);
      for (const share of Object.values(score)) expect(share ?? 0.5).toBeLessThanOrEqual(1 + 1e-12);
      if (labels.length > 0)
        expect(scored({ samples: 60, labels, detections: labels }).f1).toBeCloseTo(1, 12);
    }),
  );
});
