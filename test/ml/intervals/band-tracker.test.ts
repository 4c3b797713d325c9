import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CorruptArtifactError, InvalidInputError } from '../../../src/errors.ts';
import { BandTracker } from '../../../src/ml/intervals/band-tracker.ts';
import { followSeries } from '../../../src/ml/intervals/follow-series.ts';
import { MovementScale } from '../../../src/ml/intervals/movement-scale.ts';
import { calibrateTracker } from '../../../src/ml/intervals/tracker-calibration.ts';
import { calibrationColumns, restoreCalibration } from '../../../src/ml/intervals/tracker-codec.ts';
import { gaussianNoise, seasonalSensor } from '../noise.ts';

const GAIN = 0.15;
const FLOOR = 1e-6;
const SEASON = 24;

/** The mean of all at every step: errors of unit noise do not depend on the step. */
const flat = (horizon: number, level = 0) => new Float64Array(horizon).fill(level);

/** A tracker of a sensor that is forecast as `level`, calibrated on all of `values`. */
const trackerOf = (values: Float64Array, horizon: number, season = SEASON, level = 0): BandTracker => {
  const scale = MovementScale.of(values, season, FLOOR);
  const origins = Array.from({ length: values.length - horizon }, (_, k) => k + 1);
  const pathsFrom = (from: readonly number[]) => from.map(() => flat(horizon, level));
  return BandTracker.start(
    calibrateTracker({ values, origins, horizon, scale, floor: FLOOR, capacity: 100, pathsFrom }),
    GAIN,
  );
};

const noise = (length: number, seed: number, size = 1): Float64Array => {
  const shock = gaussianNoise(seed);
  return Float64Array.from({ length }, () => size * shock());
};

/** The share of samples inside the band of the forecast one sample before, all the way through `values`. */
const liveCoverage = (tracker: BandTracker, values: Float64Array, level: number): number => {
  const { horizon } = tracker;
  const { scale } = tracker.calibration;
  let inside = 0;
  let count = 0;
  for (let origin = 200; origin + horizon <= values.length; origin++) {
    const unit = scale.at(values, origin);
    const { lower, upper } = tracker.around(flat(horizon), level, unit);
    for (let h = 0; h < horizon; h++) {
      const actual = values[origin + h];
      if (actual >= lower[h] && actual <= upper[h]) inside++;
      count++;
    }
    tracker.issue(origin - 1, flat(horizon), unit);
    tracker.observe(origin, values[origin]);
  }
  return inside / count;
};

const width = (tracker: BandTracker, level: number): number => {
  const { lower, upper } = tracker.around(flat(tracker.horizon), level, tracker.calibration.scale.reference);
  return upper[0] - lower[0];
};

