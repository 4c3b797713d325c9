import type { FittedDetector, LiveScore } from '../detector.ts';
import { harmonicMeanP } from './harmonic-mean-p.ts';

/** Of a Pareto tail: scores in general have tails like this one, and severity and closing by shares of a threshold suit them. */
const TAIL_INDEX = 4;

/** The score of a p-value, (p·N)^(−1/4): 1 where one normal reading in N = `oneIn` is as rare, 5 where one in 625·N is. */
export const scoreOfP = (p: number, oneIn: number): number => (p * oneIn) ** (-1 / TAIL_INDEX);

/** The p-value that has this score. */
export const pOfScore = (score: number, oneIn: number): number => score ** -TAIL_INDEX / oneIn;

/** A frozen or silent sensor is no matter of probability: these tracks have limits of their own. */
const isRun = ({ cause }: LiveScore): boolean => cause === 'STUCK' || cause === 'DROPOUT';

const shareOf = ({ score, threshold }: LiveScore): number => Math.min(score / threshold, Number.MAX_VALUE);

/**
 * What the members say of one reading as one judgement with the threshold 1: the score of the harmonic mean of their
 * p-values. Expected value, band and cause are those of the most certain member. Where a member speaks of a run, it
 * counts by its own limit.
 */
export const combineJudgements = (
  members: readonly FittedDetector[],
  judged: readonly LiveScore[],
  oneIn: number,
): LiveScore => {
  const values = Float64Array.from(judged, (one, k) =>
    isRun(one) ? 1 : 1 - members[k].confidence(one.score),
  );
  const certain = judged[values.indexOf(Math.min(...values))];
  const score = scoreOfP(harmonicMeanP(values), oneIn);
  const run = judged.filter(isRun).sort((one, other) => shareOf(other) - shareOf(one))[0];
  return run !== undefined && shareOf(run) > score
    ? { ...run, score: shareOf(run), threshold: 1 }
    : { ...certain, score, threshold: 1 };
};
