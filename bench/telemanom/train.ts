import type { Epoch } from '../../src/ml/detector.ts';
import { telemanom } from '../../src/ml/telemanom.ts';
import { openTensors } from '../../src/tensors/open-tensors.ts';
import { channelSeries } from './channel-series.ts';
import { writeCheckpoint } from './checkpoint.ts';

// One training in a process of its own, so that its memory is its own: train.ts DATA FOLDER CHANNEL SEED.
const [data, folder, channel, seed] = process.argv.slice(2);
const PAPER_LOOKBACK = 250;

const train = await channelSeries(data, 'train', channel);
const lookback = Math.min(PAPER_LOOKBACK, Math.floor(train.values.length / 3));
const config = telemanom.parseConfig({ lookback, scaling: 'AS_IS', repeatable: true });
const runtime = await openTensors();
const history: Epoch[] = [];
const startedAt = performance.now();
const before = process.cpuUsage();
const fitted = await telemanom.fit(train, config, {
  seed: Number(seed),
  tensors: async () => runtime,
  onEpoch: (epoch) => history.push(epoch),
});
const { user, system } = process.cpuUsage(before);
const checkpoint = {
  channel,
  seed: Number(seed),
  lookback,
  backend: runtime.backend,
  history,
  fitSeconds: (performance.now() - startedAt) / 1_000,
  cpuSeconds: (user + system) / 1e6,
  residentMb: process.resourceUsage().maxRSS / 1_024,
};
writeCheckpoint(folder, checkpoint, fitted.save());
