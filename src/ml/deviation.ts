import type { LiveScore } from './detector.ts';
import type { UnitScale } from './numbers/unit-scale.ts';
import type { RunLimits, RunTrack } from './run-track.ts';

/** What a reading was expected to be, and how far from it a reading may be; both scaled. */
interface Expectation {
  readonly expected: number;
  readonly reach: number;
  readonly scale: UnitScale;
}

/**
 * The judgement of a reading by how far it deviates, as a share of its limit, beside how long the sensor has stood still or
 * been silent: the loudest of the three is the score, and 1 the threshold.
 */
export function judgeDeviation(
  deviation: number,
  runs: RunTrack,
  limits: RunLimits,
  { expected, reach, scale }: Expectation,
): LiveScore {
  const stuck = runs.stuckRatio(limits);
  const dropout = runs.dropoutRatio(limits);
  const score = Math.max(deviation, stuck, dropout);
  return {
    score,
    threshold: 1,
    expected: scale.invert(expected),
    lower: scale.invert(expected - reach),
    upper: scale.invert(expected + reach),
    cause: score === deviation ? 'DEVIATION' : score === stuck ? 'STUCK' : 'DROPOUT',
  };
}
