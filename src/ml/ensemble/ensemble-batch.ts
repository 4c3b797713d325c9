import type { BatchDetection, FittedDetector } from '../detector.ts';
import { flaggedIntervals, pruneIntervals } from '../numbers/flagged-intervals.ts';
import type { Interval, Series } from '../series.ts';
import { scoreOfP } from './ensemble-score.ts';
import { harmonicMeanP } from './harmonic-mean-p.ts';

/** What of the settings of an ensemble is no member's. */
export interface EnsembleRule {
  readonly oneIn: number;
  readonly pad: number;
  readonly prune: number;
}

/**
 * Members' scores of every sample combined as live ones are. Only live scores have a tail probability: one in batch
 * counts as the live score that is as large a share of its threshold. Runs over 1 are
 * padded and pruned as the discord-envelope's are.
 */
export const detectByEnsemble = (
  members: readonly FittedDetector[],
  { oneIn, pad, prune }: EnsembleRule,
  series: Series,
  known?: readonly Interval[],
): BatchDetection => {
  const judged = members.map((member) => ({
    ...member.detect(series, known),
    member,
    liveThreshold: member.live().update(Number.NaN, new Float64Array(member.inputs)).threshold,
  }));
  const expected = new Float64Array(series.values.length);
  const score = expected.map((_, t) => {
    const values = Float64Array.from(judged, ({ score: scores, threshold, member, liveThreshold }) => {
      return 1 - member.confidence((scores[t] / threshold) * liveThreshold);
    });
    expected[t] = judged[values.indexOf(Math.min(...values))].expected[t];
    return scoreOfP(harmonicMeanP(values), oneIn);
  });
  return {
    score,
    threshold: 1,
    expected,
    intervals: pruneIntervals(flaggedIntervals(score, 1, pad), score, prune),
  };
};
