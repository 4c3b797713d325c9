import type * as tf from '@tensorflow/tfjs';
import type { Epoch } from '../detector.ts';
import { RandomStream } from '../numbers/random-stream.ts';
import type { PredictionWindows } from '../prediction/prediction-windows.ts';
import type { TensorRuntime } from '../tensor-runtime.ts';
import { fusedLstm } from './fused-lstm.ts';
import { glorotUniform, orthogonal } from './initial-weights.ts';
import { type LstmLayer, LstmNetwork } from './lstm-network.ts';
import { seededDropout } from './seeded-dropout.ts';

/** Sizes and rates of a training; units of `telemanomConfig`. */
export interface LstmSettings {
  readonly layers: readonly number[];
  readonly dropout: number;
  readonly batch: number;
  readonly epochs: number;
  readonly patience: number;
  readonly minimumImprovement: number;
  readonly learningRate: number;
  readonly maximumWindows: number;
  readonly repeatable: boolean;
}

export interface TrainedLstm {
  readonly network: LstmNetwork;
  readonly history: readonly Epoch[];
}

/** Windows before `trainCount` teach, those from `heldFrom` on choose the weights. */
export interface WindowSplit {
  readonly trainCount: number;
  readonly heldFrom: number;
}

/** `share` in [0, 1] of all epochs; `last` is the epoch that has just ended, if any. */
export type TrainingProgress = (share: number, last?: Epoch) => void;

/**
 * Trains stacked LSTM layers on the windows before `trainCount` and keeps the weights of the epoch whose error on the
 * windows from `heldFrom` on was least; ends early when `patience` epochs brought no improvement. Windows come in a new seeded order
 * every epoch. Stock TensorFlow.js but for the `call` of the layers.
 */
export const trainLstm = async (
  runtime: TensorRuntime,
  windows: PredictionWindows,
  { trainCount, heldFrom }: WindowSplit,
  settings: LstmSettings,
  seed: number,
  onProgress: TrainingProgress,
): Promise<TrainedLstm> => {
  const { tensors } = runtime;
  const model = lstmModel(runtime, windows, settings, seed);
  const order = thinned(0, trainCount, settings.maximumWindows);
  const held = thinned(heldFrom, windows.count, settings.maximumWindows);
  const random = new RandomStream(seed, 1);
  const history: Epoch[] = [];
  let best = { validationLoss: Number.POSITIVE_INFINITY, epoch: 0, weights: weightsOf(model) };
  let improvedAt = 0;
  let waitingFor = Number.POSITIVE_INFINITY;
  try {
    for (let epoch = 1; epoch <= settings.epochs && epoch - improvedAt <= settings.patience; epoch++) {
      random.shuffle(order);
      let loss = 0;
      for (let from = 0; from < order.length; from += settings.batch) {
        const batch = order.subarray(from, from + settings.batch);
        loss += batch.length * (await trainOnBatch(tensors, model, windows, batch));
        onProgress((epoch - 1 + (from + batch.length) / (order.length + held.length)) / settings.epochs);
      }
      const validationLoss = heldOutLoss(tensors, model, windows, held, settings.batch);
      history.push({ epoch, loss: loss / order.length, validationLoss });
      if (validationLoss < best.validationLoss) best = { validationLoss, epoch, weights: weightsOf(model) };
      if (validationLoss < waitingFor - settings.minimumImprovement) {
        waitingFor = validationLoss;
        improvedAt = epoch;
      }
      onProgress(epoch / settings.epochs, history.at(-1));
    }
    return { network: networkOf(best.weights, windows.inputs, settings.layers), history };
  } finally {
    model.optimizer.dispose();
    model.dispose();
  }
};

/** Evenly spaced windows from … to before …, at most so many. */
const thinned = (from: number, to: number, most: number): Uint32Array => {
  const stride = Math.max(1, Math.ceil((to - from) / most));
  return Uint32Array.from({ length: Math.ceil((to - from) / stride) }, (_, k) => from + k * stride);
};

