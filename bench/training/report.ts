import { table } from '../../scripts/terminal/table.ts';
import type { ShapeFigures } from './compare.ts';
import type { Equality } from './equality.ts';
import { QUANTITIES } from './layer-passes.ts';
import { SETTINGS, SHAPES, type Shape, type ShapeName } from './shapes.ts';
import { SIDES, type Side } from './sides.ts';

/** Peak of ours at shape B that is aimed at. */
export const MEMORY_TARGET_MB = 400;

export const BASIS =
  'Ratios are of median CPU times over five interleaved repeats; an epoch is worked out from the batches that were timed.';

export interface Measured {
  readonly epochs: Readonly<Record<ShapeName, ShapeFigures>>;
  readonly equality: Equality;
}

const verdict = (isMet: boolean): string => (isMet ? 'met' : 'missed');

const epochRow = ({ name, windows }: Shape, side: Side, figures: ShapeFigures): string[] => {
  const { batchesEach, cpuSecondsPerEpoch: cpu, wallSecondsPerEpoch: wall, ...rest } = figures[side];
  const batches = `${batchesEach} of ${Math.ceil(windows / SETTINGS.batch)}`;
  const range = `${cpu.min.toFixed(2)} to ${cpu.max.toFixed(2)}`;
  const rate = rest.gigaflopsPerSecond.toFixed(1);
  return [
    name,
    side,
    batches,
    cpu.median.toFixed(2),
    range,
    wall.median.toFixed(2),
    rate,
    `${rest.peakResidentMb}`,
  ];
};

const epochTable = (epochs: Measured['epochs']): string =>
  table(
    ['shape', 'side', 'batches', 'CPU s an epoch', 'least to most', 'wall s', 'GFLOP/s', 'peak MB'],
    SHAPES.flatMap((shape) => SIDES.map((side) => epochRow(shape, side, epochs[shape.name]))),
  );

const ratioTable = (epochs: Measured['epochs']): string =>
  table(
    ['shape', 'stock over ours', 'by wall time', 'target', '', 'losses differ by'],
    SHAPES.map(({ name, target }) => {
      const { cpuRatio, wallRatio, lossDifference } = epochs[name];
      const isMet = verdict(cpuRatio >= target);
      return [name, `${cpuRatio}`, `${wallRatio}`, `≥ ${target}`, isMet, lossDifference.toExponential(1)];
    }),
  );

const equalityTable = ({ worst }: Equality): string =>
  table(
    ['quantity', 'differs by', 'at'],
    QUANTITIES.map((one) => [one, worst[one].difference.toExponential(1), worst[one].case]),
  );

/** What was measured, to be read. */
export const printed = ({ epochs, equality }: Measured): string => {
  const { peakResidentMb, openedMb, leakedTensors } = epochs.B.ours;
  const memory = `${peakResidentMb} MB (${openedMb} before the first model), target < ${MEMORY_TARGET_MB} ${verdict(peakResidentMb < MEMORY_TARGET_MB)}`;
  return [
    `${BASIS}\n`,
    epochTable(epochs),
    `\n${ratioTable(epochs)}`,
    `\nOurs against stock over ${equality.cases.length} layers, max|a − b| / max|stock|, at most ${equality.limit}: ${verdict(equality.isEqual)}`,
    equalityTable(equality),
    `\nOurs at shape B: peak resident ${memory}; tensors leaked: ${leakedTensors}`,
  ].join('\n');
};
