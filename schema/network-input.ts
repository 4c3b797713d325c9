import type { Scaling } from '../src/ml/prediction/prediction-fit.ts';
import { builder } from './builder.ts';
import { RunTrackInput, ThresholdInput } from './detector-input.ts';
import { enumOf } from './enum.ts';

export const ScalingEnum = enumOf<Scaling>(
  'Scaling',
  'How a model sees the values of a sensor and its inputs.',
  {
    TRAIN_RANGE: 'The range of the training part becomes about −1 to 1.',
    AS_IS: 'As they are: for data that is scaled already.',
  },
);

const ErrorThresholdInput = builder.inputType('ErrorThresholdInput', {
  description:
    'How errors of prediction become departures: smoothed, held against a threshold that is chosen anew for every ' +
    'batch, widened and pruned. What is absent has its default.',
  fields: (t) => ({
    smoothing: t.int({ description: 'Span of the exponential smoothing of errors, 1 to 2000 samples. 30.' }),
    batch: t.int({ description: 'Samples after which the threshold is chosen anew, 1 to 1000. 70.' }),
    windowBatches: t.int({
      description: 'The latest batches that it is chosen from, 1 to 100, together at most 2500 samples. 30.',
    }),
    buffer: t.int({ description: 'How far a departure spreads to both sides, 0 to 1000 samples. 100.' }),
    prune: t.float({
      description:
        'The share by which the peak of a departure must stand out from what is normal, 0 to 0.99. 0.13.',
    }),
    lowestZ: t.float({
      description:
        'The least standard deviations above the mean that are tried as threshold, 0.5 to 20. 2.5.',
    }),
    highestZ: t.float({ description: 'The most of them, up to 50. 12.' }),
    stepZ: t.float({ description: 'The distance of those that are tried, 0.05 to 5. 0.5.' }),
  }),
});

const errors = 'How errors of prediction become departures.';
const threshold =
  'The least live threshold of smoothed errors, scaled. A tail of rate 0.0001, at least 0.05.';
const runs = 'How frozen and silent sensors are found.';

export const TelemanomInput = builder.inputType('TelemanomInput', {
  description:
    'Stacked LSTM layers that predict the sensor from itself and its inputs (Hundman et al. 2018). What is absent has ' +
    'its default.',
  fields: (t) => ({
    lookback: t.int({ description: 'Samples that a prediction sees in training, 2 to 1000. 250.' }),
    predictions: t.int({ description: 'Steps that are predicted at once, 1 to 100. 10.' }),
    layers: t.intList({ description: 'Units of each LSTM layer: one to four of 1 to 512. [80, 80].' }),
    dropout: t.float({ description: 'The share left out after each layer while training, 0 to 0.9. 0.3.' }),
    batch: t.int({ description: 'Windows a step of training, 1 to 1024. 64.' }),
    epochs: t.int({ description: 'The most passes over the windows, 1 to 500. 35.' }),
    patience: t.int({ description: 'Passes without an improvement that end the training, 1 to 500. 10.' }),
    minimumImprovement: t.float({
      description: 'What counts as one, in mean squared error of scaled values, 0 to 1. 0.0003.',
    }),
    learningRate: t.float({ description: 'Of Adam, 0.000001 to 1. 0.001.' }),
    validationShare: t.float({
      description:
        'The last share of the windows, which chooses the weights and sets the live limit, 0.05 to 0.5. 0.2.',
    }),
    maximumWindows: t.int({
      description: 'The most windows a pass, taken evenly from a longer history, 1 to 1000000. 10000.',
    }),
    inputs: t.boolean({ description: 'Whether it looks at the inputs of the sensor. true.' }),
    scaling: t.field({ type: ScalingEnum, description: 'How it sees values. TRAIN_RANGE.' }),
    repeatable: t.boolean({
      description: 'Whether the same seed gives the same bits on every machine, a tenth slower. false.',
    }),
    errors: t.field({ type: ErrorThresholdInput, description: errors }),
    threshold: t.field({ type: ThresholdInput, description: threshold }),
    runs: t.field({ type: RunTrackInput, description: runs }),
  }),
});

export const EchoStateInput = builder.inputType('EchoStateInput', {
  description:
    'A fixed random network whose readout predicts the sensor: recurrent, and trained in a tenth of a second (Jaeger ' +
    '2001). What is absent has its default.',
  fields: (t) => ({
    units: t.int({ description: 'Units of the network, 4 to 1000. 100.' }),
    inDegree: t.int({ description: 'Connections into each unit, 1 to 100. 10.' }),
    spectralRadius: t.float({ description: 'How long the network remembers, 0 to 2. 0.9.' }),
    leak: t.float({ description: 'The share of the new in each step, 0.001 to 1. 0.3.' }),
    inputScale: t.float({ description: 'How strongly values enter, 0.001 to 100. 1.' }),
    ridge: t.float({ description: 'How strongly weights are held small, 1e-9 to 1000. 0.001.' }),
    inputs: t.boolean({ description: 'Whether it looks at the inputs of the sensor. false.' }),
    scaling: t.field({ type: ScalingEnum, description: 'How it sees values. TRAIN_RANGE.' }),
    errors: t.field({ type: ErrorThresholdInput, description: errors }),
    threshold: t.field({ type: ThresholdInput, description: threshold }),
    runs: t.field({ type: RunTrackInput, description: runs }),
  }),
});

export const AutoregressionInput = builder.inputType('AutoregressionInput', {
  description:
    'A linear regression over the last values that predicts the sensor, in closed form. What is absent has its default.',
  fields: (t) => ({
    order: t.int({
      description:
        'Values that a prediction sees, 1 to 500; at most an eighth of the samples of a short history. 250.',
    }),
    ridge: t.float({ description: 'How strongly weights are held small, 1e-9 to 1000. 0.001.' }),
    inputs: t.boolean({ description: 'Whether it looks at the inputs of the sensor. false.' }),
    scaling: t.field({ type: ScalingEnum, description: 'How it sees values. TRAIN_RANGE.' }),
    errors: t.field({ type: ErrorThresholdInput, description: errors }),
    threshold: t.field({ type: ThresholdInput, description: threshold }),
    runs: t.field({ type: RunTrackInput, description: runs }),
  }),
});
