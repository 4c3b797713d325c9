import { describe, expect, test } from 'vitest';
import { CorruptArtifactError } from '../../../src/errors.ts';
import { leadTimeAt } from '../../../src/ml/risk/lead-time.ts';
import { fitPlatt, type ResolvedCase, rescale } from '../../../src/ml/risk/platt-scaling.ts';
import { brierScore, brierSkill, expectedCalibrationError } from '../../../src/ml/risk/probability-scores.ts';
import { RiskRecalibration } from '../../../src/ml/risk/risk-recalibration.ts';
import { seededUniform } from '../signals.ts';

/** Cases that happen with a probability that is a half, a third … of what is said. */
const overstated = (count: number, share: number, seed = 1): ResolvedCase[] => {
  const uniform = seededUniform(seed);
  return Array.from({ length: count }, () => {
    const probability = 0.02 + 0.96 * uniform();
    return { probability, happened: uniform() < share * probability };
  });
};

describe('Platt scaling', () => {
  test('one probability throughout, seven of ten: the shift solves Σp + 25·shift = Σt', () => {
    // logit .5 = 0, so the slope stays 1; targets 8/9 (seven) and 1/5 (three).
    const cases = Array.from({ length: 10 }, (_, k) => ({ probability: 0.5, happened: k < 7 }));
    const { slope, shift } = fitPlatt(cases);
    expect(slope).toBeCloseTo(1, 9);
    const targets = 7 * (8 / 9) + 3 * (1 / 5);
    expect(10 / (1 + Math.exp(-shift)) + 25 * shift).toBeCloseTo(targets, 9);
    expect(shift).toBeGreaterThan(0);
  });

  test('of one outcome only, and of no case, nothing is learnt', () => {
    expect(fitPlatt([])).toEqual({ slope: 1, shift: 0 });
    const never = overstated(50, 0);
    expect(fitPlatt(never)).toEqual({ slope: 1, shift: 0 });
  });

  test('twice too much said is set right, and order is kept', () => {
    const scaling = fitPlatt(overstated(2_000, 0.5));
    const fresh = overstated(2_000, 0.5, 2);
    const set = fresh.map(({ probability, happened }) => ({
      probability: rescale(scaling, probability),
      happened,
    }));
    expect(expectedCalibrationError(fresh)).toBeGreaterThan(0.2);
    expect(expectedCalibrationError(set)).toBeLessThan(0.05);
    expect(rescale(scaling, 0.3)).toBeLessThan(rescale(scaling, 0.31));
  });

  test('impossible probabilities stay numbers', () => {
    expect([0, 1].map((p) => Number.isFinite(rescale({ slope: 5, shift: 1 }, p)))).toEqual([true, true]);
    const sure = [
      { probability: 0, happened: true },
      { probability: 1, happened: false },
    ];
    expect(Object.values(fitPlatt(sure)).every(Number.isFinite)).toBe(true);
  });
});

describe('recalibration in use', () => {
  const WEEK = 168;
  const taught = (cases: readonly ResolvedCase[]): RiskRecalibration => {
    const recalibration = new RiskRecalibration(WEEK);
    cases.forEach((resolved, k) => {
      recalibration.resolve(4 * k, resolved);
    });
    return recalibration;
  };

  test('says the same until a week is over, then learns from what was resolved before', () => {
    const cases = overstated(43, 0.4);
    expect(taught(cases.slice(0, 42)).apply(0.6)).toBeCloseTo(0.6, 12);
    const { slope, shift } = fitPlatt(cases.slice(0, 42));
    expect(taught(cases).apply(0.6)).toBe(rescale({ slope, shift }, 0.6));
    expect(taught(cases).apply(0.6)).toBeLessThan(0.5);
  });

  test('saved equals loaded, and a loaded one learns on alike', () => {
    const cases = overstated(300, 0.4);
    const straight = taught(cases);
    const loaded = RiskRecalibration.load(taught(cases.slice(0, 200)).save());
    cases.slice(200).forEach((resolved, k) => {
      loaded.resolve(4 * (200 + k), resolved);
    });
    expect(loaded.save()).toEqual(straight.save());
    expect(loaded.apply(0.7)).toBe(straight.apply(0.7));
    const damaged = straight.save();
    damaged[damaged.length - 3] ^= 1;
    expect(() => RiskRecalibration.load(damaged)).toThrow(CorruptArtifactError);
  });
});

describe('scores of probabilities', () => {
  const cases = [
    { probability: 0.8, happened: true },
    { probability: 0.2, happened: false },
    { probability: 0.6, happened: false },
    { probability: 0.4, happened: true },
  ];

  test('Brier score .2, against .25 of always saying one half: skill .2', () => {
    expect(brierScore(cases)).toBeCloseTo((0.04 + 0.04 + 0.36 + 0.36) / 4, 12);
    expect(brierSkill(cases)).toBeCloseTo(0.2, 12);
    expect(brierSkill(cases.slice(0, 1))).toBeNull();
  });

  test('calibration error: bins .8, .2, .6, .4 are off by .2, .2, .6, .6', () => {
    expect(expectedCalibrationError(cases)).toBeCloseTo(0.4, 12);
  });

  test('lead time: with one false warning in four allowed, warnings begin above the second loudest quiet case', () => {
    const quiet = [0.7, 0.5, 0.2, 0.1].map((probability) => ({ probability, happened: false, crossedAt: 0 }));
    const crossings = [
      { probability: 0.9, happened: true, crossedAt: 30 },
      { probability: 0.6, happened: true, crossedAt: 12 },
      { probability: 0.4, happened: true, crossedAt: 20 },
    ];
    expect(leadTimeAt([...quiet, ...crossings], 0.25)).toEqual({ warnsFrom: 0.6, found: 2 / 3, median: 12 });
    expect(leadTimeAt([...quiet, ...crossings], 0)?.found).toBeCloseTo(1 / 3, 12);
    expect(leadTimeAt(quiet, 0.1)).toBeNull();
  });
});
