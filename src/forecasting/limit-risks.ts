import { crossingRisk, timeToLimit } from '../ml/risk/crossing-risk.ts';
import { hasCrossed } from '../ml/risk/limit.ts';
import type { NamedLimit, StoredLimitRisk } from './forecast-risk.ts';
import { recalibrationFrom } from './recalibration.ts';
import type { TrackedForecast } from './tracked-forecast.ts';

/** Residual paths that are added to a forecast, the latest. */
const PATHS = 240;
const QUANTILES = [0.1, 0.5, 0.9];

/**
 * For each limit the probability that it is crossed within the horizon, and by when.
 * @param last the value at the origin; NaN where it cannot be used
 * @param recalibration the saved state, null where nothing was learnt
 */
export function limitRisks(
  { tracker, point, scale }: TrackedForecast,
  limits: readonly NamedLimit[],
  last: number,
  recalibration: Uint8Array | null,
): StoredLimitRisk[] {
  const { paths } = tracker;
  const count = Math.min(PATHS, paths.count);
  const latest = { count, path: (k: number) => paths.path(paths.count - count + k) };
  const learnt = recalibrationFrom(recalibration, 1);
  return limits.map((limit) => {
    const risk = crossingRisk(point, latest, scale, limit);
    const raw = risk.within[point.length - 1];
    return {
      name: limit.name,
      value: limit.value,
      isBeyond: hasCrossed(limit, last),
      raw,
      probability: learnt.apply(raw),
      times: timeToLimit(risk, QUANTILES),
    };
  });
}
