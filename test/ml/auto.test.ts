import { describe, expect, test } from 'vitest';
import { candidateFigures } from '../../src/ml/auto/candidate-figures.ts';
import { type CandidateFigures, chosenFrom } from '../../src/ml/auto/detector-choice.ts';
import { injectedFaults } from '../../src/ml/auto/injected-faults.ts';
import type { FittedDetector } from '../../src/ml/detector.ts';
import { DETECTOR_FAMILIES } from '../../src/ml/detectors.ts';
import { healthy } from './signals.ts';
import { univariate } from './univariate.ts';

const { auto } = DETECTOR_FAMILIES;

const chooseFor = (values: Float64Array, config: object = {}) =>
  auto.fit(univariate(values), auto.parseConfig(config), { seed: 1 });

const candidate = (family: string, falseAlarmsPer10000: number, faultsFound: number): CandidateFigures => ({
  family,
  falseAlarmsPer10000,
  faultsFound,
  faults: 20,
});

describe('the choice among candidates', () => {
  test.each([
    ['most faults', [candidate('a', 0, 3), candidate('b', 1, 4)], 'b', 'MOST_FAULTS'],
    ['only one keeps the rate', [candidate('a', 0, 3), candidate('b', 1.01, 20)], 'a', 'MOST_FAULTS'],
    ['a tie in faults', [candidate('a', 1, 4), candidate('b', 0.5, 4)], 'b', 'FEWER_FALSE_ALARMS'],
    ['a tie in both', [candidate('a', 0, 4), candidate('b', 0, 4)], 'a', 'FIRST_OF_EQUALS'],
    ['none keeps the rate', [candidate('a', 9, 20), candidate('b', 2, 3)], 'b', 'NONE_WITHIN_RATE'],
    ['none, and a tie', [candidate('a', 2, 4), candidate('b', 2, 4)], 'a', 'NONE_WITHIN_RATE'],
  ])('%s', (_, candidates, chosen, reason) => {
    expect(chosenFrom(candidates, 10_000)).toEqual({ chosen, reason, candidates });
  });
});

describe('injected faults', () => {
  const series = univariate(healthy(1, 2_000));

  test('are the same ones every time, each in a stretch of its own copy', () => {
    const copy = Float64Array.from(series.values);
    const faults = injectedFaults(series, series);
    expect(faults).toEqual(injectedFaults(series, series));
    expect(series.values).toEqual(copy);
    expect(faults).toHaveLength(20);
    for (const { start, faulty } of faults) {
      expect(faulty.values).not.toEqual(series.values.subarray(start, start + 60));
      expect(start >= 1 && start + faulty.values.length <= 2_000).toBe(true);
    }
  });

  test('grow with the range of the training data', () => {
    const [{ start, faulty }] = injectedFaults(series, series);
    const tenfold = univariate(series.values.map((value) => 10 * value));
    const [larger] = injectedFaults(tenfold, series);
    const rise = faulty.values[0] - series.values[start];
    expect(Math.abs(rise)).toBeGreaterThan(0.5);
    expect(larger.faulty.values[0] - series.values[start]).toBeCloseTo(10 * rise, 9);
  });

  /** Scores 2 against 1 where it is told to. */
  const speaking = (when: (value: number) => boolean) =>
    ({
      live: () => ({
        update: (value: number) => ({ score: when(value) ? 2 : 0, threshold: 1 }),
        save: () => new Uint8Array(),
      }),
    }) as unknown as FittedDetector;

  test('are not found by a detector that speaks all the time, or never', () => {
    const faults = injectedFaults(series, series);
    expect(
      candidateFigures(
        speaking(() => true),
        series,
        faults,
      ),
    ).toEqual({
      falseAlarmsPer10000: 5,
      faultsFound: 0,
      faults: 20,
    });
    expect(
      candidateFigures(
        speaking(() => false),
        series,
        faults,
      ).faultsFound,
    ).toBe(0);
  });

  test('are all but freezes found by one that knows every healthy value; a missing reading is no false alarm', () => {
    const gappy = univariate(series.values.map((value, t) => (t < 1_997 ? value : Number.NaN)));
    const known = new Set(series.values);
    const figures = candidateFigures(
      speaking((value) => !known.has(value)),
      gappy,
      injectedFaults(series, series),
    );
    expect(figures).toEqual({ falseAlarmsPer10000: 0, faultsFound: 16, faults: 20 });
  });
});

