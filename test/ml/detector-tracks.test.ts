import { describe, expect, test } from 'vitest';
import { DRIFT_STATE, DriftTrack, driftConfig, driftLimits } from '../../src/ml/discord/drift-track.ts';
import { RunTrack, runConfig } from '../../src/ml/run-track.ts';

const RUNS = runConfig.parse({ stuckMinimum: 4, dropoutMinimum: 3 });
const gap = Number.NaN;

const ranThrough = (values: readonly number[]) => {
  const track = new RunTrack();
  for (const value of values) track.advance(value);
  return track;
};

describe('stuck and dropout', () => {
  test('limits are twice the longest run of identical values and the longest run of missing ones', () => {
    const seen = [1, 2, 2, 2, 3, 4, gap, gap, gap, gap, 5, 6, 7];
    expect(ranThrough(seen).limits(RUNS)).toEqual({ stuck: 6, dropout: 4 });
  });

  test('short runs in training leave the minima', () => {
    expect(ranThrough([1, 2, 3, gap, 4]).limits(RUNS)).toEqual({ stuck: 4, dropout: 3 });
  });

  test('a sensor half of whose readings repeat the one before is never called stuck', () => {
    const never = Number.POSITIVE_INFINITY;
    expect(ranThrough([1, 1, 2, 2, 3, 3, 3]).limits(RUNS).stuck).toBe(never);
    expect(ranThrough([7, 7, 7, 7]).stuckRatio({ stuck: never, dropout: never })).toBe(0);
  });

  test('zero switches a track off', () => {
    const off = runConfig.parse({ stuckMinimum: 0, dropoutMinimum: 0 });
    const never = Number.POSITIVE_INFINITY;
    expect(ranThrough([1, 2, 3]).limits(off)).toEqual({ stuck: never, dropout: never });
  });

  test('a ratio passes 1 with the first reading beyond the limit; a gap neither breaks nor lengthens a run', () => {
    const limits = { stuck: 4, dropout: 3 };
    expect(ranThrough([0, 5, 5, 5, 5]).stuckRatio(limits)).toBe(1);
    expect(ranThrough([0, 5, 5, gap, 5, 5, 5]).stuckRatio(limits)).toBe(4 / 3);
    expect(ranThrough([5, 5, 5, 6]).stuckRatio(limits)).toBe(0);
    expect(ranThrough([0, 5, 5, 5, 5, 5, gap]).stuckRatio(limits)).toBe(0);
    expect(ranThrough([0, gap, gap, gap, gap]).dropoutRatio(limits)).toBe(4 / 3);
    expect(ranThrough([0, gap, gap, gap, gap, 1]).dropoutRatio(limits)).toBe(0);
  });
});

