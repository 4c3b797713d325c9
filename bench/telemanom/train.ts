import { telemanom } from '../../src/ml/prediction/telemanom.ts';
import { trainChannel } from './channel-training.ts';

// One training of the product's Telemanom, in a process of its own, so that its memory is its own.
await trainChannel(({ train, lookback, seed, runtime, onEpoch }) => {
  const config = telemanom.parseConfig({ lookback, scaling: 'AS_IS', repeatable: true });
  return telemanom.fit(train, config, { seed, tensors: async () => runtime, onEpoch });
});
