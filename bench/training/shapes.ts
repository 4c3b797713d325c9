import type { LstmSettings } from '../../src/ml/lstm/lstm-training.ts';
import type { Side } from './sides.ts';

export const SHAPE_NAMES = ['A', 'B'] as const;
export type ShapeName = (typeof SHAPE_NAMES)[number];

/** What is trained. */
export interface Shape {
  readonly name: ShapeName;
  /** Steps of a window. */
  readonly lookback: number;
  /** Numbers a step. */
  readonly inputs: number;
  /** Values that are predicted. */
  readonly ahead: number;
  /** Of an epoch. */
  readonly windows: number;
  /** Full batches that are timed at once; the epoch is worked out from their windows. */
  readonly batchesEach: Readonly<Record<Side, number>>;
  /** Epoch of the stock layer over ours that is aimed at. */
  readonly target: number;
}

const SIZES = { inputs: 25, ahead: 10 };

export const SHAPES: readonly Shape[] = [
  { ...SIZES, name: 'A', lookback: 100, windows: 640, batchesEach: { stock: 3, ours: 10 }, target: 10 },
  { ...SIZES, name: 'B', lookback: 250, windows: 2_500, batchesEach: { stock: 1, ours: 8 }, target: 50 },
];

/** Two layers, Adam, mean squared error; without dropout, so that both sides do the same. */
export const SETTINGS: LstmSettings = {
  layers: [80, 80],
  dropout: 0,
  batch: 64,
  epochs: 1,
  patience: 1,
  minimumImprovement: 0,
  learningRate: 0.001,
  maximumWindows: 2_500,
  repeatable: false,
};

/** Multiplications and additions of the products of an epoch, in 10^9: one product forward and two backward a step. */
export const gigaflopsOf = ({ lookback, inputs, windows }: Shape): number => {
  const perStep = SETTINGS.layers.map((units, k) => {
    const before = k === 0 ? inputs : SETTINGS.layers[k - 1];
    return 3 * 2 * (before + units) * 4 * units;
  });
  return (windows * lookback * perStep.reduce((sum, one) => sum + one, 0)) / 1e9;
};