/** LSTM layers with dropout after each and a linear readout of the next values; weights are seeded. */
export const lstmModel = (
  { tensors, fastLstm, repeatableLstm }: TensorRuntime,
  { lookback, inputs, ahead }: PredictionWindows,
  { layers, dropout, learningRate, repeatable }: LstmSettings,
  seed: number,
): tf.LayersModel => {
  const kernel = repeatable ? repeatableLstm : fastLstm;
  const lstm = kernel === null ? tensors.layers.lstm : fusedLstm(tensors, kernel);
  const model = tensors.sequential();
  layers.forEach((units, k) => {
    const last = k === layers.length - 1;
    model.add(
      lstm({
        units,
        recurrentActivation: 'sigmoid',
        returnSequences: !last,
        kernelInitializer: 'zeros',
        recurrentInitializer: 'zeros',
        ...(k === 0 && { inputShape: [lookback, inputs] }),
      }),
    );
    if (dropout > 0) model.add(seededDropout(tensors, dropout, new RandomStream(seed, 2 + k)));
  });
  model.add(tensors.layers.dense({ units: ahead, kernelInitializer: 'zeros' }));
  model.compile({ loss: 'meanSquaredError', optimizer: tensors.train.adam(learningRate) });
  setWeights(tensors, model, initialWeights(layers, inputs, ahead, seed));
  return model;
};

/** In the order of the model: Glorot kernels, orthogonal recurrent ones, biases zero but one for the forget gate. */
const initialWeights = (
  layers: readonly number[],
  inputs: number,
  ahead: number,
  seed: number,
): Float32Array[] => {
  const random = new RandomStream(seed, 0);
  let before = inputs;
  const weights = layers.flatMap((units) => {
    const bias = new Float32Array(4 * units).fill(1, units, 2 * units);
    const made = [glorotUniform(before, 4 * units, random), orthogonal(units, 4 * units, random), bias];
    before = units;
    return made;
  });
  return [...weights, glorotUniform(before, ahead, random), new Float32Array(ahead)];
};

const setWeights = (tensors: typeof tf, model: tf.LayersModel, values: readonly Float32Array[]): void =>
  tensors.tidy(() => {
    model.setWeights(model.getWeights().map(({ shape }, k) => tensors.tensor(values[k], shape)));
  });

const weightsOf = (model: tf.LayersModel): Float32Array[] =>
  model.getWeights().map((weight) => Float32Array.from(weight.dataSync()));

const trainOnBatch = async (
  tensors: typeof tf,
  model: tf.LayersModel,
  windows: PredictionWindows,
  batch: Uint32Array,
): Promise<number> => {
  const x = tensors.tensor3d(windows.inputsOf(batch), [batch.length, windows.lookback, windows.inputs]);
  const y = tensors.tensor2d(windows.targetsOf(batch), [batch.length, windows.ahead]);
  try {
    return (await model.trainOnBatch(x, y)) as number;
  } finally {
    x.dispose();
    y.dispose();
  }
};

/** Mean squared error over the held-out windows, dropout off. */
const heldOutLoss = (
  tensors: typeof tf,
  model: tf.LayersModel,
  windows: PredictionWindows,
  held: Uint32Array,
  size: number,
): number => {
  let sum = 0;
  for (let from = 0; from < held.length; from += size) {
    const batch = held.subarray(from, from + size);
    const predicted = tensors.tidy(() => {
      const x = tensors.tensor3d(windows.inputsOf(batch), [batch.length, windows.lookback, windows.inputs]);
      return (model.predictOnBatch(x) as tf.Tensor).dataSync();
    });
    const targets = windows.targetsOf(batch);
    for (let k = 0; k < targets.length; k++) sum += (predicted[k] - targets[k]) ** 2;
  }
  return sum / (held.length * windows.ahead);
};

const networkOf = (weights: Float32Array[], inputs: number, units: readonly number[]): LstmNetwork => {
  const layers = units.map((size, k): LstmLayer => {
    const [kernel, recurrent, bias] = weights.slice(3 * k, 3 * k + 3);
    return { inputs: k === 0 ? inputs : units[k - 1], units: size, kernel, recurrent, bias };
  });
  const [readout, readoutBias] = weights.slice(-2);
  return new LstmNetwork(layers, readout, readoutBias);
};
