import { describe, expect, it } from 'vitest';
import { binomialTail } from '../../src/ml/evaluation/binomial-tail.ts';
import { detectorReasons, forecasterReasons } from '../../src/promotion/gate-rules.ts';

const CALM = { falseAlarms: 1, shareOpen: 0.01, caughtLabels: 0, nonFiniteScores: 0, calibrationGap: 0.01 };
const SOUND = { mae: 1, pinball: 0.3, coverage: 0.9, coverageGap: 0 };

describe('the rules of the gate', () => {
  it('know how often a fair coin gives so many heads', () => {
    expect(binomialTail(0, 10)).toBeCloseTo(1, 12);
    expect(binomialTail(5, 5)).toBeCloseTo(1 / 32, 12);
    expect(binomialTail(8, 10)).toBeCloseTo(56 / 1_024, 12);
    expect(binomialTail(600, 1_000)).toBeLessThan(1e-9);
    expect(binomialTail(0, 0)).toBe(1);
    expect(binomialTail(2, 3, 0.25)).toBeCloseTo(10 / 64, 12);
    expect([binomialTail(1, 5, 0), binomialTail(1, 5, 1)]).toEqual([0, 1]);
  });

  it.each([
    ['as good', {}, []],
    ['a few more false alarms, as chance gives', { falseAlarms: 3 }, []],
    ['many more false alarms', { falseAlarms: 9 }, ['MORE_FALSE_ALARMS']],
    ['one alarm that never ends', { shareOpen: 0.9 }, ['MORE_TIME_OPEN']],
    ['a threshold that is exceeded more than it promises', { calibrationGap: 0.2 }, ['WORSE_CALIBRATED']],
    ['scores that are not finite', { nonFiniteScores: 1, falseAlarms: 50 }, ['NON_FINITE_SCORES']],
    [
      'everything worse',
      { falseAlarms: 20, shareOpen: 1, calibrationGap: 1 },
      ['MORE_FALSE_ALARMS', 'MORE_TIME_OPEN', 'WORSE_CALIBRATED'],
    ],
  ])('say of a detector with %s what is wrong with it', (_, change, reasons) => {
    expect(detectorReasons({ ...CALM, ...change }, CALM, 0)).toEqual(reasons);
  });

  it('let labels decide where there are any', () => {
    const champion = { ...CALM, caughtLabels: 2 };
    expect(detectorReasons({ ...champion, caughtLabels: 1 }, champion, 3)).toEqual(['FEWER_CATCHES']);
    expect(detectorReasons({ ...champion, caughtLabels: 3, falseAlarms: 30 }, champion, 3)).toEqual([]);
    expect(detectorReasons({ ...champion, falseAlarms: 30 }, champion, 3)).toEqual(['MORE_FALSE_ALARMS']);
    expect(detectorReasons({ ...champion, calibrationGap: 0.5 }, champion, 3)).toEqual([]);
  });

  it.each([
    ['a better error', { mae: 0.5 }, []],
    ['about the same error', { mae: 1.04 }, []],
    ['a larger error', { mae: 1.06 }, ['LESS_ACCURATE']],
    ['bands that hold less', { coverageGap: 0.1, pinball: 0.31 }, ['WORSE_CALIBRATED']],
    ['bands that hold less, and a lower loss all the same', { coverageGap: 0.1, pinball: 0.2 }, []],
    ['no finite error', { mae: Number.NaN }, ['NON_FINITE_SCORES']],
  ])('say of a forecaster with %s what is wrong with it', (_, change, reasons) => {
    expect(forecasterReasons({ ...SOUND, ...change }, SOUND)).toEqual(reasons);
  });

  it('let no version in that is exactly as good as the champion be refused', () => {
    for (const figures of [CALM, { ...CALM, falseAlarms: 400, shareOpen: 1 }])
      expect(detectorReasons(figures, figures, 0)).toEqual([]);
    expect(forecasterReasons(SOUND, SOUND)).toEqual([]);
  });
});
