import { builder } from './builder.ts';
import { RunTrackInput, ThresholdInput } from './detector-input.ts';
import { ScalingEnum } from './network-input.ts';

export const ReconstructionInput = builder.inputType('ReconstructionInput', {
  description:
    'Principal components of windows: finds shapes, and relations to the inputs, that were never seen. What is absent ' +
    'has its default.',
  fields: (t) => ({
    window: t.int({
      description:
        'Samples of a window, 2 to 200; at most an eighth of the samples of a short history, and 256 numbers together ' +
        'with the inputs. 50.',
    }),
    variance: t.float({
      description: 'The share of the variance of normal windows that is kept, 0.1 to 0.9999. 0.95.',
    }),
    inputs: t.boolean({ description: 'Whether it looks at the inputs of the sensor. false.' }),
    scaling: t.field({ type: ScalingEnum, description: 'How it sees values. TRAIN_RANGE.' }),
    threshold: t.field({
      type: ThresholdInput,
      description: 'The threshold of distances, scaled. Peaks over threshold, one in 10000, at least 0.05.',
    }),
    runs: t.field({ type: RunTrackInput, description: 'How frozen and silent sensors are found.' }),
  }),
});
