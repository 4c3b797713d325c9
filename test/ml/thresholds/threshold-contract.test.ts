import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/ml/parse-config.ts';
import { fitThreshold } from '../../../src/ml/thresholds/fit-threshold.ts';
import { ScoreTail } from '../../../src/ml/thresholds/score-tail.ts';
import { StreamingThreshold } from '../../../src/ml/thresholds/streaming-threshold.ts';
import {
  liveThresholdConfig,
  type ThresholdConfig,
  thresholdConfig,
} from '../../../src/ml/thresholds/threshold-config.ts';
import { KNOWN_LAWS } from './known-laws.ts';

const THRESHOLDS: readonly ThresholdConfig[] = [
  { kind: 'FIXED', limit: 5.5 },
  { kind: 'TAIL', rate: 1e-4, atLeast: 4 },
  { kind: 'POT', oneIn: 10 },
  { kind: 'POT', oneIn: 1_000_000_000 },
  { kind: 'POT', oneIn: 10_000, atLeast: 0.05 },
  { kind: 'QUANTILE', oneIn: 10 },
  { kind: 'QUANTILE', oneIn: 10_000 },
  { kind: 'MAD', times: 6 },
];
const STREAMS = [
  { oneIn: 10, drift: false },
  { oneIn: 10_000, drift: false },
  { oneIn: 10_000, drift: true },
];

const HOSTILE: ReadonlyArray<readonly [string, Float64Array]> = [
  ['nothing', new Float64Array(0)],
  ['one', Float64Array.of(3)],
  ['one zero', Float64Array.of(0)],
  ['two', Float64Array.of(1, 2)],
  ['zeros', new Float64Array(500)],
  ['a constant', new Float64Array(500).fill(7)],
  ['a constant and one other', new Float64Array(500).fill(7).fill(8, 499)],
  ['missing ones alone', new Float64Array(40).fill(Number.NaN)],
  ['mostly missing ones', Float64Array.from({ length: 500 }, (_, t) => (t % 3 ? Number.NaN : t % 11))],
  ['huge ones', Float64Array.from({ length: 500 }, (_, t) => 1e300 * (t % 13))],
  ['the hugest', new Float64Array(500).fill(Number.MAX_VALUE)],
  ['huge and tiny', Float64Array.from({ length: 500 }, (_, t) => (t % 2 ? Number.MAX_VALUE : 5e-324))],
  ['tiny ones', Float64Array.from({ length: 500 }, (_, t) => 5e-324 * (t % 3))],
  [
    'infinite ones',
    Float64Array.from({ length: 500 }, (_, t) => (t % 50 ? t % 7 : Number.POSITIVE_INFINITY)),
  ],
];
const ASKED = [0, 5e-324, 1e-9, 0.1, 0.5, 1, 2, 3, 6.9, 7, 7.5, 8, 12, 50, 1e6, 1e300, Number.MAX_VALUE];

/** Neighbouring scores may differ in the last bits of a sum. */
const ROUNDING = 1e-12;

const anyScores = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.double({ min: 0, max: 100, noNaN: true }) },
      fc.constantFrom(Number.NaN, 0, 5e-324, 1e300, Number.MAX_VALUE, 7),
    ),
    { maxLength: 300 },
  )
  .map((scores) => Float64Array.from(scores));

const expectLimit = (limit: number) =>
  expect(Number.isFinite(limit) && limit > 0, `limit ${limit}`).toBe(true);

const expectProbabilities = (tail: ScoreTail, asked: readonly number[]) => {
  const probabilities = asked.map((score) => tail.tailProbability(score));
  expect(
    probabilities.every((p) => p > 0 && p <= 1),
    `${probabilities}`,
  ).toBe(true);
  const rises = probabilities.filter((p, i) => i > 0 && p > probabilities[i - 1] * (1 + ROUNDING));
  expect(rises, `${probabilities}`).toEqual([]);
};

describe.each(THRESHOLDS)('threshold $kind $oneIn $times', (config) => {
  test.each(HOSTILE)('is finite and above 0 for %s', (_, scores) => {
    expectLimit(fitThreshold(config, scores));
  });

  test('is finite and above 0 for any scores, does not change them, and is the same again', () => {
    fc.assert(
      fc.property(anyScores, (scores) => {
        const copy = Float64Array.from(scores);
        const limit = fitThreshold(config, scores);
        expectLimit(limit);
        expect(scores).toEqual(copy);
        expect(fitThreshold(config, scores)).toBe(limit);
      }),
    );
  });

  test('its configuration is one that is accepted, and stays', () => {
    expect(parseConfig(thresholdConfig, config)).toEqual(config);
    expect(parseConfig(liveThresholdConfig, config)).toEqual(config);
  });
});

