import type { QualityFigures } from './quality-figures.ts';

export const QUALITY_GRADES = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
export type QualityGrade = (typeof QUALITY_GRADES)[number];

export const QUALITY_DEFECTS = [
  'MISSING',
  'LONG_GAP',
  'DUPLICATES',
  'LATE',
  'STUCK',
  'OUTLIERS',
  'IRREGULAR',
  'BEYOND_LIMITS',
  'CONSTANT',
] as const;
export type QualityDefect = (typeof QUALITY_DEFECTS)[number];

/** Why points were lost. */
export interface QualityReason {
  readonly defect: QualityDefect;
  /** How much of the samples, or of the readings, has the defect; from 0 to 1. */
  readonly share: number;
  readonly pointsLost: number;
}

export interface QualityReport {
  /** From 0 to 100. */
  readonly score: number;
  readonly grade: QualityGrade;
  readonly figures: QualityFigures;
  /** What cost most first. */
  readonly reasons: readonly QualityReason[];
}

/** Points lost for a share of 1, and the most that a defect costs. */
const COSTS: Readonly<Record<QualityDefect, readonly [slope: number, most: number]>> = {
  MISSING: [100, 60],
  LONG_GAP: [50, 25],
  DUPLICATES: [50, 15],
  LATE: [25, 10],
  STUCK: [80, 40],
  OUTLIERS: [200, 20],
  IRREGULAR: [40, 20],
  BEYOND_LIMITS: [50, 15],
  CONSTANT: [50, 50],
};

/** The least score of each grade; less is F. */
const LEAST: readonly (readonly [grade: QualityGrade, score: number])[] = [
  ['A', 90],
  ['B', 80],
  ['C', 65],
  ['D', 50],
  ['E', 35],
];

/**
 * The score is 100 less, for each defect, the smaller of slope × share and the most that it costs; at least 0. More of a
 * defect never makes the score higher.
 */
export function qualityReport(figures: QualityFigures): QualityReport {
  const shares = Object.entries(sharesOf(figures)) as [QualityDefect, number][];
  const reasons = shares
    .filter(([, share]) => share > 0)
    .map(([defect, share]) => {
      const [slope, most] = COSTS[defect];
      return { defect, share, pointsLost: Math.min(most, slope * share) };
    })
    .sort((a, b) => b.pointsLost - a.pointsLost);
  const lost = reasons.reduce((sum, { pointsLost }) => sum + pointsLost, 0);
  const score = Math.max(0, 100 - lost);
  const grade = LEAST.find(([, least]) => score >= least)?.[0] ?? 'F';
  return { score, grade, figures, reasons };
}

function sharesOf(figures: QualityFigures): Record<QualityDefect, number> {
  const ofSamples = (count: number) => count / Math.max(1, figures.samples);
  const ofReadings = (count: number) => count / Math.max(1, figures.readings);
  return {
    MISSING: ofSamples(figures.missing),
    LONG_GAP: ofSamples(figures.longestGap),
    DUPLICATES: ofReadings(figures.duplicates),
    LATE: ofReadings(figures.late),
    STUCK: ofSamples(figures.stuck),
    OUTLIERS: ofSamples(figures.outliers),
    IRREGULAR: ofReadings(figures.irregular),
    BEYOND_LIMITS: ofSamples(figures.beyondLimits),
    CONSTANT: figures.isConstant ? 1 : 0,
  };
}
