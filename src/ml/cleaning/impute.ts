import { findSeason } from '../forecasting/season.ts';
import type { ImputationConfig } from './cleaning-config.ts';
import { type GapFiller, gapsUpTo } from './gaps.ts';
import { linearFiller } from './linear.ts';
import { neighbourFiller } from './nearest-neighbours.ts';
import { pchipFiller } from './pchip.ts';
import { seasonalFiller } from './seasonal.ts';

const FILLERS: {
  readonly [Method in ImputationConfig['method']]: (values: Float64Array, season: number | null) => GapFiller;
} = {
  NONE: () => () => () => Number.NaN,
  LINEAR: linearFiller,
  SPLINE: pchipFiller,
  KNN: neighbourFiller,
  SEASONAL: (values, season) => seasonalFiller(values, season ?? findSeason(values)),
};

/**
 * A copy whose gaps of at most `longestGap` samples are filled. A filled sample never helps to fill another one, so the
 * order of the gaps says nothing. What a method cannot know stays missing: there is no other method behind it.
 *
 * @param values none infinite
 */
export const impute = (values: Float64Array, config: ImputationConfig): Float64Array => {
  const filled = values.slice();
  const gaps = config.method === 'NONE' ? [] : gapsUpTo(values, config.longestGap);
  if (gaps.length === 0) return filled;
  const filler = FILLERS[config.method](values, config.season);
  for (const gap of gaps) {
    const valueAt = filler(gap);
    for (let t = gap.start; t <= gap.end; t++) filled[t] = valueAt(t);
  }
  return filled;
};
