import { describe, expect, test } from 'vitest';
import { FAULT_KINDS, type FaultKind } from '../../seeds/faults.ts';
import { NoiseStream } from '../../seeds/prng.ts';

const LENGTH = 400;
const noise = new NoiseStream(5, 'healthy');
const healthy = Float64Array.from(
  { length: LENGTH },
  (_, i) => 20 + 4 * Math.sin((2 * Math.PI * i) / 100) + 0.2 * noise.normal(i),
);
const fault = (kind: FaultKind, severity: number, seed = 1): Float64Array =>
  FAULT_KINDS[kind](healthy, severity, new NoiseStream(seed, 'fault'));
const excess = (values: Float64Array, from: number, to: number): number => {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i] - healthy[i];
  return sum / (to - from);
};

test.each(Object.keys(FAULT_KINDS) as FaultKind[])('%s is repeatable and leaves its input alone', (kind) => {
  const before = healthy.slice();
  const once = fault(kind, 0.6);
  expect(once).toHaveLength(LENGTH);
  expect(fault(kind, 0.6)).toEqual(once);
  expect(healthy).toEqual(before);
  expect(once).not.toEqual(healthy);
});

describe('each kind does what its name says', () => {
  test('bearing wear grows, with bursts that stand out ever more', () => {
    const worn = fault('BEARING_WEAR', 1);
    expect(excess(worn, 0, 40)).toBeLessThan(1);
    expect(excess(worn, 360, 400)).toBeGreaterThan(15);
    const bursts = worn.filter((value, i) => value > 1.2 * healthy[i] * (1 + ((i + 1) / LENGTH) ** 1.5));
    expect(bursts.length).toBeGreaterThan(5);
  });

  test('a sticking valve holds, then jumps', () => {
    const stuck = fault('VALVE_STICTION', 0.35);
    const moves = stuck.filter((value, i) => i > 0 && value !== stuck[i - 1]).length;
    expect(moves).toBeGreaterThan(5);
    expect(moves).toBeLessThan(LENGTH / 8);
  });

  test('a frozen sensor repeats its first value', () => {
    expect(new Set(fault('SENSOR_FREEZE', 1))).toEqual(new Set([healthy[0]]));
  });

  test('drift begins with nothing and reaches severity spreads', () => {
    const drifted = fault('DRIFT', 2);
    expect(excess(drifted, 0, 10)).toBeLessThan(0.5);
    expect(excess(drifted, 390, 400)).toBeCloseTo(2 * 8, 0);
  });

  test('a level shift is one step of severity spreads', () => {
    const shifted = fault('LEVEL_SHIFT', 0.5);
    expect(excess(shifted, 0, 1)).toBeCloseTo(excess(shifted, 399, 400), 9);
    expect(excess(shifted, 0, 400)).toBeCloseTo(0.5 * 8, 0);
  });

  test('spikes are few, both up and down, and the rest is healthy', () => {
    const spiked = fault('SPIKES', 2);
    const sizes = [...spiked].map((value, i) => value - healthy[i]).filter((size) => size !== 0);
    expect(spiked[0]).not.toBe(healthy[0]);
    expect(sizes.length).toBeGreaterThan(12);
    expect(sizes.length).toBeLessThan(80);
    expect(Math.min(...sizes)).toBeLessThan(-10);
    expect(Math.max(...sizes)).toBeGreaterThan(10);
  });

  test('dropout loses about its share of values and invents none', () => {
    const sparse = fault('DROPOUT', 0.8);
    const missing = sparse.filter(Number.isNaN).length;
    expect(missing / LENGTH).toBeGreaterThan(0.65);
    expect(missing / LENGTH).toBeLessThan(0.95);
    for (const [i, value] of sparse.entries()) if (!Number.isNaN(value)) expect(value).toBe(healthy[i]);
  });
});
