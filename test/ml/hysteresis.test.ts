import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advanceEpisode, type EpisodeState, hysteresisConfig, noEpisode } from '../../src/ml/hysteresis.ts';

const config = hysteresisConfig.parse({ openAfter: 2, closeAfter: 3, closeRatio: 0.5 });

/** Feeds scores against a threshold of 10, one second apart; returns what happened at each. */
const feed = (scores: readonly number[], settings = config, roundTrip = false) => {
  let state: EpisodeState = noEpisode;
  return scores.map((score, i) => {
    const judged = { score, threshold: 10, expected: i, lower: i, upper: i, cause: 'SHAPE' as const };
    const step = advanceEpisode(state, { time: 1000 * i, value: score * 2, judged }, settings);
    state = roundTrip ? JSON.parse(JSON.stringify(step.state)) : step.state;
    return step;
  });
};

describe('episodes', () => {
  test('one reading over the threshold opens nothing, two do, and the start is the first of them', () => {
    const steps = feed([11, 9, 11, 12]);
    expect(steps.map(({ change }) => change)).toEqual(['NONE', 'NONE', 'NONE', 'OPENED']);
    expect(steps[3].episode).toMatchObject({ startTime: 2000, endTime: 3000, peakTime: 3000, score: 12 });
  });

  test('a score equal to the threshold is not over it', () => {
    expect(feed([10, 10, 10]).every(({ change }) => change === 'NONE')).toBe(true);
  });

  test('readings over the close level extend, quiet ones do not, more than closeAfter of them close', () => {
    const steps = feed([11, 11, 6, 5, 5, 5, 6, 5, 5, 5, 5, 11]);
    expect(steps.map(({ change }) => change)).toEqual([
      'NONE',
      'OPENED',
      'EXTENDED',
      'NONE',
      'NONE',
      'NONE',
      'EXTENDED',
      'NONE',
      'NONE',
      'NONE',
      'CLOSED',
      'NONE',
    ]);
    expect(steps[10].episode).toMatchObject({ startTime: 0, endTime: 6000, score: 11 });
  });

  test('expected, value and cause are those of the peak', () => {
    const steps = feed([11, 30, 12]);
    expect(steps[2].episode).toMatchObject({
      peakTime: 1000,
      score: 30,
      expected: 1,
      value: 60,
      endTime: 2000,
    });
  });

  test('a missing reading at the peak is kept as null', () => {
    const judged = { score: 11, threshold: 10, expected: 0, lower: 0, upper: 0, cause: 'DROPOUT' as const };
    const step = advanceEpisode(
      noEpisode,
      { time: 0, value: Number.NaN, judged },
      { ...config, openAfter: 1 },
    );
    expect(step.episode?.value).toBeNull();
  });

  test('a state that went through JSON goes on the same; opened and closed alternate', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 20, noNaN: true })), (scores) => {
        const steps = feed(scores);
        expect(feed(scores, config, true)).toEqual(steps);
        const turns = steps.map(({ change }) => change).filter((c) => c === 'OPENED' || c === 'CLOSED');
        turns.forEach((turn, i) => {
          expect(turn).toBe(i % 2 === 0 ? 'OPENED' : 'CLOSED');
        });
      }),
    );
  });
});
