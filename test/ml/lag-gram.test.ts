import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lagGram, subtractLevel } from '../../src/ml/numbers/lag-gram.ts';

/** Every window built and multiplied out. */
const directGram = (values: Float64Array, inputs: number, targets: number, levelSpan: number): number[] => {
  const width = inputs + targets;
  const gram = new Array<number>(inputs * width).fill(0);
  for (let s = 0; s + width <= values.length; s++) {
    let level = 0;
    for (let i = inputs - levelSpan; i < inputs; i++) level += values[s + i] / levelSpan;
    for (let a = 0; a < inputs; a++) {
      for (let b = 0; b < width; b++)
        gram[a * width + b] += (values[s + a] - level) * (values[s + b] - level);
    }
  }
  return gram;
};

describe('lag gram', () => {
  test('three windows of a short series, by hand', () => {
    // Windows (1 2 | 4), (2 4 | 3): Σ first·first = 5, Σ first·second = 10, Σ second·target = 20.
    expect([...lagGram(Float64Array.of(1, 2, 4, 3), 2, 1)]).toEqual([5, 10, 10, 10, 20, 20]);
  });

  test('recursion and level subtraction equal the windows multiplied out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 12, maxLength: 60 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 7 }),
        (numbers, inputs, targets, span) => {
          const values = Float64Array.from(numbers);
          const levelSpan = Math.min(span, inputs);
          const gram = lagGram(values, inputs, targets);
          subtractLevel(gram, { inputs, targets }, levelSpan);
          directGram(values, inputs, targets, levelSpan).forEach((entry, cell) => {
            expect(gram[cell]).toBeCloseTo(entry, 4);
          });
        },
      ),
    );
  });
});
