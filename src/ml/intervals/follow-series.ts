import type { BandTracker } from './band-tracker.ts';

/**
 * Takes a tracker through recorded samples as they would have come: each is observed, and a forecast is followed where
 * one is due. Samples that it has observed are passed over, so that it can be called again when more have come.
 * @param first index of `values[0]` @param from position in `values` of the first sample to take
 * @param pathAfter the whole horizon after the first `end` values; null where they are not enough
 */
export const followSeries = (
  tracker: BandTracker,
  values: Float64Array,
  first: number,
  from: number,
  pathAfter: (end: number) => Float64Array | null,
): void => {
  const start = Math.max(from, tracker.observedThrough + 1 - first);
  for (let position = start; position < values.length; position++) {
    tracker.observe(first + position, values[position]);
    if (!tracker.isDue(first + position)) continue;
    const point = pathAfter(position + 1);
    if (point === null) continue;
    tracker.issue(first + position, point, tracker.calibration.scale.at(values, position + 1));
  }
};
