import { describe, expect, test } from 'vitest';
import { NoiseStream } from '../../seeds/prng.ts';
import { demoPlant, HISTORY_SAMPLES, LIVE_SAMPLES } from '../../seeds/scenario.ts';
import { healthyValues } from '../../seeds/signal.ts';

const ALL = HISTORY_SAMPLES + LIVE_SAMPLES;

describe('the noise', () => {
  test('is standard normal: mean, variance and tails', () => {
    const stream = new NoiseStream(7, 'a');
    const draws = Array.from({ length: 20_000 }, (_, i) => stream.normal(i));
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.025);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
    expect(draws.filter((z) => Math.abs(z) > 1.96).length / draws.length).toBeCloseTo(0.05, 2);
  });

  test('of two names or two seeds, or of neighbouring samples, is unrelated', () => {
    const correlation = (other: (i: number) => number): number => {
      const stream = new NoiseStream(7, 'a');
      let sum = 0;
      for (let i = 0; i < 10_000; i++) sum += stream.normal(i) * other(i);
      return Math.abs(sum / 10_000);
    };
    const name = new NoiseStream(7, 'b');
    const seed = new NoiseStream(8, 'a');
    const same = new NoiseStream(7, 'a');
    expect(correlation((i) => name.normal(i))).toBeLessThan(0.04);
    expect(correlation((i) => seed.normal(i))).toBeLessThan(0.04);
    expect(correlation((i) => same.normal(i + 1))).toBeLessThan(0.04);
    expect(correlation((i) => same.normal(i))).toBeGreaterThan(0.95);
  });
});

describe.each([1, 2, 3])('a healthy signal of seed %i', (seed) => {
  const { sensors } = demoPlant(seed);
  const continuous = sensors.filter(({ kind }) => kind === 'CONTINUOUS');

  test('stays in its normal range, and that inside its limits', () => {
    for (const sensor of continuous) {
      const values = healthyValues(sensor.signal, seed, sensor.tag, 0, ALL);
      const low = Math.min(...values);
      const high = Math.max(...values);
      const order = [
        sensor.limitLowLow ?? Number.NEGATIVE_INFINITY,
        sensor.limitLow ?? Number.NEGATIVE_INFINITY,
        sensor.normalLow ?? Number.NaN,
        low,
        high,
        sensor.normalHigh ?? Number.NaN,
        sensor.limitHigh ?? Number.NaN,
        sensor.limitHighHigh ?? Number.NaN,
      ];
      expect(order, sensor.tag).toEqual(order.toSorted((a, b) => a - b));
    }
  });

  test('holds several seasons in its history and never rests long enough to look frozen', () => {
    for (const { signal, tag } of continuous) {
      expect(HISTORY_SAMPLES / signal.cycle).toBeGreaterThan(8);
      const values = healthyValues(signal, seed, tag, 0, ALL);
      let run = 1;
      let longest = 1;
      for (let i = 1; i < ALL; i++) {
        run = values[i] === values[i - 1] ? run + 1 : 1;
        longest = Math.max(longest, run);
      }
      expect(longest, tag).toBeLessThanOrEqual(8);
    }
  });

  test('repeats its season: one cycle later is closer than half a cycle later', () => {
    for (const { signal, tag } of continuous) {
      const values = healthyValues(signal, seed, tag, 0, HISTORY_SAMPLES);
      const distance = (lag: number): number => {
        let sum = 0;
        for (let i = lag; i < values.length; i++) sum += Math.abs(values[i] - values[i - lag]);
        return sum / (values.length - lag);
      };
      expect(distance(signal.cycle), tag).toBeLessThan(0.6 * distance(Math.round(signal.cycle / 2)));
    }
  });
});
