import type { ForecasterFamily } from '../../src/ml/forecaster.ts';
import type { BenchmarkSplit } from './benchmark-split.ts';
import { type IntervalFigures, IntervalScores } from './interval-figures.ts';
import { fitChannels, forecastChannel } from './measured-forecaster.ts';
import { type PointFigures, PointScores } from './point-figures.ts';

export const HORIZONS: readonly number[] = [96, 192, 336, 720];
/** Nominal level of the intervals that are scored. */
export const LEVEL = 0.9;

/** What one forecaster did at one horizon. */
export interface HorizonFigures extends PointFigures {
  readonly lookback: number;
  readonly fitSeconds: number;
  readonly forecastsPerSecond: number;
  /** Null where they were not asked for or could not be calibrated. */
  readonly intervals: IntervalFigures | null;
}

/** Channel after channel, so that the paths of one channel only are in memory. */
export async function measureHorizon(
  family: ForecasterFamily<unknown>,
  split: BenchmarkSplit,
  horizon: number,
  withIntervals: boolean,
): Promise<HorizonFigures> {
  const config = family.parseConfig({ horizon });
  const { forecasters, seconds: fitSeconds } = await fitChannels(family, config, split);
  const points = new PointScores();
  const intervals = new IntervalScores(LEVEL);
  const firstOrigin = withIntervals ? split.trainEnd : split.testStart;
  let count = 0;
  let seconds = 0;
  for (const [k, channel] of split.channels.entries()) {
    const start = performance.now();
    const forecasts = forecastChannel(forecasters[k], split, channel, firstOrigin, horizon);
    seconds += (performance.now() - start) / 1_000;
    count += forecasts.points.length / horizon;
    points.add(forecasts);
    if (withIntervals) intervals.add(forecasts);
  }
  return {
    ...points.figures(),
    lookback: Math.max(...forecasters.map(({ lookback }) => lookback)),
    fitSeconds,
    forecastsPerSecond: count / seconds,
    intervals: withIntervals ? intervals.figures() : null,
  };
}

/** The horizons of the protocol that the rows leave room for: a test window, and twice as many train rows. */
export const horizonsOf = ({ rows, testStart, trainEnd }: BenchmarkSplit): number[] =>
  HORIZONS.filter((horizon) => horizon <= rows - testStart && 2 * horizon <= trainEnd);
