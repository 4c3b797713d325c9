import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stepChanges } from '../../src/ingest/step-changes.ts';

test('the first sample is always stored, then changes only', () => {
  const { indices, values } = stepChanges(Float64Array.of(0, 0, 1, 1, 1, 0));
  expect([...indices]).toEqual([0, 2, 5]);
  expect([...values]).toEqual([0, 1, 0]);
});

test('a constant column is one change and an empty one none', () => {
  expect([...stepChanges(new Float64Array(9).fill(7)).values]).toEqual([7]);
  expect(stepChanges(new Float64Array(0)).indices).toHaveLength(0);
});

test('reading the last change at or before each sample gives the column back', () => {
  const column = fc.array(fc.constantFrom(0, 1, 2.5), { minLength: 1 });
  fc.assert(
    fc.property(column, (samples) => {
      const { indices, values } = stepChanges(Float64Array.from(samples));
      const held = samples.map((_, i) => values[indices.findLastIndex((at) => at <= i)]);
      expect(held).toEqual(samples);
    }),
  );
});
