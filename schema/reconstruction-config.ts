import type { ReconstructionConfig } from '../src/ml/reconstruction/reconstruction-fit.ts';
import { builder } from './builder.ts';
import { RunTrackRef, ThresholdRef } from './detector-config.ts';
import { ScalingEnum } from './network-input.ts';

export const ReconstructionConfigRef = builder
  .objectRef<ReconstructionConfig>('ReconstructionConfig')
  .implement({
    description: 'Settings of principal components of windows.',
    fields: (t) => ({
      window: t.exposeInt('window', {
        description: 'Samples of a window; fewer where the history was short or the inputs many.',
      }),
      variance: t.exposeFloat('variance', {
        description: 'The share of the variance of normal windows that is kept.',
      }),
      inputs: t.exposeBoolean('inputs', { description: 'Whether it looks at the inputs of the sensor.' }),
      scaling: t.expose('scaling', { type: ScalingEnum, description: 'How it sees values.' }),
      threshold: t.expose('threshold', {
        type: ThresholdRef,
        description: 'The threshold of distances, scaled.',
      }),
      runs: t.expose('runs', { type: RunTrackRef, description: 'How frozen and silent sensors are found.' }),
    }),
  });
