import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type MeasuredReadings,
  type QualityFigures,
  qualityFigures,
} from '../../../src/ml/quality/quality-figures.ts';
import { QUALITY_GRADES, qualityReport } from '../../../src/ml/quality/quality-report.ts';

const readings = (
  rows: readonly (readonly [time: number, value: number])[],
  more: Partial<MeasuredReadings> = {},
) => ({
  times: Float64Array.from(rows, ([time]) => time),
  values: Float64Array.from(rows, ([, value]) => value),
  startMs: 0,
  periodMs: 1_000,
  samples: 10,
  late: 0,
  lowest: null,
  highest: null,
  ...more,
});
const CLEAN: QualityFigures = {
  samples: 100,
  readings: 100,
  missing: 0,
  longestGap: 0,
  duplicates: 0,
  late: 0,
  stuck: 0,
  outliers: 0,
  irregular: 0,
  beyondLimits: 0,
  isConstant: false,
};
const wave = (i: number) => Math.sin(i / 3) + i / 1_000;

describe('the quality of readings', () => {
  it('is A and without a reason where nothing is wrong', () => {
    const rows = Array.from({ length: 300 }, (_, i) => [1_000 * i, wave(i)] as const);
    const figures = qualityFigures(readings(rows, { samples: 300, lowest: -3, highest: 3 }));
    expect(figures).toEqual({ ...CLEAN, samples: 300, readings: 300 });
    expect(qualityReport(figures)).toMatchObject({ score: 100, grade: 'A', reasons: [] });
  });

  it('counts each defect, by hand', () => {
    const figures = qualityFigures(
      readings(
        [
          [0, 1],
          [1_000, 2],
          [2_000, Number.NaN],
          [5_000, 3],
          [5_400, 2],
          [6_000, 1],
          [7_000, 900],
          [9_000, 2],
        ],
        { late: 2, highest: 500 },
      ),
    );
    expect(figures).toEqual({
      samples: 10,
      readings: 8,
      missing: 4,
      longestGap: 3,
      duplicates: 1,
      late: 2,
      stuck: 0,
      outliers: 1,
      irregular: 2,
      beyondLimits: 1,
      isConstant: false,
    });
    const { score, grade, reasons } = qualityReport(figures);
    expect(score).toBe(0);
    expect(reasons.map(({ pointsLost }) => pointsLost)).toEqual([40, 20, 15, 10, 6.25, 6.25, 5]);
    expect(grade).toBe('F');
    expect(reasons[0]).toEqual({ defect: 'MISSING', share: 0.4, pointsLost: 40 });
  });

  it('tells a constant from a sensor that froze for a while', () => {
    const frozen = Array.from(
      { length: 200 },
      (_, i) => [1_000 * i, i >= 50 && i < 120 ? 7 : wave(i)] as const,
    );
    expect(qualityFigures(readings(frozen, { samples: 200 }))).toMatchObject({
      stuck: 70,
      isConstant: false,
    });
    const constant = frozen.map(([time]) => [time, 7] as const);
    const figures = qualityFigures(readings(constant, { samples: 200 }));
    expect(figures).toMatchObject({ stuck: 200, outliers: 0, isConstant: true });
    expect(qualityReport(figures).grade).toBe('F');
  });

  it('has the grades at their scores', () => {
    const grades = [10, 10.1, 20, 35, 50].map((missing) => qualityReport({ ...CLEAN, missing }).grade);
    expect(grades).toEqual(['A', 'B', 'B', 'C', 'D']);
    expect(qualityReport({ ...CLEAN, missing: 60, longestGap: 10 }).grade).toBe('E');
    expect(qualityReport({ ...CLEAN, missing: 60, longestGap: 12 }).grade).toBe('F');
  });

  const count = fc.integer({ min: 0, max: 100 });
  const figuresOf = fc.record({
    samples: fc.constant(100),
    readings: fc.constant(100),
    missing: count,
    longestGap: count,
    duplicates: count,
    late: count,
    stuck: count,
    outliers: count,
    irregular: count,
    beyondLimits: count,
    isConstant: fc.boolean(),
  });

  it('is never better for more of any defect', () => {
    const defects = [
      'missing',
      'longestGap',
      'duplicates',
      'late',
      'stuck',
      'outliers',
      'irregular',
      'beyondLimits',
    ] as const;
    fc.assert(
      fc.property(figuresOf, fc.constantFrom(...defects), count, (figures, defect, more) => {
        const better = qualityReport(figures);
        const worse = qualityReport({ ...figures, [defect]: Math.min(100, figures[defect] + more) });
        expect(worse.score).toBeLessThanOrEqual(better.score);
        expect(QUALITY_GRADES.indexOf(worse.grade)).toBeGreaterThanOrEqual(
          QUALITY_GRADES.indexOf(better.grade),
        );
        expect(qualityReport({ ...figures, isConstant: true }).score).toBeLessThanOrEqual(better.score);
        expect(better.score).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('sees every reading that is left out, and no defect that is larger than the whole', () => {
    const rows = Array.from({ length: 120 }, (_, i) => [1_000 * i, wave(i)] as const);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 118 }), { maxLength: 100 }), (gone) => {
        const kept = rows.filter((_, i) => !gone.includes(i));
        const figures = qualityFigures(readings(kept, { samples: 120 }));
        expect(figures.missing).toBe(gone.length);
        expect(figures.irregular).toBe(0);
        expect(figures.longestGap).toBeLessThanOrEqual(figures.missing);
        for (const { share } of qualityReport(figures).reasons) expect(share).toBeLessThanOrEqual(1);
      }),
    );
  });
});
