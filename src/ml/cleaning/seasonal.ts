import type { GapFiller } from './gaps.ts';

/** A value further away than this many seasons tells nothing of now: a week of days. */
const MOST_SEASONS = 7;

/**
 * x(t) = the mean of x(t − k·season) and x(t + k·season), or the known one of the two, for the smallest k at which there
 * is one. The mean of both follows a trend. NaN without a season.
 *
 * @param season samples; below 2 for none
 */
export const seasonalFiller =
  (values: Float64Array, season: number): GapFiller =>
  () =>
  (t) => {
    for (let away = season; season > 1 && away <= MOST_SEASONS * season; away += season) {
      const ago = values[t - away] ?? Number.NaN;
      const ahead = values[t + away] ?? Number.NaN;
      if (!Number.isNaN(ago) && !Number.isNaN(ahead)) return ago === ahead ? ago : ago / 2 + ahead / 2;
      if (!Number.isNaN(ago)) return ago;
      if (!Number.isNaN(ahead)) return ahead;
    }
    return Number.NaN;
  };
