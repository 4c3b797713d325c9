import { describe, expect, test } from 'vitest';
import { discordEnvelope } from '../../src/ml/discord/discord-envelope.ts';
import { detectionMetrics } from '../../src/ml/evaluation/detection-metrics.ts';
import { hysteresisConfig } from '../../src/ml/hysteresis.ts';
import { healthy, seededNormal } from './signals.ts';
import { univariate } from './univariate.ts';

const TRAIN = univariate(healthy(1, 2000));
const HYSTERESIS = hysteresisConfig.parse({});
const fitted = await discordEnvelope.fit(TRAIN, discordEnvelope.parseConfig({}), { seed: 1 });
const measure = (values: Float64Array, start: number, end: number) =>
  detectionMetrics(fitted, { train: TRAIN, heldOut: univariate(values) }, HYSTERESIS, [{ start, end }]);

const AT = 1000;

/** A healthy series of 3,000 with a fault written over `length` samples from 1,000 on. */
const faulty = (length: number, fault: (value: number, i: number) => number): Float64Array =>
  healthy(2, 3000).map((value, t) => (t >= AT && t < AT + length ? fault(value, t - AT) : value));

const noise = seededNormal(3);
const FAULTS: readonly (readonly [string, number, (value: number, i: number) => number])[] = [
  ['growing vibration', 1500, (value, i) => value + (1.5 * i * noise()) / 1500],
  ['sticky steps', 400, (value, i) => 50 + 2 * Math.round((value - 50) / 2) + 0.001 * (i % 7)],
  ['a freeze', 200, () => 50.5],
  ['a slow drift', 1900, (value, i) => value + (4 * i) / 1900],
  ['a level shift', 500, (value) => value + 3],
  ['spikes', 100, (value, i) => (i % 9 === 0 ? value + 6 : value)],
  ['a dropout', 100, () => Number.NaN],
];

describe('the live discord detector with its defaults', () => {
  test.each(FAULTS)('announces %s without a false alarm', (_, length, fault) => {
    const { detector } = measure(faulty(length, fault), AT, AT + length + 100);
    expect(detector.segments?.truePositives).toBe(1);
    expect(detector.segments?.falsePositives).toBe(0);
  });

  test('the batch recipe finds a shape that training never showed, and little else', () => {
    const { intervals } = fitted.detect(univariate(faulty(60, (value, i) => value + Math.sin(i / 2))));
    expect(intervals.some(({ start, end }) => start <= AT + 60 && end >= AT)).toBe(true);
    expect(intervals.reduce((sum, { start, end }) => sum + end - start + 1, 0)).toBeLessThan(400);
  });

  test('what is expected of a healthy reading lies within the noise of it', () => {
    const live = fitted.live();
    const inputs = new Float64Array(0);
    const errors = Array.from(healthy(4, 500), (value) =>
      Math.abs(live.update(value, inputs).expected - value),
    );
    expect(errors.slice(60).toSorted((a, b) => a - b)[220]).toBeLessThan(0.6);
  });
});

describe('detection metrics', () => {
  test('unlabelled healthy data: no segments, no alarms, and the baseline beside', () => {
    const metrics = detectionMetrics(
      fitted,
      { train: TRAIN, heldOut: univariate(healthy(5, 2000)) },
      HYSTERESIS,
    );
    const quiet = { falseAlarmsPer10000: 0, shareFlagged: 0, segments: null };
    expect(metrics).toEqual({ samples: 2000, detector: quiet, naive: quiet });
  });

  test('alarms are counted per 10,000 samples and their length as a share of the time', () => {
    const values = faulty(200, () => 50.5);
    const { detector } = detectionMetrics(fitted, { train: TRAIN, heldOut: univariate(values) }, HYSTERESIS);
    expect(detector.falseAlarmsPer10000).toBeCloseTo(10_000 / 3000, 9);
    expect(detector.shareFlagged).toBeGreaterThan(150 / 3000);
    expect(detector.shareFlagged).toBeLessThan(400 / 3000);
  });

  test('the naive baseline sees a jump, not a freeze', () => {
    expect(
      measure(
        faulty(100, (value, i) => value + 8 * (i % 2)),
        AT,
        AT + 100,
      ).naive.segments?.recall,
    ).toBe(1);
    expect(
      measure(
        faulty(200, () => 50.5),
        AT,
        AT + 200,
      ).naive.segments?.recall,
    ).toBe(0);
  });

  test('nothing held out divides by nothing', () => {
    const metrics = detectionMetrics(
      fitted,
      { train: TRAIN, heldOut: univariate(new Float64Array(0)) },
      HYSTERESIS,
    );
    expect(metrics.detector).toEqual({ falseAlarmsPer10000: 0, shareFlagged: 0, segments: null });
  });
});
