import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LadderBatch, ladderLoss, softplus } from '../../../src/ml/transformer/quantile-ladder.ts';

const LEVELS = [0.5, 0.9];

const batch = (change: Partial<LadderBatch> = {}): LadderBatch => ({
  medians: Float32Array.of(0.2, -0.4),
  spreads: Float32Array.of(-1, 0.3, 0.5, -0.7, 1.1, -2, 0.2, 0.9),
  targets: Float32Array.of(0.9, -2),
  counts: Float32Array.of(1, 0.5),
  levels: LEVELS,
  ...change,
});

describe('the pinball loss', () => {
  test('of one target is the mean over median and ends, by hand', () => {
    // softplus(ln(e − 1)) = 1: ends of 50 % at ±1, of 90 % at ±2; the target 1.5 lies between the upper two.
    const spreads = new Float32Array(4).fill(Math.log(Math.E - 1));
    const one = { medians: Float32Array.of(0), spreads, targets: Float32Array.of(1.5), levels: LEVELS };
    const { loss } = ladderLoss({ ...one, counts: Float32Array.of(2) });
    const above = 0.75 * 0.5 + 0.05 * 0.5;
    const below = 0.25 * 2.5 + 0.05 * 3.5;
    expect(loss).toBeCloseTo((2 * (0.5 * 1.5 + above + below)) / 5, 6);
  });

  test('has the gradient that differences show, for medians and spreads', () => {
    const { medianSlopes, spreadSlopes } = ladderLoss(batch());
    const step = 1e-3;
    const slopeOf = (name: 'medians' | 'spreads', at: number): number => {
      const [more, less] = [step, -step].map((by) => {
        const changed = batch()[name].slice();
        changed[at] += by;
        return ladderLoss(batch({ [name]: changed })).loss;
      });
      return (more - less) / (2 * step);
    };
    medianSlopes.forEach((slope, at) => {
      expect(slope).toBeCloseTo(slopeOf('medians', at), 3);
    });
    spreadSlopes.forEach((slope, at) => {
      expect(slope).toBeCloseTo(slopeOf('spreads', at), 3);
    });
  });

  test('does not count a target that is missing', () => {
    const { loss, medianSlopes, spreadSlopes } = ladderLoss(batch({ counts: Float32Array.of(1, 0) }));
    const { loss: first } = ladderLoss(
      batch({ medians: Float32Array.of(0.2, 77), counts: Float32Array.of(1, 0) }),
    );
    expect(first).toBe(loss);
    expect([medianSlopes[1], ...spreadSlopes.slice(4)]).toEqual([0, 0, 0, 0, 0]);
  });
});

test('ends never cross, whatever the raw numbers', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (raw) => {
      expect(softplus(raw)).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(softplus(raw))).toBe(true);
    }),
  );
});
