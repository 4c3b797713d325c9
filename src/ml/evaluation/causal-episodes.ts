import type { LiveScore } from '../detector.ts';
import { advanceEpisode, type Episode, type HysteresisConfig, noEpisode } from '../hysteresis.ts';
import { type Interval, type Series, timeAt } from '../series.ts';
import { type Beyond, judgeByLimits, type OperatorLimits } from '../thresholds/operator-limits.ts';
import type { CausalScorer } from './last-value-difference.ts';

/** What makes episodes of scores: when they open and close, and the limits that each reading is held against, too. */
export interface EpisodeRules extends HysteresisConfig {
  readonly limits?: OperatorLimits | null;
}

/** A series shown to a detector reading by reading, in order. */
export const feedSeries = (
  scorer: CausalScorer,
  series: Series,
  onScore: (judged: LiveScore, t: number) => void = () => {},
): void => {
  const { values, inputs } = series;
  const sample = new Float64Array(inputs.length);
  for (let t = 0; t < values.length; t++) {
    for (let k = 0; k < sample.length; k++) sample[k] = inputs[k][t];
    onScore(scorer.update(values[t], sample, true, timeAt(series, t)), t);
  }
};

/**
 * A series judged once, and the episodes that each of several settings makes of the scores; their times are sample indices.
 * One that is open at the end counts up to its last reading over the close level.
 */
export const episodesUnder = (
  scorer: CausalScorer,
  series: Series,
  settings: readonly EpisodeRules[],
): Episode[][] => {
  const found = settings.map((): Episode[] => []);
  const states = settings.map(() => noEpisode);
  const sides = settings.map((): Beyond => null);
  feedSeries(scorer, series, (ofScorer, time) => {
    const value = series.values[time];
    for (let k = 0; k < states.length; k++) {
      const { limits, closeRatio } = settings[k];
      const side = states[k].episode && sides[k];
      const { judged, beyond } = limits
        ? judgeByLimits(ofScorer, value, limits, side, closeRatio)
        : { judged: ofScorer, beyond: null };
      sides[k] = beyond;
      const { state, change, episode } = advanceEpisode(states[k], { time, value, judged }, settings[k]);
      if (change === 'CLOSED' && episode !== null) found[k].push(episode);
      states[k] = state;
    }
  });
  for (const [k, { open, episode }] of states.entries()) if (open && episode !== null) found[k].push(episode);
  return found;
};

/** The episodes of a series as sample indices, from the first reading of the run that opened one to the last over the close level. */
export const causalEpisodes = (
  scorer: CausalScorer,
  series: Series,
  hysteresis: HysteresisConfig,
): Interval[] =>
  episodesUnder(scorer, series, [hysteresis])[0].map(({ startTime, endTime }) => ({
    start: startTime,
    end: endTime,
  }));