describe('drift', () => {
  const rows = Float64Array.from({ length: 3 * 400 }, (_, i) => [i % 2 === 0 ? -1 : 1, 0.5, 0.2][i % 3]);
  const never = { window: 50, margin: 1, release: 0.5, acceptAfter: 0 };
  const config = driftConfig.parse(never);
  const limits = driftLimits(rows, config, 0.05);

  /** Ratios of a stream of window means; spread and roughness stay as in training. */
  const ratios = (levels: readonly number[], settings = config) => {
    const track = new DriftTrack(limits, settings);
    return levels.map((level) => track.advance(Float64Array.of(level, 0.5, 0.2)));
  };
  const held = (level: number, times: number): number[] => new Array(times).fill(level);

  test('levels inside the training box are no drift, however long', () => {
    expect(Math.max(...ratios(held(limits.high[0], 2000)))).toBeLessThanOrEqual(0);
  });

  test('a level that stays outside by more than the allowance is one; a slow ramp gets there, too', () => {
    const beyond = limits.high[0] + 1.2 * limits.allowance[0];
    expect(ratios(held(beyond, 1000)).at(-1)).toBeCloseTo(1.2, 3);
    const ramp = Array.from({ length: 20_000 }, (_, t) => (beyond * 1.1 * t) / 20_000);
    expect(ratios(ramp).at(-1)).toBeGreaterThan(1);
    expect(ratios(held(limits.low[0] - 1.2 * limits.allowance[0], 1000)).at(-1)).toBeGreaterThan(1);
  });

  test('it is latched: it lets go only under half of the limit', () => {
    const part = (share: number) => limits.high[0] + share * limits.allowance[0];
    const path = ratios([...held(part(1.3), 1000), ...held(part(0.7), 1000), ...held(part(0.3), 1000)]);
    expect(path[1999]).toBe(1.01);
    expect(path[2999]).toBeLessThan(0.5);
    expect(ratios(held(part(0.7), 1000)).at(-1)).toBeLessThan(1);
  });

  test('one absurd window is no drift', () => {
    expect(Math.max(...ratios([...held(0, 10), 1e6, ...held(0, 100)]))).toBeLessThan(1);
  });

  test('growing spread at the same level is a drift', () => {
    const track = new DriftTrack(limits, config);
    let ratio = 0;
    for (let t = 0; t < 500; t++) ratio = track.advance(Float64Array.of(0, 1, 0.4));
    expect(ratio).toBeGreaterThan(1);
  });

  test('while the sensor is stuck the long means wait', () => {
    const track = new DriftTrack(limits, config);
    const far = Float64Array.of(1e3, 0, 0);
    for (let t = 0; t < 500; t++) expect(track.advance(far, true)).toBeLessThanOrEqual(0);
    expect(track.advance(far)).toBeGreaterThan(0);
  });

  describe('a new regime', () => {
    const accepting = driftConfig.parse({ ...never, acceptAfter: 300 });
    const part = (share: number) => limits.high[0] + share * limits.allowance[0];
    const settled = held(part(3), 1000);
    const feed = (track: DriftTrack, levels: readonly number[]) =>
      levels.map((level) => track.advance(Float64Array.of(level, 0.5, 0.2)));

    test('is what was announced and has not grown since for so many readings; it is normal from then on', () => {
      const path = ratios(settled, accepting);
      const announced = path.findIndex((ratio) => ratio > 1);
      const accepted = path.findIndex((ratio, t) => t > announced && ratio <= 1);
      expect(accepted - announced).toBeGreaterThan(300);
      expect(Math.max(...path.slice(accepted))).toBeLessThan(0.1);
    });

    test('has settled when the level has, not when the long means have crept there: a step of 20 allowances', () => {
      const slow = driftConfig.parse({ ...never, window: 400, acceptAfter: 300 });
      const path = ratios(held(part(20), 3000), slow);
      const announced = path.findIndex((ratio) => ratio > 1);
      const accepted = path.findIndex((ratio, t) => t > announced && ratio <= 1);
      expect(accepted - announced).toBeGreaterThan(300);
      expect(accepted - announced).toBeLessThan(1000);
      expect(Math.max(...path.slice(accepted))).toBeLessThanOrEqual(1);
    });

    test('is not what still moves, however slowly', () => {
      const ramp = Array.from({ length: 5_000 }, (_, t) => part((0.3 * t) / 300));
      const path = ratios(ramp, accepting);
      const announced = path.findIndex((ratio) => ratio > 1);
      expect(path.slice(announced).every((ratio) => ratio > 1)).toBe(true);
    });

    test('is left by a further step, which is announced anew', () => {
      const track = new DriftTrack(limits, accepting);
      feed(track, settled);
      expect(track.accepted).toBe(1);
      expect(Math.max(...feed(track, held(part(6), 200)))).toBeGreaterThan(1);
    });

    test('is taken back: what was normal in training is normal again, and nothing else', () => {
      const track = new DriftTrack(limits, accepting);
      feed(track, settled);
      track.forget();
      expect(track.accepted).toBe(0);
      expect(feed(track, held(part(3), 1))[0]).toBeGreaterThan(1);
    });

    test('is part of the saved state, to the bit', () => {
      const [track, resumed] = [new DriftTrack(limits, accepting), new DriftTrack(limits, accepting)];
      feed(track, [...settled, ...held(part(6), 100)]);
      const numbers = new Float64Array(DRIFT_STATE + 2);
      track.save(numbers, 1);
      resumed.restore(numbers, 1);
      const further = [...held(part(6), 400), ...held(0, 300)];
      expect(feed(resumed, further)).toEqual(feed(track, further));
      expect(resumed.accepted).toBe(track.accepted);
    });
  });

  test('a window of zero switches it off', () => {
    expect(ratios(held(1e6, 500), driftConfig.parse({ window: 0 })).every((ratio) => ratio === 0)).toBe(true);
  });
});
