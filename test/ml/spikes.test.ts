import { describe, expect, test } from 'vitest';
import { clipSpikes } from '../../src/ml/numbers/spikes.ts';
import { gaussianNoise } from './noise.ts';

describe('spikes', () => {
  test('one wild sample and a pair are cut, nothing else changes', () => {
    const values = Float64Array.from({ length: 200 }, gaussianNoise(1));
    const wild = values.slice();
    wild[50] = 1e300;
    wild[120] = wild[121] = -1e300;
    const clipped = clipSpikes(wild);
    for (const [t, value] of clipped.entries()) {
      if ([50, 120, 121].includes(t)) expect(Math.abs(value)).toBeLessThan(30);
      else expect(value).toBe(values[t]);
    }
  });

  test('steps, frequent pulses, constants and gaps stay as they are', () => {
    const shapes: ((t: number) => number)[] = [
      (t) => (t < 50 ? 0 : 1000),
      (t) => (t % 12 === 0 ? 1 : 0),
      () => 5,
      (t) => (t % 4 === 0 ? Number.NaN : t),
      () => Number.NaN,
      (t) => (t % 2 === 0 ? Number.MAX_VALUE : -Number.MAX_VALUE),
    ];
    for (const shape of shapes) {
      const values = Float64Array.from({ length: 120 }, (_, t) => shape(t));
      expect(clipSpikes(values)).toEqual(values);
    }
    expect(clipSpikes(new Float64Array(0))).toEqual(new Float64Array(0));
  });
});
