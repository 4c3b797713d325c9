import { advanceEpisode, type Episode, type HysteresisConfig, noEpisode } from '../hysteresis.ts';
import type { CausalScorer } from '../last-value-difference.ts';
import type { Interval, Series } from '../series.ts';

/**
 * A series fed reading by reading: the episodes as sample indices, from the first reading of the run that opened one to
 * the last over the close level. One that is open at the end counts up to its last reading over the close level.
 */
export const causalEpisodes = (
  scorer: CausalScorer,
  series: Series,
  hysteresis: HysteresisConfig,
): Interval[] => {
  const episodes: Interval[] = [];
  const add = (episode: Episode | null) => {
    if (episode !== null) episodes.push({ start: episode.startTime, end: episode.endTime });
  };
  const inputs = new Float64Array(series.inputs.length);
  let state = noEpisode;
  for (let t = 0; t < series.values.length; t++) {
    for (let k = 0; k < inputs.length; k++) inputs[k] = series.inputs[k][t];
    const value = series.values[t];
    const step = advanceEpisode(state, { time: t, value, judged: scorer.update(value, inputs) }, hysteresis);
    if (step.change === 'CLOSED') add(step.episode);
    state = step.state;
  }
  if (state.open) add(state.episode);
  return episodes;
};
