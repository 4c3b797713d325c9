import type { ResolvedCase } from './platt-scaling.ts';
import { brierScore, brierSkill, expectedCalibrationError } from './probability-scores.ts';

/** How probabilities turned out that were said before it was known. */
export interface RiskFigures {
  readonly cases: number;
  /** Of the cases, those that happened. */
  readonly crossed: number;
  /** Mean squared error of what was said, and of always saying the share that happened, known in hindsight. */
  readonly brier: number;
  readonly baseRateBrier: number;
  /** Null where all cases ended alike. */
  readonly skill: number | null;
  /** Expected calibration error, 0 … 1. */
  readonly calibrationError: number;
}

/** Null without a case. */
export const riskFigures = (cases: readonly ResolvedCase[]): RiskFigures | null => {
  if (cases.length === 0) return null;
  const crossed = cases.reduce((sum, { happened }) => sum + (happened ? 1 : 0), 0);
  const share = crossed / cases.length;
  return {
    cases: cases.length,
    crossed,
    brier: brierScore(cases),
    baseRateBrier: share * (1 - share),
    skill: brierSkill(cases),
    calibrationError: expectedCalibrationError(cases),
  };
};