describe('the adaptive tracker', () => {
  test('a block that missed altogether widens the 90 % band by e^(gain · .9), one that held narrows it by e^(−gain · .1)', () => {
    const missed = trackerOf(noise(400, 1), 2, 2);
    const before = width(missed, 0.9);
    missed.issue(0, flat(2), 1);
    missed.observe(1, 1e6);
    expect(width(missed, 0.9)).toBe(before);
    missed.observe(2, -1e6);
    expect(width(missed, 0.9) / before).toBeCloseTo(Math.exp(GAIN * 0.9), 12);

    const held = trackerOf(noise(400, 1), 2, 2);
    held.issue(0, flat(2), 1);
    held.observe(1, 0);
    held.observe(2, 0);
    expect(width(held, 0.9) / before).toBeCloseTo(Math.exp(GAIN * -0.1), 12);
  });

  test('half a block recorded counts as far as it was recorded, a silent one not at all', () => {
    const half = trackerOf(noise(400, 1), 2, 2);
    const before = width(half, 0.9);
    half.issue(0, flat(2), 1);
    half.observe(2, 1e6);
    expect(width(half, 0.9) / before).toBeCloseTo(Math.exp(GAIN * 0.9), 12);

    const silent = trackerOf(noise(400, 1), 2, 2);
    silent.issue(0, flat(2), 1);
    silent.observe(9, 1e6);
    expect(width(silent, 0.9)).toBe(before);
  });

  test.each([0.5, 0.8, 0.9, 0.93])('on noise of one law it covers %d within two points', (level) => {
    const values = noise(2_500, 5);
    const tracker = trackerOf(noise(1_000, 3), 6);
    expect(Math.abs(liveCoverage(tracker, values, level) - level)).toBeLessThan(0.02);
  });

  test('when the noise grows threefold and more it still covers, where the bands of the calibration do not', () => {
    const shock = gaussianNoise(8);
    const values = Float64Array.from({ length: 2_500 }, (_, t) => (1 + t / 800) * shock());
    const fixed = trackerOf(noise(1_000, 3), 6);
    const frozen = fixed.around(flat(6), 0.9, fixed.calibration.scale.reference);
    const held = values.filter((value) => value >= frozen.lower[0] && value <= frozen.upper[0]).length;
    expect(held / values.length).toBeLessThan(0.75);
    expect(Math.abs(liveCoverage(fixed, values, 0.9) - 0.9)).toBeLessThan(0.02);
  });

  test('what has not been observed changes nothing', () => {
    const values = seasonalSensor(700, 4);
    const changed = Float64Array.from(values, (value, t) => (t >= 500 ? -1e9 : value));
    const states = [values, changed].map((series) => {
      const tracker = trackerOf(seasonalSensor(600, 9), 12, SEASON, 20);
      followSeries(tracker, series.subarray(0, 500), 0, 200, () => flat(12, 20));
      return tracker.save();
    });
    expect(Buffer.compare(states[0], states[1])).toBe(0);
  });

  test('saved equals loaded, and a loaded one goes on as if it had never been saved', () => {
    const values = seasonalSensor(900, 4);
    const straight = trackerOf(seasonalSensor(600, 9), 12, SEASON, 20);
    const { calibration } = straight;
    const stopped = BandTracker.start(calibration, GAIN);
    const path = () => flat(12, 20);
    followSeries(straight, values, 1_000, 200, path);
    followSeries(stopped, values.subarray(0, 555), 1_000, 200, path);
    const columns = Object.fromEntries(
      Object.entries(calibrationColumns(calibration)).map(([name, column]) => [
        name,
        Float64Array.from(column),
      ]),
    );
    const restored = restoreCalibration('test', 12, columns);
    const loaded = BandTracker.load(restored, GAIN, stopped.save());
    expect(Buffer.compare(loaded.save(), stopped.save())).toBe(0);
    followSeries(loaded, values, 1_000, 200, path);
    expect(Buffer.compare(loaded.save(), straight.save())).toBe(0);
    expect(loaded.around(path(), 0.9, 1)).toEqual(straight.around(path(), 0.9, 1));
  });

  test('a damaged state, and one of another horizon, are refused', () => {
    const tracker = trackerOf(noise(300, 1), 4);
    const bytes = tracker.save();
    const other = trackerOf(noise(300, 1), 5).calibration;
    expect(() => BandTracker.load(other, GAIN, bytes)).toThrow(CorruptArtifactError);
    const damaged = bytes.slice();
    damaged[bytes.length >> 1] ^= 0x55;
    expect(() => BandTracker.load(tracker.calibration, GAIN, damaged)).toThrow(CorruptArtifactError);
    expect(() => restoreCalibration('test', 4, {})).toThrow(CorruptArtifactError);
  });

  test('a path that is not of the horizon is refused; late samples and forecasts that are not due are ignored', () => {
    const tracker = trackerOf(noise(300, 1), 4);
    expect(() => tracker.issue(0, flat(3), 1)).toThrow(InvalidInputError);
    tracker.issue(10, flat(4), 1);
    tracker.observe(11, 0);
    const state = tracker.save();
    tracker.issue(11, flat(4), 1);
    tracker.observe(9, 1e9);
    tracker.observe(11, 1e9);
    expect(Buffer.compare(tracker.save(), state)).toBe(0);
  });

  const hostile: Record<string, (t: number) => number> = {
    'a constant': () => 7,
    'all but missing': (t) => (t % 50 === 0 ? 1 : Number.NaN),
    infinities: (t) => (t % 5 === 0 ? Number.POSITIVE_INFINITY : t % 3),
    'the largest numbers': (t) => (t % 2 === 0 ? Number.MAX_VALUE : -Number.MAX_VALUE),
    'the smallest numbers': (t) => 5e-324 * (t % 7),
    'a step of 1e300': (t) => (t > 250 ? 1e300 : t % 4),
  };
  test.each(Object.entries(hostile))('%s: ends are finite, nested, around the point', (_, at) => {
    const values = Float64Array.from({ length: 400 }, (_, t) => at(t));
    const tracker = trackerOf(values, 3);
    followSeries(tracker, values, 0, 100, () => flat(3));
    const unit = tracker.calibration.scale.at(values);
    const level = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
    fc.assert(
      fc.property(level, level, fc.double({ noNaN: true, noDefaultInfinity: true }), (a, b, value) => {
        const point = flat(3, value);
        const inner = tracker.around(point, Math.min(a, b), unit);
        const outer = tracker.around(point, Math.max(a, b), unit);
        for (let h = 0; h < 3; h++) {
          expect(outer.lower[h]).toBeLessThanOrEqual(inner.lower[h]);
          expect(inner.lower[h]).toBeLessThanOrEqual(value);
          expect(inner.upper[h]).toBeGreaterThanOrEqual(value);
          expect(outer.upper[h]).toBeGreaterThanOrEqual(inner.upper[h]);
        }
        expect([...outer.lower, ...outer.upper].every(Number.isFinite)).toBe(true);
      }),
    );
  });

  test('a sensor that never moved keeps the floor on either side', () => {
    const tracker = trackerOf(flat(300, 5), 3, SEASON, 5);
    const { lower, upper } = tracker.around(flat(3, 5), 0.9, tracker.calibration.scale.reference);
    expect([5 - lower[0], upper[0] - 5].map((half) => half.toExponential(3))).toEqual([
      '1.000e-6',
      '1.000e-6',
    ]);
  });
});

describe('how much a sensor moves', () => {
  test('the root lies half way between usual and present movement, and a fifth of the usual is the least', () => {
    const usual = Float64Array.from({ length: 500 }, (_, t) => t % 2);
    const scale = MovementScale.of(usual, 1, FLOOR);
    expect(scale.reference).toBe(1);
    expect(scale.at(usual.map((value) => 4 * value))).toBeCloseTo(2, 12);
    expect(scale.at(flat(300))).toBeCloseTo(Math.sqrt(0.2), 12);
    expect(scale.at(flat(300, Number.NaN))).toBe(1);
    expect(scale.lookback).toBe(169);
  });

  test('only samples before the end count', () => {
    const values = noise(600, 2);
    const scale = MovementScale.of(values, 24, FLOOR);
    const changed = values.slice().fill(1e9, 400);
    expect(scale.at(changed, 400)).toBe(scale.at(values, 400));
  });
});
