import type { Progress } from '../../scripts/terminal/progress.ts';
import { spread } from '../result.ts';
import { difference } from './difference.ts';
import { type MeasuredSides, withSides } from './measured-side.ts';
import type { Footprint, Trained } from './messages.ts';
import { gigaflopsOf, SETTINGS, type Shape } from './shapes.ts';
import { SIDES, type Side } from './sides.ts';

export const REPEATS = 5;

/** Turns that the progress counts. */
export const TURNS = REPEATS * SIDES.length;

type Spread = ReturnType<typeof spread>;

/** Of one side at one shape. */
export interface SideFigures extends Footprint {
  readonly batchesEach: number;
  readonly cpuSecondsPerEpoch: Spread;
  readonly wallSecondsPerEpoch: Spread;
  /** Of the products alone, in 10^9 a second of CPU time. */
  readonly gigaflopsPerSecond: number;
}

export interface ShapeFigures extends Readonly<Record<Side, SideFigures>> {
  /** Of the medians, stock over ours. */
  readonly cpuRatio: number;
  readonly wallRatio: number;
  /** Between the losses of the batches that both sides trained, as a share of the largest. */
  readonly lossDifference: number;
}

type Turns = Record<Side, Trained[]>;

async function takeTurns(sides: MeasuredSides, { batchesEach }: Shape, progress: Progress): Promise<Turns> {
  const turns: Turns = { stock: [], ours: [] };
  for (let turn = 0; turn < TURNS; turn++) {
    const side = SIDES[turn % SIDES.length];
    turns[side].push(await sides[side].train(batchesEach[side]));
    progress.update(turn + 1);
  }
  return turns;
}

const figuresOf = (shape: Shape, side: Side, trained: readonly Trained[], left: Footprint): SideFigures => {
  const batchesEach = shape.batchesEach[side];
  const epochSeconds = (ms: number) => (ms / 1_000) * (shape.windows / (batchesEach * SETTINGS.batch));
  const cpuSecondsPerEpoch = spread(trained.map(({ cpuMs }) => epochSeconds(cpuMs)));
  return {
    batchesEach,
    cpuSecondsPerEpoch,
    wallSecondsPerEpoch: spread(trained.map(({ wallMs }) => epochSeconds(wallMs))),
    gigaflopsPerSecond: Math.round((10 * gigaflopsOf(shape)) / cpuSecondsPerEpoch.median) / 10,
    peakResidentMb: Math.round(left.peakResidentMb),
    openedMb: Math.round(left.openedMb),
    leakedTensors: left.leakedTensors,
  };
};

const lossDifferenceOf = ({ stock, ours }: Turns): number => {
  const [wanted, given] = [stock, ours].map((trained) => trained.flatMap(({ losses }) => losses));
  const both = Math.min(wanted.length, given.length);
  return difference(given.slice(0, both), wanted.slice(0, both));
};

const ratio = (stock: Spread, ours: Spread): number => Math.round((100 * stock.median) / ours.median) / 100;

/** Both sides by turns, each in a process that trains this shape only. */
export const compare = (shape: Shape, progress: Progress): Promise<ShapeFigures> =>
  withSides(async (sides) => {
    for (const side of SIDES) await sides[side].open(shape);
    const turns = await takeTurns(sides, shape, progress);
    const stock = figuresOf(shape, 'stock', turns.stock, await sides.stock.close());
    const ours = figuresOf(shape, 'ours', turns.ours, await sides.ours.close());
    return {
      cpuRatio: ratio(stock.cpuSecondsPerEpoch, ours.cpuSecondsPerEpoch),
      wallRatio: ratio(stock.wallSecondsPerEpoch, ours.wallSecondsPerEpoch),
      lossDifference: lossDifferenceOf(turns),
      stock,
      ours,
    };
  });
