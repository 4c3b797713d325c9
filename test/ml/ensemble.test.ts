import { describe, expect, test } from 'vitest';
import type { FittedDetector, LiveScore } from '../../src/ml/detector.ts';
import { DETECTOR_FAMILIES } from '../../src/ml/detectors.ts';
import { combineJudgements, pOfScore, scoreOfP } from '../../src/ml/ensemble/ensemble-score.ts';
import { harmonicMeanP } from '../../src/ml/ensemble/harmonic-mean-p.ts';

const { ensemble } = DETECTOR_FAMILIES;

/** A member that takes its score for its confidence. */
const believer = { confidence: (score: number) => score } as FittedDetector;

const judged = (score: number, given: Partial<LiveScore> = {}): LiveScore => ({
  score,
  threshold: 0.5,
  expected: 0,
  lower: -1,
  upper: 1,
  cause: 'DEVIATION',
  ...given,
});

describe('an ensemble', () => {
  test('combines p-values by hand, and one that sees nothing does not outvote one that is certain', () => {
    expect(harmonicMeanP(Float64Array.of(0.01, 0.02))).toBeCloseTo(2 / 150, 15);
    expect(harmonicMeanP(Float64Array.of(0.3, 0.3, 0.3))).toBeCloseTo(0.3, 15);
    expect(harmonicMeanP(Float64Array.of(1e-6, 1))).toBeCloseTo(2e-6, 11);
  });

  test('scores 1 what one normal reading in N is as rare as, and knows the p-value of a score', () => {
    expect(scoreOfP(1e-4, 10_000)).toBeCloseTo(1, 12);
    expect(scoreOfP(1e-4 / 625, 10_000)).toBeCloseTo(5, 12);
    for (const p of [1, 0.5, 1e-4, 1e-9]) expect(pOfScore(scoreOfP(p, 500), 500)).toBeCloseTo(p, 12);
  });

  test('judges as its members together, with the band of the most certain one', () => {
    const [quiet, loud] = [judged(0.5), judged(0.99, { expected: 7, cause: 'SHAPE' })];
    const verdict = combineJudgements([believer, believer], [quiet, loud], 50);
    expect(verdict).toMatchObject({ threshold: 1, expected: 7, cause: 'SHAPE' });
    expect(verdict.score).toBeCloseTo(scoreOfP(2 / (1 / 0.5 + 1 / 0.01), 50), 12);
  });

  test('holds a run against its own limit, not against a probability', () => {
    const stuck = judged(0.75, { cause: 'STUCK', expected: 3 });
    const verdict = combineJudgements([believer, believer], [judged(0.2), stuck], 50);
    expect(verdict).toMatchObject({ score: 1.5, threshold: 1, cause: 'STUCK', expected: 3 });
    const soon = combineJudgements([believer, believer], [judged(0.9), { ...stuck, score: 0.1 }], 50);
    expect(soon).toMatchObject({ cause: 'DEVIATION', score: scoreOfP(2 / 11, 50) });
  });

  test.each([
    [{ members: [{ family: 'robust' }] }, 'members'],
    [{ members: [{ family: 'robust' }, { family: 'robust' }] }, 'members'],
    [{ members: [{ family: 'robust' }, { family: 'oracle' }] }, 'members.1.family is oracle'],
    [{ members: [{ family: 'robust' }, { family: 'autoregression', config: { order: 0 } }] }, 'order is 0'],
    [{ oneIn: 1 }, 'oneIn is 1'],
  ])('refuses %j', (config, said) => {
    expect(() => ensemble.parseConfig(config)).toThrow(said);
  });

  test('needs as many samples as its neediest member', () => {
    const members = [{ family: 'robust' }, { family: 'echo-state' }];
    expect(ensemble.minimumSamples(ensemble.parseConfig({ members }))).toBe(300);
  });
});
