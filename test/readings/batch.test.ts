import { describe, expect, it } from 'vitest';
import { checkReadings, checkShape, type SeriesInput } from '../../src/readings/batch.ts';

const limits = { maxReadings: 4, latestMs: 1_000_000 };
const input = (times: number[], values: (number | null)[]): SeriesInput => ({ sensorId: 1, times, values });
const code = (series: SeriesInput[]) => {
  try {
    checkShape(series, limits);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'taken';
};

describe('shape of a batch', () => {
  it('refuses columns of unequal length, a repeated sensor, nothing at all, and too much', () => {
    expect(code([input([1, 2], [1])])).toBe('UNEQUAL_COLUMNS');
    expect(code([{ ...input([1], [1]), qualities: ['GOOD', 'BAD'] }])).toBe('UNEQUAL_COLUMNS');
    expect(code([input([1], [1]), input([2], [2])])).toBe('REPEATED_SENSOR');
    expect(code([])).toBe('EMPTY_BATCH');
    expect(code([input([], [])])).toBe('EMPTY_BATCH');
    expect(code([input([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])])).toBe('BATCH_TOO_LARGE');
    expect(code([input([1, 2, 3, 4], [1, 2, 3, 4])])).toBe('taken');
  });
});

describe('readings of a batch', () => {
  it('keeps what is right and names every other reading by its own index', () => {
    const times = [10, 10, 9, 20, 2_000_000, 30.5, Number.NaN, -9e15, 40];
    const values = [1, 2, 3, Number.POSITIVE_INFINITY, 5, 6, 7, 8, null];
    const { columns, rejected } = checkReadings(input(times, values), limits);
    expect([...columns.times]).toEqual([10, 40]);
    expect([...columns.values]).toEqual([1, Number.NaN]);
    expect(rejected.map(({ index, reason }) => [index, reason])).toEqual([
      [1, 'DUPLICATE_TIME'],
      [2, 'DECREASING_TIME'],
      [3, 'NON_FINITE_VALUE'],
      [4, 'FAR_FUTURE'],
      [5, 'INVALID_TIME'],
      [6, 'INVALID_TIME'],
      [7, 'INVALID_TIME'],
    ]);
  });

  it('takes a reading without a quality as good', () => {
    expect([...checkReadings(input([1], [1]), limits).columns.qualities]).toEqual([0]);
    expect([...checkReadings({ ...input([1], [1]), qualities: ['BAD'] }, limits).columns.qualities]).toEqual([
      2,
    ]);
  });
});
