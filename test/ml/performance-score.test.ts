import { describe, expect, it } from 'vitest';
import { checkedWeights, DEFAULT_WEIGHTS, performanceOf } from '../../src/ml/evaluation/performance-score.ts';
import { seededRandom } from '../live/signals.ts';

const RANGES = {
  DETECTION: { falseAlarmsPer10000: 500, f1: 1, shareFlagged: 1, samples: 5_000 },
  FORECASTING: { mase: 5, smape: 200, coverage: 1, origins: 200 },
} as const;
const TASKS = ['DETECTION', 'FORECASTING'] as const;
const STEPS = 400;

describe('the performance score', () => {
  const random = seededRandom(11);
  const drawn = (ranges: Record<string, number>) =>
    Object.fromEntries(Object.entries(ranges).map(([name, most]) => [name, most * random()]));
  const weights = () =>
    checkedWeights({ skill: random(), accuracy: random(), calibration: random(), evidence: random() + 0.01 });

  it.each(TASKS)('of %s lies from 0 to 100 and has no jumps in any figure', (task) => {
    for (let trial = 0; trial < 6; trial++) {
      const [metrics, baseline, under] = [drawn(RANGES[task]), drawn(RANGES[task]), weights()];
      for (const [name, most] of Object.entries(RANGES[task])) {
        const scores = Array.from({ length: STEPS + 1 }, (_, i) => {
          const moved = { ...metrics, [name]: (most * i) / STEPS };
          return performanceOf(task, moved, baseline, under).score;
        });
        const finer = Array.from({ length: 2 * STEPS + 1 }, (_, i) => {
          const moved = { ...metrics, [name]: (most * i) / (2 * STEPS) };
          return performanceOf(task, moved, baseline, under).score;
        });
        for (const score of scores) expect(score >= 0 && score <= 100).toBe(true);
        const [coarse, fine] = [largestStep(scores), largestStep(finer)];
        expect(fine).toBeLessThanOrEqual(0.7 * coarse + 1e-9);
      }
    }
  });

  it('is better for fewer errors, more catches and intervals that hold', () => {
    const baseline = { falseAlarmsPer10000: 10, mase: 1 };
    const score = (task: (typeof TASKS)[number], metrics: Record<string, number>) =>
      performanceOf(task, metrics, baseline, DEFAULT_WEIGHTS).score;
    const detector = { falseAlarmsPer10000: 5, f1: 0.6, shareFlagged: 0.02, samples: 500 };
    const forecaster = { mase: 0.8, smape: 20, coverage: 0.85, origins: 100, horizon: 1 };
    expect(score('DETECTION', { ...detector, falseAlarmsPer10000: 4 })).toBeGreaterThan(
      score('DETECTION', detector),
    );
    expect(score('DETECTION', { ...detector, f1: 0.7 })).toBeGreaterThan(score('DETECTION', detector));
    expect(score('FORECASTING', { ...forecaster, mase: 0.7 })).toBeGreaterThan(
      score('FORECASTING', forecaster),
    );
    expect(score('FORECASTING', { ...forecaster, coverage: 0.9 })).toBeGreaterThan(
      score('FORECASTING', forecaster),
    );
    expect(score('FORECASTING', { ...forecaster, coverage: 1 })).toBeLessThan(
      score('FORECASTING', { ...forecaster, coverage: 0.9 }),
    );
  });

  it('takes what was not measured for neither good nor bad, in both tasks alike', () => {
    for (const task of TASKS) {
      const { score, parts } = performanceOf(task, {}, {}, DEFAULT_WEIGHTS);
      expect(score).toBe(50);
      expect(parts.map(({ part }) => part)).toEqual(Object.keys(DEFAULT_WEIGHTS));
    }
  });

  it('equals the baseline at the middle of its skill, be both without any error', () => {
    for (const error of [0, 0.5, 40]) {
      const figures = { falseAlarmsPer10000: error, mase: error };
      for (const task of TASKS)
        expect(performanceOf(task, figures, figures, DEFAULT_WEIGHTS).parts[0].value).toBe(0.5);
    }
  });

  it.each([
    [{ skill: -1 }],
    [{ accuracy: Number.NaN }],
    [{ evidence: 1_001 }],
    [{ skill: 0, accuracy: 0, calibration: 0, evidence: 0 }],
  ])('is not made with weights %j', (wrong) => {
    expect(() => checkedWeights({ ...DEFAULT_WEIGHTS, ...wrong })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });
});

const largestStep = (scores: readonly number[]): number =>
  scores.slice(1).reduce((most, score, i) => Math.max(most, Math.abs(score - scores[i])), 0);