describe('a detector that was chosen', () => {
  test.each([
    [
      ['robust', 'autoregression'],
      [5, 15],
    ],
    [
      ['autoregression', 'robust'],
      [15, 5],
    ],
  ])('predicts a season, whose faults lie within the range: %j', async (families, found) => {
    const candidates = families.map((family) => ({ family }));
    const { choice } = await chooseFor(healthy(1, 3_000), { candidates });
    expect(choice).toEqual({
      chosen: 'autoregression',
      reason: 'MOST_FAULTS',
      candidates: families.map((family, k) => candidate(family, 0, found[k])),
    });
  });

  test('knows shapes, where they are all that repeats', async () => {
    const values = Float64Array.from({ length: 4_000 }, (_, t) => 3 * Math.sin(t / 7) + Math.sin(t / 3));
    const { choice } = await chooseFor(values.map((value, t) => value + (healthy(2, 4_000)[t] % 0.01)));
    expect(choice).toMatchObject({ chosen: 'discord-envelope', reason: 'MOST_FAULTS' });
  });

  test('is the least loud one where all speak too often', async () => {
    const values = healthy(2, 4_000).map((v, t) => (t > 3_000 && t % 150 < 2 ? v + 30 : v));
    const { choice } = await chooseFor(values);
    expect(choice?.reason).toBe('NONE_WITHIN_RATE');
    const alarms = choice?.candidates.map(({ falseAlarmsPer10000 }) => falseAlarmsPer10000) ?? [];
    expect(Math.min(...alarms)).toBeGreaterThan(1);
    expect(choice?.chosen).toBe(choice?.candidates[alarms.indexOf(Math.min(...alarms))].family);
  });

  test('is that family fitted on all of the data, and keeps the choice when it is loaded', async () => {
    const values = healthy(3, 1_200);
    const chosen = await chooseFor(values);
    const loaded = auto.load(chosen.save());
    expect(loaded.choice).toEqual(chosen.choice);
    const family = DETECTOR_FAMILIES[chosen.choice?.chosen ?? ''];
    const alone = await family.fit(univariate(values), family.parseConfig({}), { seed: 1 });
    const series = univariate(healthy(4, 800));
    expect(loaded.detect(series)).toEqual(alone.detect(series));
    expect(loaded.live().save()).toEqual(alone.live().save());
  });

  test.each([
    [{ candidates: [{ family: 'robust' }] }, 'candidates', 'two to five candidates'],
    [{ candidates: [{ family: 'robust' }, { family: 'robust' }] }, 'candidates', 'of different families'],
    [
      { candidates: [{ family: 'robust' }, { family: 'telemanom' }] },
      'candidates.1.family is telemanom',
      'echo-state',
    ],
    [
      { candidates: [{ family: 'robust' }, { family: 'constructor' }] },
      'candidates.1.family is constructor',
      'one of',
    ],
    [{ oneIn: 9 }, 'oneIn is 9', 'a whole number from 10 to 1000000'],
  ])('refuses %j', (config, message, remedy) => {
    expect(() => auto.parseConfig(config)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(message),
        remedy: expect.stringContaining(remedy),
      }),
    );
  });

  test('needs enough samples for its neediest candidate before the part that compares', () => {
    const candidates = [{ family: 'robust' }, { family: 'echo-state' }];
    expect(auto.minimumSamples(auto.parseConfig({ candidates }))).toBe(429);
  });
});
