import type { ForecasterFamily } from '../../src/ml/forecaster.ts';
import type { RecalibrationSettings } from '../../src/ml/risk/risk-recalibration.ts';
import type { BenchmarkSplit } from './benchmark-split.ts';
import type { ChannelForecasts } from './channel-forecasts.ts';
import { IntervalScores } from './interval-figures.ts';
import { trackedWith } from './interval-stages.ts';
import { fitChannels, forecastChannel } from './measured-forecaster.ts';
import { LEVEL } from './measured-row.ts';
import { RISK_STEPS, RiskScores } from './risk-figures.ts';

/** Horizons whose intervals are compared; the risk is taken of the first. */
export const CHOSEN_HORIZONS: readonly number[] = [96, 336];
export const GAINS: readonly number[] = [0.15, 0.3, 0.5];
export const RECALIBRATIONS: readonly RecalibrationSettings[] = [30, 100, 300].flatMap((prior) =>
  [120, 250, 500].map((memory) => ({ prior, memory })),
);

export interface TriedGain {
  readonly gain: number;
  readonly figures: Readonly<Record<number, { readonly coverage: number; readonly intervalScore: number }>>;
  /** Mean distance of the coverage from the nominal level: the least is chosen. */
  readonly loss: number;
}

export interface TriedRecalibration extends RecalibrationSettings {
  readonly figures: Readonly<Record<number, { readonly brierSkill: number; readonly ece: number }>>;
  /** Mean of one less the Brier skill: the least is chosen. */
  readonly loss: number;
}

/** Without the test rows; the later half of the validation rows is scored, the earlier calibrates and teaches. */
export const validationBlock = (split: BenchmarkSplit): BenchmarkSplit => ({
  ...split,
  channels: split.channels.map(({ name, values }) => ({ name, values: values.slice(0, split.testStart) })),
  rows: split.testStart,
  testStart: Math.floor((split.trainEnd + split.testStart) / 2),
});

/** Of every channel, from the first validation row on, by weights that have seen the train rows. */
export async function blockForecasts(
  family: ForecasterFamily<unknown>,
  block: BenchmarkSplit,
  horizon: number,
): Promise<ChannelForecasts[]> {
  const { forecasters } = await fitChannels(family, family.parseConfig({ horizon }), block);
  return block.channels.map((channel, k) =>
    forecastChannel(forecasters[k], block, channel, block.trainEnd, horizon),
  );
}

/** @param byHorizon forecasts of each horizon that there is room for */
export function tryGain(gain: number, byHorizon: ReadonlyMap<number, ChannelForecasts[]>): TriedGain {
  const figures = [...byHorizon].map(([horizon, forecasts]) => {
    const scores = new IntervalScores(trackedWith(gain), LEVEL);
    for (const channel of forecasts) scores.add(channel);
    const found = scores.figures() ?? { coverage: Number.NaN, intervalScore: Number.NaN };
    return [horizon, { coverage: found.coverage, intervalScore: found.intervalScore }] as const;
  });
  return {
    gain,
    figures: Object.fromEntries(figures),
    loss: mean(figures.map(([, { coverage }]) => Math.abs(coverage - LEVEL))),
  };
}

export function tryRecalibration(
  settings: RecalibrationSettings,
  forecasts: readonly ChannelForecasts[],
): TriedRecalibration {
  const risk = new RiskScores(settings);
  for (const channel of forecasts) risk.add(channel);
  const figures = RISK_STEPS.map((steps) => {
    const { brierSkill, ece } = risk.figures(steps)?.recalibrated ?? {
      brierSkill: Number.NaN,
      ece: Number.NaN,
    };
    return [steps, { brierSkill, ece }] as const;
  });
  return {
    ...settings,
    figures: Object.fromEntries(figures),
    loss: mean(figures.map(([, { brierSkill }]) => 1 - brierSkill)),
  };
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
