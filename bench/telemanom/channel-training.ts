import type { Epoch, FittedDetector } from '../../src/ml/detector.ts';
import type { Series } from '../../src/ml/series.ts';
import { type OpenTensors, openTensors } from '../../src/tensors/open-tensors.ts';
import { channelSeries } from '../nasa/channel-series.ts';
import { writeCheckpoint } from './checkpoint.ts';

/** What one training is given. */
export interface Training {
  readonly train: Series;
  readonly lookback: number;
  readonly seed: number;
  readonly runtime: OpenTensors;
  readonly onEpoch: (epoch: Epoch) => void;
}

const PAPER_LOOKBACK = 250;

/** Carries out the training that the command line names, DATA FOLDER CHANNEL SEED, and writes its checkpoint. */
export async function trainChannel(trainer: (training: Training) => Promise<FittedDetector>): Promise<void> {
  const [data, folder, channel, seed] = process.argv.slice(2);
  const train = await channelSeries(data, 'train', channel);
  const lookback = Math.min(PAPER_LOOKBACK, Math.floor(train.values.length / 3));
  const runtime = await openTensors();
  const history: Epoch[] = [];
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const onEpoch = (epoch: Epoch) => history.push(epoch);
  const detector = await trainer({ train, lookback, seed: Number(seed), runtime, onEpoch });
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
  writeCheckpoint(folder, checkpoint, detector.save());
}
