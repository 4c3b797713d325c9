import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SEVERITIES, severityOf } from '../../src/ml/severity.ts';

test('bands begin at 1, 1.5, 2.5 and 5 times the threshold', () => {
  const bands = [4.01, 5.9, 6, 9.9, 10, 19.9, 20, 1e300].map((score) => severityOf(score, 4));
  expect(bands).toEqual(['LOW', 'LOW', 'MEDIUM', 'MEDIUM', 'HIGH', 'HIGH', 'CRITICAL', 'CRITICAL']);
});

test('severity never falls as the score rises, and depends on the ratio alone', () => {
  const number = fc.double({ min: 0.01, max: 1000, noNaN: true });
  fc.assert(
    fc.property(number, number, number, (threshold, one, other) => {
      const [low, high] = one < other ? [one, other] : [other, one];
      const rank = (score: number) => SEVERITIES.indexOf(severityOf(score, threshold));
      expect(rank(low)).toBeLessThanOrEqual(rank(high));
      expect(severityOf(2 * one, 2 * threshold)).toBe(severityOf(one, threshold));
    }),
  );
});
