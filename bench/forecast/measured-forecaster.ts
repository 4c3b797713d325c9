import { type FittedForecaster, type ForecasterFamily, pointsOf } from '../../src/ml/forecaster.ts';
import { usableCount } from '../../src/ml/numbers/missing-values.ts';
import type { Series } from '../../src/ml/series.ts';
import { openTensors } from '../../src/tensors/open-tensors.ts';
import type { BenchmarkChannel, BenchmarkSplit } from './benchmark-split.ts';
import type { ChannelForecasts } from './channel-forecasts.ts';

/** A fixed one: the closed forms draw nothing, and networks are quoted by it. */
const SEED = 1;
/** Windows that are forecast together. */
const BATCH = 512;

export interface FittedChannels {
  readonly forecasters: readonly FittedForecaster[];
  /** Of CPU, of all channels together: one core, whatever else the machine does. */
  readonly seconds: number;
}

/** On the train rows only; the weights are shared over the channels where the family can. */
export async function fitChannels(
  family: ForecasterFamily<unknown>,
  config: unknown,
  split: BenchmarkSplit,
): Promise<FittedChannels> {
  const trains = split.channels.map((channel) => history(split, channel, split.trainEnd));
  const start = cpuSeconds();
  const options = { seed: SEED, tensors: openTensors };
  const forecasters: FittedForecaster[] = [];
  if (family.group) forecasters.push(...(await family.group.fit(trains, config, options)).members);
  else for (const train of trains) forecasters.push(await family.fit(train, config, options));
  return { forecasters, seconds: cpuSeconds() - start };
}

/** User time of this process so far. */
export const cpuSeconds = (): number => process.cpuUsage().user / 1e6;

/** All that is known at an origin. */
const history = ({ startStep }: BenchmarkSplit, { values }: BenchmarkChannel, origin: number): Series => ({
  values: values.subarray(0, origin),
  inputs: [],
  startStep,
});

/**
 * Every window of a channel from `firstOrigin` on whose path ends inside the rows. A window without history enough has a
 * path of NaN.
 */
export function forecastChannel(
  forecaster: FittedForecaster,
  split: BenchmarkSplit,
  channel: BenchmarkChannel,
  firstOrigin: number,
  horizon: number,
): ChannelForecasts {
  const origins = Math.max(0, split.rows - horizon - firstOrigin + 1);
  const points = new Float64Array(origins * horizon).fill(Number.NaN);
  for (let first = 0; first < origins; first += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, origins - first) }, (_, k) => first + k).filter((row) =>
      hasHistory(forecaster, channel.values, firstOrigin + row),
    );
    const histories = rows.map((row) => history(split, channel, firstOrigin + row));
    const paths = pointsOf(forecaster, histories, horizon);
    for (const [k, row] of rows.entries()) points.set(paths[k], row * horizon);
  }
  const { season } = forecaster;
  const { testStart: firstScored } = split;
  return {
    channel: channel.name,
    values: channel.values,
    season,
    horizon,
    firstOrigin,
    firstScored,
    points,
  };
}

const hasHistory = ({ lookback, minimumHistory }: FittedForecaster, values: Float64Array, origin: number) =>
  usableCount(values.subarray(Math.max(0, origin - lookback), origin)) >= minimumHistory;
