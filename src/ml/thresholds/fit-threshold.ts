import { robustStatistics } from '../robust/robust-statistics.ts';
import { exponentialLimit } from './exponential-limit.ts';
import { ScoreTail } from './score-tail.ts';
import type { ThresholdConfig } from './threshold-config.ts';

/** A limit where nothing could be learnt and none was given. */
const UNKNOWN_LIMIT = 1;
/** A learnt limit below this would divide badly. */
const LEAST_LIMIT = 1e-9;

/**
 * The limit for scores of which these are held-out normal ones, in the order of time: finite and above 0, whatever
 * they are. Scores that are not finite do not count. One fit for one in 10,000 is good within a factor 1.5 from some
 * 50,000 scores on; few scores give a limit that is high on purpose, and so fewer alarms than were asked for.
 */
export const fitThreshold = (config: ThresholdConfig, normalScores: Float64Array): number => {
  if (config.kind === 'FIXED') return config.limit;
  const scores = normalScores.filter(Number.isFinite);
  if (scores.length === 0) return config.atLeast ?? UNKNOWN_LIMIT;
  const limit = Math.max(config.atLeast ?? LEAST_LIMIT, learntLimit(config, scores));
  return Math.min(limit, Number.MAX_VALUE);
};

type LearntConfig = Exclude<ThresholdConfig, { kind: 'FIXED' }>;

const learntLimit = (config: LearntConfig, scores: Float64Array): number => {
  switch (config.kind) {
    case 'TAIL':
      return exponentialLimit(Float64Array.from(scores).sort(), config.rate);
    case 'MAD': {
      const { median, deviation } = robustStatistics(scores);
      return median + config.times * deviation;
    }
    case 'POT':
      return ScoreTail.of(scores, config.atLeast).levelOf(config.oneIn);
    case 'QUANTILE':
      return (
        orderStatistic(scores, config.oneIn) ?? ScoreTail.of(scores, config.atLeast).levelOf(config.oneIn)
      );
  }
};

/**
 * The j-th largest of n scores, j = (n+1)/oneIn, between neighbours where j is broken: a fresh score of any law exceeds
 * it with probability j/(n+1). Undefined where j is below 1.
 */
const orderStatistic = (scores: Float64Array, oneIn: number): number | undefined => {
  const rank = (scores.length + 1) / oneIn;
  if (rank < 1) return undefined;
  const sorted = Float64Array.from(scores).sort();
  const upper = sorted.length - Math.floor(rank);
  const lower = Math.max(0, upper - 1);
  return sorted[upper] + (sorted[lower] - sorted[upper]) * (rank - Math.floor(rank));
};
