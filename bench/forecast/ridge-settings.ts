import { windowBefore } from '../../src/ml/forecasting/point-model.ts';
import { cycleOf } from '../../src/ml/forecasting/ridge/cycle-profile.ts';
import type { RidgeKind } from '../../src/ml/forecasting/ridge/ridge-config.ts';
import { RidgeModel } from '../../src/ml/forecasting/ridge/ridge-model.ts';
import { ridgeWeights } from '../../src/ml/forecasting/ridge/ridge-weights.ts';
import { levelled } from '../../src/ml/forecasting/ridge/train-stretch.ts';
import { findSeason } from '../../src/ml/forecasting/season.ts';
import { fillGaps } from '../../src/ml/numbers/missing-values.ts';
import type { BenchmarkSplit } from './benchmark-split.ts';

/** What is chosen; the rest of a kind follows from it. */
type Setting = Pick<RidgeKind, 'lookbacks' | 'decay' | 'offPhase' | 'near' | 'penalty' | 'correction'>;

interface Stage {
  readonly name: string;
  readonly candidates: readonly Partial<Setting>[];
}

/** One candidate on the best settings of the stages before, and its errors. */
export interface Tried {
  readonly stage: string;
  readonly named: Partial<Setting>;
  readonly setting: Setting;
  /** Of each block by horizon. */
  readonly mse: readonly Readonly<Record<number, number>>[];
  /** Mean of the logarithms of the MSEs: blocks and horizons count alike. */
  readonly loss: number;
}

export const CHOSEN_HORIZONS: readonly number[] = [96, 336, 720];
/** Every eleventh window: it meets every hour of the day. */
const STRIDE = 11;

const START: Setting = {
  lookbacks: [504],
  decay: 0.5,
  offPhase: 8,
  near: 1,
  penalty: 7,
  correction: 1,
};

const PENALTIES = [3, 7, 15];
const CORRECTIONS = [0.3, 1, 3];

export const STAGES: readonly Stage[] = [
  {
    name: 'phase',
    candidates: [0, 1].flatMap((near) => [4, 8].map((offPhase) => ({ near, offPhase }))),
  },
  { name: 'decay', candidates: [0.25, 0.5, 1].map((decay) => ({ decay })) },
  {
    name: 'penalties',
    candidates: PENALTIES.flatMap((penalty) => CORRECTIONS.map((correction) => ({ penalty, correction }))),
  },
  {
    name: 'look-backs',
    candidates: [[336], [504], [720], [336, 504, 720, 1_008]].map((lookbacks) => ({
      lookbacks,
    })),
  },
];

/**
 * Two blocks that are held out: the last third of the train rows, which the first two thirds forecast, and the validation
 * rows, which all train rows do. One block is one half-year only; what wins on it alone may lose on the next.
 */
export const heldOutBlocks = (split: BenchmarkSplit): BenchmarkSplit[] => {
  const until = (rows: number, trainEnd: number): BenchmarkSplit => ({
    ...split,
    channels: split.channels.map(({ name, values }) => ({ name, values: values.slice(0, rows) })),
    rows,
    trainEnd,
    testStart: trainEnd,
  });
  return [
    until(split.trainEnd, Math.floor((2 * split.trainEnd) / 3)),
    until(split.testStart, split.trainEnd),
  ];
};

/** Each candidate of a stage, measured on every block. */
export function* chosenStep(
  blocks: readonly BenchmarkSplit[],
  { name, candidates }: Stage,
  best: Tried | undefined,
): Generator<Tried> {
  for (const named of candidates) {
    const setting = { ...(best?.setting ?? START), ...named };
    const mse = blocks.map((block) =>
      Object.fromEntries(CHOSEN_HORIZONS.map((horizon) => [horizon, errorOf(block, setting, horizon)])),
    );
    const logs = mse.flatMap((byHorizon) => Object.values(byHorizon).map(Math.log));
    const loss = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    yield { stage: name, named, setting, mse, loss };
  }
}

/** Mean squared error of the points; no bands are calibrated. */
function errorOf(split: BenchmarkSplit, setting: Setting, horizon: number): number {
  const cycle = cycleOf(findSeason(split.channels[0].values.subarray(0, split.trainEnd)));
  const shape = { lookbacks: setting.lookbacks, horizon, cycle, minimumHistory: 2 * cycle.bins };
  const parts = split.channels.map(({ values }) =>
    levelled(fillGaps(values.subarray(0, split.trainEnd)), 0, cycle, true),
  );
  const weights = ridgeWeights(
    parts.map(({ stretch }) => stretch),
    shape,
    setting,
  );
  let squares = 0;
  let count = 0;
  for (const [k, { values }] of split.channels.entries()) {
    const model = new RidgeModel(shape, weights, parts[k].profile);
    const origins: number[] = [];
    for (let at = split.testStart; at + horizon <= split.rows; at += STRIDE) origins.push(at);
    const paths = origins.map(() => new Float64Array(horizon));
    model.predictAll(
      origins.map((origin) => windowBefore(model, values, origin)),
      paths,
      origins,
    );
    for (const [row, path] of paths.entries()) {
      for (let step = 0; step < horizon; step++) {
        const error = values[origins[row] + step] - path[step];
        if (Number.isNaN(error)) continue;
        squares += error * error;
        count++;
      }
    }
  }
  return squares / count;
}
