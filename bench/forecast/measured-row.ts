import type { ForecasterFamily } from '../../src/ml/forecaster.ts';
import type { BenchmarkSplit } from './benchmark-split.ts';
import { type IntervalFigures, IntervalScores } from './interval-figures.ts';
import { conformal, type IntervalStage, rootOfStep, spreadOfPath, tracked } from './interval-stages.ts';
import { cpuSeconds, fitChannels, forecastChannel } from './measured-forecaster.ts';
import { type PointFigures, PointScores } from './point-figures.ts';
import { RISK_STEPS, type RiskFigures, RiskScores } from './risk-figures.ts';

export const HORIZONS: readonly number[] = [96, 192, 336, 720];
/** Nominal level of the intervals that are scored. */
export const LEVEL = 0.9;

/** The horizon whose forecasts the risk is taken of: the longest of its own. */
const RISK_HORIZON = Math.max(...RISK_STEPS);

/** The first is ours; the others stand beside it. */
const STAGES = { tracker: tracked, conformal, spreadOfPath, rootOfStep } satisfies Record<
  string,
  IntervalStage
>;
type StageName = keyof typeof STAGES;

/** What one forecaster did at one horizon. */
export interface HorizonFigures extends PointFigures {
  readonly lookback: number;
  readonly fitSeconds: number;
  readonly forecastsPerSecond: number;
  /** By stage; null where they were not asked for or could not be calibrated. */
  readonly intervals: Readonly<Record<StageName, IntervalFigures | null>> | null;
  /** By steps within which a limit is crossed; null where it was not asked for. */
  readonly risk: Readonly<Record<string, RiskFigures | null>> | null;
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
  const stages = Object.values(STAGES).map((stage) => new IntervalScores(stage, LEVEL));
  const risk = new RiskScores();
  const withRisk = withIntervals && horizon === RISK_HORIZON;
  const firstOrigin = withIntervals ? split.trainEnd : split.testStart;
  let count = 0;
  let seconds = 0;
  for (const [k, channel] of split.channels.entries()) {
    const start = cpuSeconds();
    const forecasts = forecastChannel(forecasters[k], split, channel, firstOrigin, horizon);
    seconds += cpuSeconds() - start;
    count += forecasts.points.length / horizon;
    points.add(forecasts);
    if (withIntervals) for (const stage of stages) stage.add(forecasts);
    if (withRisk) risk.add(forecasts);
  }
  return {
    ...points.figures(),
    lookback: Math.max(...forecasters.map(({ lookback }) => lookback)),
    fitSeconds,
    forecastsPerSecond: count / seconds,
    intervals: withIntervals ? figuresByStage(stages) : null,
    risk: withRisk ? Object.fromEntries(RISK_STEPS.map((steps) => [steps, risk.figures(steps)])) : null,
  };
}

const figuresByStage = (scores: readonly IntervalScores[]) =>
  Object.fromEntries(Object.keys(STAGES).map((name, k) => [name, scores[k].figures()])) as Record<
    StageName,
    IntervalFigures | null
  >;

/** The horizons of the protocol that the rows leave room for: a test window, and twice as many train rows. */
export const horizonsOf = ({ rows, testStart, trainEnd }: BenchmarkSplit): number[] =>
  HORIZONS.filter((horizon) => horizon <= rows - testStart && 2 * horizon <= trainEnd);
