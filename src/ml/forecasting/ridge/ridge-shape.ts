import { usableCount } from '../../numbers/missing-values.ts';
import { LONGEST_LOOKBACK } from '../forecaster-config.ts';
import { findSeason, refineSeason } from '../season.ts';
import { type Cycle, cycleOf } from './cycle-profile.ts';
import { leastLookback, type RidgeConfig, type RidgeKind, SHORTEST_LOOKBACK } from './ridge-config.ts';
import type { RidgeShape } from './ridge-weights.ts';

/** Of a larger group, this many sensors say what the season is. */
const MOST_ASKED = 3;

/**
 * As many windows an input as the family asks for, but for the shortest look-back: with one, a look-back is at most half
 * of what the horizon leaves of the shortest series. Those of the family are cut to that and to whole seasons; one that is set is only cut to what there is.
 * @param trains from their first usable sample on
 */
export const ridgeShape = (
  trains: readonly Float64Array[],
  kind: RidgeKind,
  config: RidgeConfig,
): RidgeShape => {
  const { horizon, lookback, season } = config;
  const shortest = Math.min(...trains.map(({ length }) => length));
  const free = shortest - horizon;
  const half = Math.floor(free / 2);
  const room = Math.max(Math.min(leastLookback(config), half), Math.floor(free / (1 + kind.windowsPerInput)));
  const longest = Math.min(lookback ?? LONGEST_LOOKBACK, room);
  const cycle = cycleOf(season === 'auto' ? commonSeason(trains, longest) : season);
  const minimumHistory = leastUsable(trains, cycle);
  if (lookback !== null) return { lookbacks: [longest], horizon, cycle, minimumHistory };
  const whole = kind.lookbacks.map((usual) => {
    const bounded = Math.min(Math.max(usual, cycle.bins), longest);
    return bounded - (bounded % cycle.bins);
  });
  return { lookbacks: [...new Set(whole)], horizon, cycle, minimumHistory };
};

/**
 * Two seasons, fewer where sensors have gaps: times the square of the share of the samples that the worst of them has, which
 * leaves room for gaps that lie unevenly.
 */
const leastUsable = (trains: readonly Float64Array[], { bins }: Cycle): number => {
  const share = Math.min(...trains.map((values) => usableCount(values) / values.length));
  return Math.max(2, Math.floor(Math.max(SHORTEST_LOOKBACK, 2 * bins) * share ** 2));
};

/** What most sensors have, the shortest of equals; to the fraction of a sample that the strongest of them says. */
const commonSeason = (trains: readonly Float64Array[], longest: number): number => {
  const every = Math.ceil(trains.length / MOST_ASKED);
  const asked = trains.filter((_, k) => k % every === 0);
  const found = asked.map((values) => findSeason(values, longest));
  const votes = (season: number): number => found.filter((other) => other === season).length;
  const season = found.toSorted((a, b) => votes(b) - votes(a) || a - b)[0];
  return refineSeason(asked[found.indexOf(season)], season);
};
