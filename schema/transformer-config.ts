import type { TransformerConfig } from '../src/ml/transformer/transformer-config.ts';
import { builder } from './builder.ts';
import { NetworkIntervalsRef } from './transformer-input.ts';

export const TransformerConfigRef = builder.objectRef<TransformerConfig>('TransformerConfig').implement({
  description: 'Settings of a Transformer encoder that forecasts.',
  fields: (t) => ({
    horizon: t.exposeInt('horizon', { description: 'How far ahead it reaches, in steps.' }),
    lookback: t.exposeInt('lookback', {
      description:
        'Samples that a forecast looks at, cut to whole patches; fewer where the history was short.',
    }),
    patch: t.exposeInt('patch', { description: 'Samples of a token.' }),
    dModel: t.exposeInt('dModel', { description: 'Numbers that stand for a token.' }),
    heads: t.exposeInt('heads', { description: 'Heads of the attention.' }),
    layers: t.exposeInt('layers', { description: 'Layers of the encoder.' }),
    feedForward: t.exposeInt('feedForward', { description: 'Units of the feed-forward part of a layer.' }),
    dropout: t.exposeFloat('dropout', { description: 'The share of activations left out while training.' }),
    levels: t.floatList({
      description: 'Central intervals that its quantiles learnt.',
      resolve: ({ levels }) => levels,
    }),
    intervals: t.expose('intervals', {
      type: NetworkIntervalsRef,
      description: 'What its bands are made of.',
    }),
    samples: t.exposeInt('samples', {
      description: 'Paths with activations left out that DROPOUT draws a forecast.',
    }),
    batch: t.exposeInt('batch', { description: 'Windows a step of training.' }),
    epochs: t.exposeInt('epochs', { description: 'The most passes over the windows.' }),
    patience: t.exposeInt('patience', {
      description: 'Passes without an improvement that end the training.',
    }),
    learningRate: t.exposeFloat('learningRate', { description: 'Of Adam after the warm-up.' }),
    warmup: t.exposeFloat('warmup', { description: 'Passes over which the learning rate rises.' }),
    weightDecay: t.exposeFloat('weightDecay', { description: 'How strongly matrices are drawn to zero.' }),
    validationShare: t.exposeFloat('validationShare', {
      description: 'The last share of the samples, which chose the weights and calibrated the bands.',
    }),
    maximumWindows: t.exposeInt('maximumWindows', { description: 'The most windows a pass.' }),
  }),
});