describe('the tail of scores', () => {
  test.each(HOSTILE)('has probabilities in (0, 1] that never rise, for %s', (_, scores) => {
    expectProbabilities(ScoreTail.of(scores), ASKED);
  });

  test('has probabilities in (0, 1] that never rise, and is the same when loaded, for any scores', () => {
    const asked = fc.array(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), { minLength: 2 });
    fc.assert(
      fc.property(anyScores, asked, (scores, more) => {
        const tail = ScoreTail.of(scores);
        const sorted = [...ASKED, ...more, ...scores.filter(Number.isFinite)].sort((a, b) => a - b);
        expectProbabilities(tail, sorted);
        const loaded = ScoreTail.load({ tail: tail.save() });
        for (const score of sorted) {
          expect(loaded?.tailProbability(score)).toBe(tail.tailProbability(score));
        }
        expect(loaded?.levelOf(1e6)).toBe(tail.levelOf(1e6));
      }),
    );
  });

  test.each(KNOWN_LAWS)('is the probability of $name, from a half to 1 in 500', ({ sample, survival }) => {
    const tail = ScoreTail.of(sample(21, 50_000));
    for (const oneIn of [2, 5, 20, 100, 500]) {
      const score = tail.levelOf(oneIn);
      const ratio = survival(score) * oneIn;
      expect(ratio).toBeGreaterThan(0.75);
      expect(ratio).toBeLessThan(1.33);
      expect(tail.tailProbability(score) * oneIn).toBeCloseTo(1, 1);
    }
  });

  test('is still read from the quantiles that older artifacts keep, and refused when cut', () => {
    const old = ScoreTail.load({ sketch: Float64Array.from({ length: 129 }, (_, k) => k / 128) });
    expect(old?.confidence(0.5)).toBeCloseTo(0.5, 1);
    expect(ScoreTail.load({})).toBeNull();
    expect(ScoreTail.load({ tail: ScoreTail.of(new Float64Array(9)).save().subarray(0, 60) })).toBeNull();
  });
});

describe.each(STREAMS)('streaming threshold, one in $oneIn, drift $drift', (config) => {
  const calibrated = (scores: Float64Array) =>
    StreamingThreshold.calibrated(scores.filter(Number.isFinite), config);

  test.each(HOSTILE)('is finite and above 0 for %s, and goes on so', (_, scores) => {
    const { stream } = calibrated(scores);
    expectLimit(stream.limit);
    for (const deviation of [...ASKED, ...ASKED.map((value) => -value)]) {
      const share = stream.advance(deviation);
      expect(Number.isFinite(share) && share >= 0, `share ${share}`).toBe(true);
      expect(Number.isFinite(stream.level)).toBe(true);
      expectLimit(stream.limit);
    }
  });

  test('goes on bit for bit from a saved state, with memory that does not grow', () => {
    const [{ sample }] = KNOWN_LAWS;
    const { stream } = calibrated(sample(31, 3000));
    let parted = StreamingThreshold.load(stream.save());
    for (const [t, deviation] of sample(32, 60_000).entries()) {
      if (t % 7919 === 0) {
        const state = stream.save();
        expect(parted?.save()).toEqual(state);
        expect(state.length).toBeLessThan(1_050);
        parted = StreamingThreshold.load(state);
      }
      expect(parted?.advance(deviation)).toBe(stream.advance(deviation));
    }
  });

  test('learns only by advancing', () => {
    const { stream } = calibrated(KNOWN_LAWS[0].sample(33, 3000));
    const before = stream.save();
    expect([stream.limit, stream.level]).toEqual([stream.limit, stream.level]);
    expect(stream.save()).toEqual(before);
  });
});

describe('a threshold that is wrong', () => {
  test.each([
    [{ kind: 'POT', oneIn: 9 }, 'oneIn is 9', 'oneIn must be a whole number from 10 to 1000000000.'],
    [
      { kind: 'QUANTILE', oneIn: 2e9 },
      'oneIn is 2000000000',
      'oneIn must be a whole number from 10 to 1000000000.',
    ],
    [{ kind: 'MAD', times: 0 }, 'times is 0', 'times must be from 0.1 to 1000.'],
    [{ kind: 'TAIL', rate: 0.5, atLeast: 1 }, 'rate is 0.5', 'rate must be from 1e-9 to 0.02.'],
    [{ kind: 'FIXED', limit: 0 }, 'limit is 0', 'limit must be a number above 0.'],
    [
      { kind: 'STREAMING', oneIn: 100 },
      'kind is "STREAMING"',
      'kind must be a threshold of kind FIXED, TAIL, POT, QUANTILE or MAD.',
    ],
  ])('%o is refused by field, value and range', (config, message, remedy) => {
    expect(() => parseConfig(thresholdConfig, config)).toThrow(expect.objectContaining({ message, remedy }));
  });
});
