import { testFrom } from '../datasets/split-counts.ts';
import { type Backtest, backtestForecaster } from '../ml/forecasting/backtest.ts';
import type { ForecastMetrics } from '../ml/forecasting/forecast-metrics.ts';
import { announcedTensors } from './announced-tensors.ts';
import { forecasterFamily } from './families.ts';
import type { FitOrder, FitResult, FitWatch, JudgedFigures } from './fit-order.ts';
import { validationFor } from './validation-part.ts';

/** The part of the work that `backtestForecaster` spends on the fit. */
const FIT_SHARE = 0.8;

/**
 * A forecaster and its backtest from rolling origins in the held-out part, beside that of the naive baseline.
 * @throws InsufficientDataError
 */
export async function judgeForecaster(order: FitOrder, watch: FitWatch): Promise<FitResult> {
  const family = forecasterFamily(order.family);
  const backtest = await backtestForecaster(
    family,
    family.parseConfig(order.config),
    order.series,
    order.split.trainCount,
    {
      seed: order.seed,
      validation: validationFor(order),
      onProgress: (share) => watch.progress(share, share < FIT_SHARE ? 'FIT' : 'JUDGE'),
      onEpoch: watch.epoch,
      tensors: () => announcedTensors(watch),
    },
    testFrom(order.split),
  );
  return { artifact: new Uint8Array(backtest.fitted.save()), ...figuresOf(backtest) };
}

/** The baseline is the better of seasonal-naive and last-value by mean absolute error. */
export const figuresOf = ({ horizon, origins, metrics, baselines }: Backtest): JudgedFigures => {
  const { seasonalNaive, lastValue } = baselines;
  const better = seasonalNaive.mae <= lastValue.mae ? seasonalNaive : lastValue;
  return {
    metrics: { ...defined(metrics), horizon, origins },
    baselineMetrics: {
      ...defined(better),
      seasonalNaiveMae: seasonalNaive.mae,
      lastValueMae: lastValue.mae,
    },
  };
};

/** A figure that cannot be computed on these samples is left out. */
const defined = (metrics: ForecastMetrics): Record<string, number> =>
  Object.fromEntries(Object.entries(metrics).filter((entry): entry is [string, number] => entry[1] !== null));
