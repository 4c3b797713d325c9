import { binomialTail } from '../ml/evaluation/binomial-tail.ts';
import type { GateFigures } from './gate-decision.ts';
import type { ValidationProblem } from './model-validation.ts';

/** More false alarms count as chance while the rate of the training would give as many with this probability. */
const CHANCE = 0.01;
const SAME_SHARE_OPEN = 0.05;
const SAME_ERROR = 1.5;
const SAME_COVERAGE = 0.1;
const NOMINAL_COVERAGE = 0.9;

/** What has become worse of a detector since its training. A figure that was not measured then is not held against it. */
export function detectorProblems(
  now: GateFigures,
  atTraining: GateFigures,
  readings: number,
): ValidationProblem[] {
  if (now.nonFiniteScores > 0) return ['NON_FINITE_SCORES'];
  const { samples = 0, falseAlarmsPer10000 = 0 } = atTraining;
  const before = Math.round((falseAlarmsPer10000 * samples) / 10_000);
  const chance = binomialTail(
    now.falseAlarms,
    now.falseAlarms + before,
    readings / Math.max(1, readings + samples),
  );
  const problems: [ValidationProblem, boolean][] = [
    ['MORE_FALSE_ALARMS', samples > 0 && chance < CHANCE],
    ['MORE_TIME_OPEN', now.shareOpen > (atTraining.shareFlagged ?? 1) + SAME_SHARE_OPEN],
  ];
  return problems.filter(([, holds]) => holds).map(([problem]) => problem);
}

/** As `detectorProblems`, of a forecaster. */
export function forecasterProblems(now: GateFigures, atTraining: GateFigures): ValidationProblem[] {
  if (!Object.values(now).every(Number.isFinite)) return ['NON_FINITE_SCORES'];
  const gapBefore = Math.abs((atTraining.coverage ?? 0) - NOMINAL_COVERAGE);
  const problems: [ValidationProblem, boolean][] = [
    ['LESS_ACCURATE', now.mae > (atTraining.mae ?? Number.POSITIVE_INFINITY) * SAME_ERROR],
    ['WORSE_CALIBRATED', now.coverageGap > gapBefore + SAME_COVERAGE],
  ];
  return problems.filter(([, holds]) => holds).map(([problem]) => problem);
}
