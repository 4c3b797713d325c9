import { layerPasses } from './layer-passes.ts';
import { MeasuredTraining } from './measured-training.ts';
import type { Footprint, Order, Report } from './messages.ts';
import { RUNTIMES } from './runtimes.ts';
import { SETTINGS, type Shape } from './shapes.ts';
import type { Side } from './sides.ts';

// One side in a process of its own: side.ts SIDE. Answers orders over IPC until the other end is gone.
const WARM_UP_STEPS = 8;
const WARM_UP_BATCHES = 2;

const runtime = await RUNTIMES[process.argv[2] as Side]();
const openedMb = process.memoryUsage.rss() / 2 ** 20;
let tensorsBefore = 0;
let training: MeasuredTraining | undefined;

async function open(shape: Shape): Promise<MeasuredTraining> {
  tensorsBefore = runtime.tensors.memory().numTensors;
  const windows = SETTINGS.batch;
  const warmUp = new MeasuredTraining(runtime, { ...shape, lookback: WARM_UP_STEPS, windows });
  await warmUp.train(WARM_UP_BATCHES);
  warmUp.dispose();
  return new MeasuredTraining(runtime, shape);
}

function footprint(): Footprint {
  training?.dispose();
  return {
    peakResidentMb: process.resourceUsage().maxRSS / 1_024,
    openedMb,
    leakedTensors: runtime.tensors.memory().numTensors - tensorsBefore,
  };
}

async function answer(order: Order): Promise<Report> {
  switch (order.kind) {
    case 'OPEN':
      training = await open(order.shape);
      return { kind: 'OPEN' };
    case 'TRAIN':
      if (training === undefined) throw new Error('TRAIN came before OPEN');
      return { kind: 'TRAIN', trained: await training.train(order.batches) };
    case 'CLOSE':
      return { kind: 'CLOSE', footprint: footprint() };
    case 'PASS':
      return { kind: 'PASS', passes: layerPasses(runtime, order.layer) };
  }
}

const tell = (report: Report) => process.send?.(report);
process.on('message', (order: Order) => void answer(order).then(tell));
process.on('disconnect', () => process.exit());
tell({ kind: 'READY' });
