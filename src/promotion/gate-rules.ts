import { binomialTail } from '../ml/evaluation/binomial-tail.ts';
import type { GateFigures, GateReason } from './gate-decision.ts';

/** Readings that neither version was fitted on, without which nothing is compared. */
export const LEAST_READINGS = 50;

/** More false alarms count as chance while a fair coin would give as many with this probability. */
const CHANCE = 0.05;
/** What counts as the same: shares of readings, and a ratio of errors. */
const SAME_SHARE_OPEN = 0.05;
const SAME_PROMISE = 0.02;
const SAME_COVERAGE = 0.05;
const SAME_ERROR = 1.05;

/**
 * Why a detector is worse than the champion on the same readings; none where it is not. Labels decide where there are any: more
 * catches outweigh more false alarms. Without labels, what its threshold promises has to hold as well as the champion's.
 */
export function detectorReasons(candidate: GateFigures, champion: GateFigures, labels: number): GateReason[] {
  if (candidate.nonFiniteScores > 0) return ['NON_FINITE_SCORES'];
  if (candidate.caughtLabels > champion.caughtLabels) return [];
  const alarms = candidate.falseAlarms + champion.falseAlarms;
  const isMore =
    candidate.falseAlarms > champion.falseAlarms && binomialTail(candidate.falseAlarms, alarms) < CHANCE;
  const reasons: [GateReason, boolean][] = [
    ['FEWER_CATCHES', candidate.caughtLabels < champion.caughtLabels],
    ['MORE_FALSE_ALARMS', isMore],
    ['MORE_TIME_OPEN', candidate.shareOpen > champion.shareOpen + SAME_SHARE_OPEN],
    ['WORSE_CALIBRATED', labels === 0 && candidate.calibrationGap > champion.calibrationGap + SAME_PROMISE],
  ];
  return reasons.filter(([, holds]) => holds).map(([reason]) => reason);
}

/**
 * Why a forecaster is worse than the champion at the same origins; none where it is not. Bands that hold less are outweighed by a
 * lower pinball loss, which weighs error and bands together.
 */
export function forecasterReasons(candidate: GateFigures, champion: GateFigures): GateReason[] {
  if (!Object.values(candidate).every(Number.isFinite)) return ['NON_FINITE_SCORES'];
  const holdsLess = candidate.coverageGap > champion.coverageGap + SAME_COVERAGE;
  const reasons: [GateReason, boolean][] = [
    ['LESS_ACCURATE', candidate.mae > champion.mae * SAME_ERROR],
    ['WORSE_CALIBRATED', holdsLess && candidate.pinball > champion.pinball],
  ];
  return reasons.filter(([, holds]) => holds).map(([reason]) => reason);
}
