import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../src/ml/numbers/random-stream.ts';
import type { EncoderSizes } from '../../../src/ml/transformer/encoder-sizes.ts';
import { historyWindow, normalisedWindow } from '../../../src/ml/transformer/forecast-window.ts';
import { TrainingWindows } from '../../../src/ml/transformer/training-windows.ts';

const SIZES: EncoderSizes = {
  tokens: 3,
  patch: 2,
  dModel: 4,
  heads: 1,
  layers: 1,
  feedForward: 4,
  horizon: 2,
  dropout: 0,
  levels: [0.9],
};

describe('a window', () => {
  test('is normalised by its own mean and deviation', () => {
    const { samples, first, level, scale } = normalisedWindow(Float64Array.of(1, 3, 1, 3, 1, 3), SIZES);
    expect([...samples]).toEqual([-1, 1, -1, 1, -1, 1]);
    expect([first, level, scale]).toEqual([0, 2, 1]);
  });

  test('of a short history is padded on the left by whole patches, the first begun with the oldest sample', () => {
    const { samples, first, level, scale } = normalisedWindow(Float64Array.of(4, 6, 5), SIZES);
    expect([first, level]).toEqual([1, 5]);
    expect(scale).toBeCloseTo(Math.sqrt(2 / 3), 12);
    const moved = [...samples].map((sample) => Number((sample * scale).toFixed(9)));
    expect(moved).toEqual([0, 0, -1, -1, 1, 0]);
  });

  test('of a constant has no scale, and of the largest numbers one that is finite', () => {
    expect(normalisedWindow(new Float64Array(6).fill(7), SIZES)).toMatchObject({ level: 7, scale: 0 });
    const most = Number.MAX_VALUE;
    const { window, unit } = historyWindow(Float64Array.of(most, -most, most, -most), 4, SIZES);
    expect(window.scale * unit).toBeCloseTo(most, -300);
    expect(window.samples.every(Number.isFinite)).toBe(true);
  });

  test('of a history with gaps is filled from the past, and later samples are not read', () => {
    const values = Float64Array.of(Number.NaN, 2, Number.NaN, 4, Number.NaN, 99);
    const { window, unit } = historyWindow(values, 5, SIZES);
    const seen = [...window.samples].map((sample) => unit * (window.level + window.scale * sample));
    expect(window.first).toBe(1);
    expect(seen.slice(2).map((value) => value.toFixed(9))).toEqual([
      '2.000000000',
      '3.000000000',
      '4.000000000',
      '4.000000000',
    ]);
  });
});

describe('training windows', () => {
  const recorded = Float64Array.of(0, 1, 0, 1, 0, 1, 0.5, Number.NaN, 0, 1, 0, 1);
  const filled = recorded.map((value) => (Number.isNaN(value) ? 0.25 : value));
  const windows = new TrainingWindows([{ recorded, filled, trainCount: 10, heldFrom: 10 }], SIZES);

  test('teach with a whole look-back and a path that the weights may see; the rest is held out', () => {
    expect([...windows.train()]).toEqual([6, 7, 8]);
    expect([...windows.heldOut(100)]).toEqual([10, 11]);
  });

  test('of several series are counted through', () => {
    const both = new TrainingWindows(
      [
        { recorded, filled, trainCount: 10, heldFrom: 10 },
        { recorded, filled, trainCount: 9, heldFrom: 9 },
      ],
      SIZES,
    );
    expect([...both.train()]).toEqual([6, 7, 8, 18, 19]);
    const [one, other] = [both.batch(Uint32Array.of(7), null), both.batch(Uint32Array.of(19), null)];
    expect(other).toEqual(one);
  });

  test('have targets as shares of their scale; missing ones, and those past the end, do not count', () => {
    const { samples, firsts, targets, counts } = windows.batch(Uint32Array.of(6, 11), null);
    expect([...samples.subarray(0, 6)]).toEqual([-1, 1, -1, 1, -1, 1]);
    expect([...firsts]).toEqual([0, 0]);
    expect(targets[0]).toBeCloseTo(0, 6);
    expect(counts[0]).toBeGreaterThan(0);
    expect([counts[1], counts[3]]).toEqual([0, 0]);
    expect(counts[2]).toBeGreaterThan(0);
  });

  test('are shortened now and then while training, the same for the same seed', () => {
    const origins = new Uint32Array(64).fill(6);
    const [once, again] = [1, 1].map((seed) => windows.batch(origins, new RandomStream(seed)));
    const padded = once.firsts.filter((first) => first > 0).length;
    expect(padded).toBeGreaterThan(0);
    expect(padded).toBeLessThan(20);
    expect(again).toEqual(once);
  });
});
