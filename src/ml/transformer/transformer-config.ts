import { z } from 'zod';
import { InvalidInputError } from '../../errors.ts';
import { count, real } from '../bounded.ts';
import { horizonField } from '../forecasting/forecaster-config.ts';
import { parseConfig } from '../parse-config.ts';
import type { EncoderSizes } from './encoder-sizes.ts';

const levels = 'one to five different numbers between 0 and 1, ascending';

/** Paths with activations left out that say how unsure a forecast is. */
export const FEWEST_SAMPLES = 5;
export const MOST_SAMPLES = 100;

const transformerConfig = z.strictObject({
  ...horizonField,
  /** Samples that a forecast looks at, cut to whole patches; a short training history leaves fewer. */
  lookback: count(2, 2_016).default(336),
  /** Samples of a token. */
  patch: count(1, 256).default(24),
  /** Numbers that stand for a token. */
  dModel: count(2, 256).default(32),
  heads: count(1, 16).default(4),
  layers: count(1, 6).default(2),
  /** Units of the feed-forward part of a layer. */
  feedForward: count(1, 1_024).default(64),
  /** Share of activations left out while training, and in sampled paths. */
  dropout: real(0, 0.9).default(0.2),
  /** Central intervals that the quantile heads learn, beside the median. */
  levels: z
    .array(z.number(levels).gt(0, levels).lt(1, levels), levels)
    .min(1, levels)
    .max(5, levels)
    .refine((given) => given.every((level, k) => k === 0 || level > given[k - 1]), levels)
    .default([0.5, 0.9]),
  /**
   * TRACKER: bands from held-out residuals, which follow live coverage. HEADS: from the quantiles it learnt. DROPOUT: from the
   * spread of `samples` paths with activations left out.
   */
  intervals: z.enum(['TRACKER', 'HEADS', 'DROPOUT'], 'TRACKER, HEADS or DROPOUT').default('TRACKER'),
  samples: count(FEWEST_SAMPLES, MOST_SAMPLES).default(20),
  batch: count(1, 1_024).default(64),
  epochs: count(1, 500).default(10),
  /** Epochs without a lower validation loss after which training ends. */
  patience: count(1, 500).default(3),
  /** Of Adam at the end of the warm-up. */
  learningRate: real(1e-6, 1).default(1e-3),
  /** Epochs, or a part of one, over which the learning rate rises. It falls to zero over the others. */
  warmup: real(0, 100).default(1),
  /** Decoupled, per unit of learning rate. */
  weightDecay: real(0, 1).default(0.01),
  /** The last share of the samples, which no gradient sees: it chooses the weights and calibrates the bands. */
  validationShare: real(0.05, 0.5).default(0.2),
  /** Windows an epoch; of a longer history each epoch draws so many anew. */
  maximumWindows: count(1, 1_000_000).default(5_000),
});

export type TransformerConfig = z.output<typeof transformerConfig>;

/** Numbers in one layer of activations of a batch: 8 MB of them, some forty of which are alive at once. */
const LARGEST_ACTIVATION = 2 ** 21;
/** Weights of the largest head: 32 MB, and three times as much while training. */
const LARGEST_HEAD = 2 ** 23;

/** @throws InvalidInputError */
export const parseTransformerConfig = (input: unknown): TransformerConfig => {
  const config = parseConfig(transformerConfig, input);
  const { dModel, heads, patch, lookback, batch, horizon } = config;
  if (dModel % heads !== 0) {
    throw new InvalidInputError('dModel', dModel, `a multiple of heads, ${heads}`);
  }
  if (config.intervals === 'DROPOUT' && config.dropout === 0) {
    throw new InvalidInputError('dropout', 0, 'above 0 where intervals are DROPOUT');
  }
  if (patch > lookback) throw new InvalidInputError('patch', patch, `at most lookback, ${lookback}`);
  const numbers = Math.floor(lookback / patch) * dModel;
  if (batch * numbers > LARGEST_ACTIVATION) {
    const most = Math.floor(LARGEST_ACTIVATION / numbers);
    throw new InvalidInputError('batch', batch, `at most ${most} with these lookback, patch and dModel`);
  }
  if (horizon * numbers > LARGEST_HEAD) {
    const most = Math.floor(LARGEST_HEAD / numbers);
    throw new InvalidInputError('horizon', horizon, `at most ${most} with these lookback, patch and dModel`);
  }
  return config;
};

/** The network of a configuration when a forecast can look at `longest` samples. */
export const sizesOf = (config: TransformerConfig, longest: number): EncoderSizes => {
  const { patch, lookback, dModel, heads, layers, feedForward, horizon, dropout } = config;
  const tokens = Math.max(1, Math.floor(Math.min(lookback, longest) / patch));
  return { tokens, patch, dModel, heads, layers, feedForward, horizon, dropout, levels: config.levels };
};
