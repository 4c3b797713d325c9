import { z } from 'zod';
import { InsufficientDataError } from '../../errors.ts';
import { count, real } from '../bounded.ts';
import type { DetectorFamily, FitOptions, Validation } from '../detector.ts';
import { LstmNetwork } from '../lstm/lstm-network.ts';
import { trainLstm, type WindowSplit } from '../lstm/lstm-training.ts';
import { usableCount } from '../numbers/missing-values.ts';
import { parseConfig } from '../parse-config.ts';
import { runConfig } from '../run-track.ts';
import { joined, type Series } from '../series.ts';
import { thresholdConfig } from '../thresholds/threshold-config.ts';
import { errorConfig } from './error-config.ts';
import { decodePrediction, predictionDetector } from './prediction-codec.ts';
import { calibrated, type PredictionFit, scaledColumns, scalesOf } from './prediction-fit.ts';
import { PredictionWindows } from './prediction-windows.ts';

const KIND = 'telemanom';

const layerSizes = 'one to four whole numbers from 1 to 512';

const telemanomConfig = z.strictObject({
  /** Samples that a prediction sees in training. */
  lookback: count(2, 1_000).default(250),
  /** Steps that are predicted at once; the nearest is compared. */
  predictions: count(1, 100).default(10),
  layers: z
    .array(z.int(layerSizes).min(1, layerSizes).max(512, layerSizes), layerSizes)
    .min(1, layerSizes)
    .max(4, layerSizes)
    .default([80, 80]),
  /** Share of activations left out after each layer while training. */
  dropout: real(0, 0.9).default(0.3),
  batch: count(1, 1_024).default(64),
  epochs: count(1, 500).default(35),
  /** Epochs without an improvement of the validation loss by `minimumImprovement` after which training ends. */
  patience: count(1, 500).default(10),
  minimumImprovement: real(0, 1).default(3e-4),
  /** Of Adam. */
  learningRate: real(1e-6, 1).default(1e-3),
  /** The last share of the windows, which no gradient sees: it chooses the weights and sets the live limit. */
  validationShare: real(0.05, 0.5).default(0.2),
  /** Windows of a longer history are thinned evenly to this many for training, and for validation. */
  maximumWindows: count(1, 1_000_000).default(10_000),
  inputs: z.boolean('true or false').default(true),
  scaling: z.enum(['TRAIN_RANGE', 'AS_IS'], 'TRAIN_RANGE or AS_IS').default('TRAIN_RANGE'),
  /** The same bits on every machine, a tenth slower. */
  repeatable: z.boolean('true or false').default(false),
  errors: errorConfig.prefault({}),
  threshold: thresholdConfig.default({ kind: 'TAIL', rate: 1e-4, atLeast: 0.05 }),
  runs: runConfig.prefault({}),
});

export type TelemanomConfig = z.output<typeof telemanomConfig>;

/**
 * Hundman, Constantinou, Laporte, Colwell & Söderström 2018, "Detecting Spacecraft Anomalies Using LSTMs and
 * Nonparametric Dynamic Thresholding": stacked LSTM layers predict the sensor from itself and its inputs; smoothed
 * errors of the next step pass a threshold that is chosen anew for every batch, and are pruned.
 */
export const telemanom: DetectorFamily<TelemanomConfig> = {
  name: KIND,
  parseConfig: (input) => parseConfig(telemanomConfig, input),
  minimumSamples: (config) => minimumSamples(config),
  fit: async (train, config, options) => predictionDetector(KIND, await fitTelemanom(train, config, options)),
  load: (bytes) => predictionDetector(KIND, decodePrediction(KIND, bytes, LstmNetwork.decode)),
};

/** A batch of training windows beside those for validation. */
const minimumSamples = ({ lookback, predictions, batch, validationShare }: TelemanomConfig): number =>
  lookback + predictions - 1 + Math.ceil(batch / (1 - validationShare));

const fitTelemanom = async (
  train: Series,
  config: TelemanomConfig,
  { seed, validation, onProgress, onEpoch, tensors }: FitOptions,
): Promise<PredictionFit> => {
  const usable = usableCount(train.values);
  const needed = minimumSamples(config);
  if (usable < needed) throw new InsufficientDataError(needed, usable);
  if (tensors === undefined) throw new Error('Telemanom is trained with TensorFlow, and none was handed in');
  const scales = scalesOf(train, config.inputs, config.scaling);
  const known = validation ? joined(train, validation.series) : train;
  const windows = new PredictionWindows(scaledColumns(known, scales), config.lookback, config.predictions);
  const reach = config.lookback + config.predictions - 1;
  const split = windowSplit(train.values.length, windows.count, reach, config, validation);
  const { network, history } = await trainLstm(
    await tensors(),
    windows,
    split,
    config,
    seed,
    (share, epoch) => {
      onProgress?.(share);
      if (epoch !== undefined) onEpoch?.(epoch);
    },
  );
  onProgress?.(1);
  const firstUnseen = validation ? split.heldFrom : split.trainCount + reach;
  return calibrated(network, known, scales, firstUnseen, { ...config, history, settle: config.lookback });
};

/**
 * Without a validation part the last share of the windows chooses the weights, with one the windows wholly inside it.
 * @param reach samples of a window beyond its first
 */
const windowSplit = (
  trained: number,
  windows: number,
  reach: number,
  { validationShare }: TelemanomConfig,
  validation?: Validation,
): WindowSplit => {
  if (!validation) {
    const trainCount = Math.floor(windows * (1 - validationShare));
    return { trainCount, heldFrom: trainCount };
  }
  const heldFrom = trained + validation.gap;
  if (heldFrom >= windows)
    throw new InsufficientDataError(trained + validation.gap + reach + 1, windows + reach);
  return { trainCount: trained - reach, heldFrom };
};
