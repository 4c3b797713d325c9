import { describe, expect, test } from 'vitest';
import { fitThreshold } from '../../../src/ml/thresholds/fit-threshold.ts';
import { StreamingThreshold } from '../../../src/ml/thresholds/streaming-threshold.ts';
import { seededNormal } from '../signals.ts';
import { KNOWN_LAWS } from './known-laws.ts';

/**
 * The promise: within a factor 1.5 of one in N. The rate of a limit is taken from the law itself and not counted on
 * drawn scores: at one in 10,000 a count would need millions of them to tell 1 from 1.5. One fit is uncertain, however
 * good it is: of 50,000 scores five lie over the limit of one in 10,000, and the rate has a deviation of a third. The
 * mean of twelve fits has a tenth, so that 1.5 is far off. Seeds are fixed.
 */
const TRAINING = 50_000;
const FITS = 12;
const FACTOR = 1.5;

const meanRatio = (
  law: (typeof KNOWN_LAWS)[number],
  kind: 'POT' | 'QUANTILE',
  oneIn: number,
  length: number,
  fits: number,
) => {
  let sum = 0;
  for (let fit = 0; fit < fits; fit++) {
    sum += oneIn * law.survival(fitThreshold({ kind, oneIn }, law.sample(100 + fit, length)));
  }
  return sum / fits;
};

describe.each(KNOWN_LAWS)('false alarms on scores that are $name', (law) => {
  test.each([100, 1_000, 10_000])('are one in %d, by peaks over threshold and by quantile', (oneIn) => {
    for (const kind of ['POT', 'QUANTILE'] as const) {
      const ratio = meanRatio(law, kind, oneIn, TRAINING, FITS);
      expect(ratio, kind).toBeGreaterThan(1 / FACTOR);
      expect(ratio, kind).toBeLessThan(FACTOR);
    }
  });

  test('counted on 400,000 fresh scores are one in 1,000', () => {
    const limit = fitThreshold({ kind: 'POT', oneIn: 1_000 }, law.sample(7, TRAINING));
    const alarms = law.sample(8, 400_000).filter((score) => score > limit).length;
    expect(alarms).toBeGreaterThan(400 / FACTOR);
    expect(alarms).toBeLessThan(400 * FACTOR);
  });

  test('are not many more than asked for when the training data is short', () => {
    expect(meanRatio(law, 'POT', 1_000, 500, 60)).toBeLessThan(2);
    expect(meanRatio(law, 'POT', 10_000, 2_000, 60)).toBeLessThan(2.5);
  });
});

describe.each([false, true])('a streaming threshold, drift %s', (drift) => {
  const alarmsOf = (deviations: (t: number) => number, trained: number, length: number) => {
    const { stream } = StreamingThreshold.calibrated(
      Float64Array.from({ length: trained }, (_, t) => deviations(t)),
      { oneIn: 1_000, drift },
    );
    let alarms = 0;
    for (let t = 0; t < length; t++) if (stream.advance(deviations(trained + t)) > 1) alarms++;
    return { alarms, stream };
  };

  test('raises one alarm in 1,000, trained on 1,000 and learning on', () => {
    const { alarms } = alarmsOf(seededNormal(81), 1_000, 300_000);
    expect(alarms).toBeGreaterThan(300 / FACTOR);
    expect(alarms).toBeLessThan(300 * FACTOR);
  });

  test('calls a long anomaly anomalous to its end, and hardly learns from it', () => {
    const normal = seededNormal(82);
    const { stream } = alarmsOf(normal, 2_000, 5_000);
    const { limit } = stream;
    for (let t = 0; t < 500; t++) expect(stream.advance(drift ? 9 * (t + 4) : 30)).toBeGreaterThan(1);
    expect(stream.limit / limit).toBeGreaterThan(0.95);
    expect(stream.limit / limit).toBeLessThan(1.1);
  });
});

test('a moving level follows a slow ramp that a level that stands still calls anomalous', () => {
  const alarms = [true, false].map((drift) => {
    const normal = seededNormal(91);
    const deviations = Float64Array.from({ length: 5_000 }, normal);
    const { stream } = StreamingThreshold.calibrated(deviations, { oneIn: 10_000, drift });
    let count = 0;
    for (let t = 0; t < 5_000; t++) if (stream.advance(normal() + t / 500) > 1) count++;
    return count;
  });
  expect(alarms[0]).toBeLessThan(15);
  expect(alarms[1]).toBeGreaterThan(500);
});
