import { describe, expect, it } from 'vitest';
import { seriesSha256 } from '../../src/datasets/lineage.ts';
import { univariate } from '../ml/univariate.ts';

const grid = { startMs: 1_000, periodMs: 1_000, count: 3 };
const sha = (values: number[], change: Partial<typeof grid> = {}, trainCount = 2, inputs: number[] = []) =>
  seriesSha256(univariate(Float64Array.from(values)), { ...grid, ...change }, trainCount, inputs);

describe('lineage', () => {
  it('changes with any number, the grid, the split and the inputs', () => {
    const all = [
      sha([1, 2, 3]),
      sha([1, 2, 3.000000000000001]),
      sha([1, 3, 2]),
      sha([1, 2, Number.NaN]),
      sha([1, 2, 3], { startMs: 1_001 }),
      sha([1, 2, 3], { periodMs: 999 }),
      sha([1, 2, 3], {}, 1),
      sha([1, 2, 3], {}, 2, [5]),
      seriesSha256({ values: Float64Array.of(1, 2, 3), inputs: [Float64Array.of(0, 0, 0)] }, grid, 2, [5]),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('takes every NaN for the same and −0 for 0', () => {
    const oddNaN = new Float64Array(new BigUint64Array([0xfff8_dead_beef_0001n]).buffer)[0];
    expect(sha([1, oddNaN, -0])).toBe(sha([1, Number.NaN, 0]));
  });

  it('is the same on every machine and in every release of this layout', () => {
    expect(sha([1.5, Number.NaN, -2])).toBe(
      '1b295cd522774049dea692cdfeade86fc63fd20dcedb82cd48f9630c86f00b2f',
    );
  });
});
