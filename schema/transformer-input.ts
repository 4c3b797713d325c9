import { builder } from './builder.ts';
import { enumOf } from './enum.ts';

export const NetworkIntervalsRef = enumOf(
  'NetworkIntervals',
  'What the bands around the forecasts of a network are made of. All are calibrated on held-out samples; the risk of crossing a limit ' +
    'goes by the residuals that TRACKER remembers, whichever is chosen.',
  {
    TRACKER:
      'Past residuals in units of how much the sensor moves, widened or narrowed by what live bands have missed.',
    HEADS: 'The quantiles that it learnt.',
    DROPOUT: 'The spread of paths with activations left out (Gal & Ghahramani 2016), a pass each.',
  },
);

export const TransformerInput = builder.inputType('TransformerInput', {
  description:
    'A Transformer encoder over patches of the history that forecasts a median and quantiles (Vaswani et al. 2017, Nie et ' +
    'al. 2023). What is absent has its default.',
  fields: (t) => ({
    horizon: t.int({ description: 'How far ahead it reaches, 1 to 720 steps. 96.' }),
    lookback: t.int({
      description: 'Samples that a forecast looks at, 2 to 2016, cut to whole patches. 336.',
    }),
    patch: t.int({ description: 'Samples of a token, 1 to 256, at most the look-back. 24.' }),
    dModel: t.int({ description: 'Numbers that stand for a token, 2 to 256, a multiple of `heads`. 32.' }),
    heads: t.int({ description: 'Heads of the attention, 1 to 16. 4.' }),
    layers: t.int({ description: 'Layers of the encoder, 1 to 6. 2.' }),
    feedForward: t.int({ description: 'Units of the feed-forward part of a layer, 1 to 1024. 64.' }),
    dropout: t.float({ description: 'The share of activations left out while training, 0 to 0.9. 0.2.' }),
    levels: t.floatList({
      description: 'Central intervals that its quantiles learn, one to five between 0 and 1. [0.5, 0.9].',
    }),
    intervals: t.field({
      type: NetworkIntervalsRef,
      description: 'What the bands are made of. TRACKER.',
    }),
    samples: t.int({
      description: 'Paths with activations left out that DROPOUT draws a forecast, 5 to 100. 20.',
    }),
    batch: t.int({ description: 'Windows a step of training, 1 to 1024. 64.' }),
    epochs: t.int({ description: 'The most passes over the windows, 1 to 500. 10.' }),
    patience: t.int({ description: 'Passes without an improvement that end the training, 1 to 500. 3.' }),
    learningRate: t.float({ description: 'Of Adam after the warm-up, 0.000001 to 1. 0.001.' }),
    warmup: t.float({
      description: 'Passes over which the learning rate rises, 0 to 100; then it falls to zero. 1.',
    }),
    weightDecay: t.float({ description: 'How strongly matrices are drawn to zero, 0 to 1. 0.01.' }),
    validationShare: t.float({
      description:
        'The last share of the samples, which chooses the weights and calibrates the bands, 0.05 to 0.5. 0.2.',
    }),
    maximumWindows: t.int({
      description: 'The most windows a pass, drawn anew for each, 1 to 1000000. 5000.',
    }),
  }),
});
