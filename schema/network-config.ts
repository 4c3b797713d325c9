import type { AutoregressionConfig } from '../src/ml/prediction/autoregression-detector.ts';
import type { EchoStateConfig } from '../src/ml/prediction/echo-state-detector.ts';
import type { ErrorConfig } from '../src/ml/prediction/error-config.ts';
import type { TelemanomConfig } from '../src/ml/prediction/telemanom.ts';
import { builder } from './builder.ts';
import { RunTrackRef, ThresholdRef } from './detector-config.ts';
import { ScalingEnum } from './network-input.ts';

const ErrorThresholdRef = builder.objectRef<ErrorConfig>('ErrorThreshold').implement({
  description: 'How errors of prediction become departures.',
  fields: (t) => ({
    smoothing: t.exposeInt('smoothing', { description: 'Span of the smoothing of errors, in samples.' }),
    batch: t.exposeInt('batch', { description: 'Samples after which the threshold is chosen anew.' }),
    windowBatches: t.exposeInt('windowBatches', {
      description: 'The latest batches that it is chosen from.',
    }),
    buffer: t.exposeInt('buffer', { description: 'How far a departure spreads to both sides, in samples.' }),
    prune: t.exposeFloat('prune', { description: 'The share by which a departure must stand out.' }),
    lowestZ: t.exposeFloat('lowestZ', {
      description: 'The least standard deviations above the mean that are tried as threshold.',
    }),
    highestZ: t.exposeFloat('highestZ', { description: 'The most of them.' }),
    stepZ: t.exposeFloat('stepZ', { description: 'The distance of those that are tried.' }),
  }),
});

type Network = Pick<
  TelemanomConfig & EchoStateConfig,
  'inputs' | 'scaling' | 'errors' | 'threshold' | 'runs'
>;

/** What detectors by prediction have in common. */
const PredictionConfigRef = builder.interfaceRef<Network>('PredictionConfig').implement({
  description: 'Settings of a detector that predicts the sensor and judges its errors.',
  fields: (t) => ({
    inputs: t.exposeBoolean('inputs', { description: 'Whether it looks at the inputs of the sensor.' }),
    scaling: t.expose('scaling', { type: ScalingEnum, description: 'How it sees values.' }),
    errors: t.expose('errors', {
      type: ErrorThresholdRef,
      description: 'How errors of prediction become departures.',
    }),
    threshold: t.expose('threshold', {
      type: ThresholdRef,
      description: 'The least live threshold of smoothed errors, scaled.',
    }),
    runs: t.expose('runs', { type: RunTrackRef, description: 'How frozen and silent sensors are found.' }),
  }),
});

export const TelemanomConfigRef = builder.objectRef<TelemanomConfig>('TelemanomConfig').implement({
  description: 'Settings of stacked LSTM layers.',
  interfaces: [PredictionConfigRef],
  fields: (t) => ({
    lookback: t.exposeInt('lookback', { description: 'Samples that a prediction saw in training.' }),
    predictions: t.exposeInt('predictions', { description: 'Steps that are predicted at once.' }),
    layers: t.intList({ description: 'Units of each LSTM layer.', resolve: ({ layers }) => layers }),
    dropout: t.exposeFloat('dropout', { description: 'The share left out after each layer while training.' }),
    batch: t.exposeInt('batch', { description: 'Windows a step of training.' }),
    epochs: t.exposeInt('epochs', { description: 'The most passes over the windows.' }),
    patience: t.exposeInt('patience', {
      description: 'Passes without an improvement that end the training.',
    }),
    minimumImprovement: t.exposeFloat('minimumImprovement', {
      description: 'What counts as one, in mean squared error of scaled values.',
    }),
    learningRate: t.exposeFloat('learningRate', { description: 'Of Adam.' }),
    validationShare: t.exposeFloat('validationShare', {
      description: 'The last share of the windows, which chose the weights and set the live limit.',
    }),
    maximumWindows: t.exposeInt('maximumWindows', { description: 'The most windows a pass.' }),
    repeatable: t.exposeBoolean('repeatable', {
      description: 'Whether the same seed gives the same bits on every machine.',
    }),
  }),
});

export const EchoStateConfigRef = builder.objectRef<EchoStateConfig>('EchoStateConfig').implement({
  description: 'Settings of an echo-state network.',
  interfaces: [PredictionConfigRef],
  fields: (t) => ({
    units: t.exposeInt('units', { description: 'Units of the network.' }),
    inDegree: t.exposeInt('inDegree', { description: 'Connections into each unit.' }),
    spectralRadius: t.exposeFloat('spectralRadius', { description: 'How long the network remembers.' }),
    leak: t.exposeFloat('leak', { description: 'The share of the new in each step.' }),
    inputScale: t.exposeFloat('inputScale', { description: 'How strongly values enter.' }),
    ridge: t.exposeFloat('ridge', { description: 'How strongly weights were held small.' }),
  }),
});

export const AutoregressionConfigRef = builder
  .objectRef<AutoregressionConfig>('AutoregressionConfig')
  .implement({
    description: 'Settings of a linear regression over the last values.',
    interfaces: [PredictionConfigRef],
    fields: (t) => ({
      order: t.exposeInt('order', {
        description: 'Values that a prediction saw; fewer where the history was short.',
      }),
      ridge: t.exposeFloat('ridge', { description: 'How strongly weights were held small.' }),
    }),
  });
