import { expect, test } from 'vitest';
import {
  binOf,
  cycleOf,
  cycleProfile,
  likeliestBin,
} from '../../../src/ml/forecasting/ridge/cycle-profile.ts';
import { refineSeason } from '../../../src/ml/forecasting/season.ts';

const wave = (length: number, period: number, ramp = 0): Float64Array =>
  Float64Array.from({ length }, (_, t) => Math.cos((2 * Math.PI * t) / period) + ramp * t);

test('the profile of a wave on a ramp is one period of the wave, whatever the first step', () => {
  for (const step of [0, 5, -7]) {
    const profile = cycleProfile(wave(240, 12, 0.3), cycleOf(12), step);
    for (let t = 0; t < 12; t++) {
      const bin = binOf(cycleOf(12), t + step);
      expect(profile[bin]).toBeCloseTo(Math.cos((2 * Math.PI * t) / 12), 10);
    }
  }
});

test('a season of 20.57 samples stays in phase over fifty seasons', () => {
  const cycle = cycleOf(144 / 7);
  const profile = cycleProfile(wave(1_029, 144 / 7), cycle, 0);
  for (let t = 900; t < 1_000; t++) {
    const exact = Math.cos((2 * Math.PI * t) / cycle.period);
    expect(Math.abs(profile[binOf(cycle, t)] - exact)).toBeLessThan(0.2);
  }
});

test('a season is refined to a fraction only where that explains clearly more', () => {
  expect(refineSeason(wave(4_000, 144 / 7), 21)).toBeCloseTo(144 / 7, 1);
  expect(refineSeason(wave(4_000, 24), 24)).toBe(24);
  expect(refineSeason(new Float64Array(100).fill(3), 24)).toBe(24);
  expect(refineSeason(wave(50, 5), 1)).toBe(1);
});

test('the phase of a window is told by its seasons', () => {
  const profile = cycleProfile(wave(240, 12), cycleOf(12), 0);
  for (const end of [48, 53, 59]) {
    expect(likeliestBin(profile, cycleOf(12), wave(end, 12))).toBe(end % 12);
  }
});
