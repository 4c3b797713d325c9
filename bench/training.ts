import { parseArgs } from 'node:util';
import { runScript } from '../scripts/terminal/failure.ts';
import { withProgress } from '../scripts/terminal/progress.ts';
import { writeResult } from './result.ts';
import { compare, REPEATS, type ShapeFigures, TURNS } from './training/compare.ts';
import { type Equality, equality } from './training/equality.ts';
import { LAYER_CASES } from './training/layer-cases.ts';
import { BASIS, MEMORY_TARGET_MB, type Measured, printed } from './training/report.ts';
import { SHAPES, type ShapeName } from './training/shapes.ts';

const USAGE = `Usage: npm run bench:training [-- --json]

One epoch of training two LSTM layers of 80 units: tf.layers.lstm on the wasm backend as the package comes, against the
fused layer on repaired kernels, from the same weights (forget gates begin at bias 1, as in Keras) and on the same data.
Each side is a process of its own, and they take turns. Ratios are of median CPU times; the machine may be busy with
other things. Only some batches of an epoch are timed, and the epoch is worked out from them. Beside it, whether both
give the same predictions and gradients, and the memory that ours takes. Two to six minutes; at most 2 GB are resident.

Ends with 1 when the sides are not equal. What was measured is written to bench/results/training.json.

  --json   prints what was written
  --help   this text`;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

async function measure(): Promise<Measured> {
  const same: Equality = await withProgress('equality', LAYER_CASES.length, equality);
  const epochs = {} as Record<ShapeName, ShapeFigures>;
  for (const shape of SHAPES) {
    epochs[shape.name] = await withProgress(`shape ${shape.name}`, TURNS, (progress) =>
      compare(shape, progress),
    );
  }
  return { epochs, equality: same };
}

function resultOf({ epochs, equality: same }: Measured): object {
  const { peakResidentMb, openedMb, leakedTensors } = epochs.B.ours;
  return writeResult('training', {
    ratios: { lstmEpochStockOverOurs: { A: epochs.A.cpuRatio, B: epochs.B.cpuRatio } },
    targets: {
      lstmEpochStockOverOurs: Object.fromEntries(SHAPES.map(({ name, target }) => [name, target])),
      peakResidentMb: MEMORY_TARGET_MB,
    },
    basis: BASIS,
    repeats: REPEATS,
    epochs,
    memory: { shape: 'B', peakResidentMb, openedMb, leakedTensors },
    equality: same,
  });
}

await runScript(USAGE, async () => {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const measured = await measure();
  const result = resultOf(measured);
  console.log(values.json ? JSON.stringify(result) : printed(measured));
  if (measured.equality.isEqual) return 0;
  console.error('Ours is not equal to stock: `npm test -- test/ml/fused-lstm` finds where.');
  return 1;
});
