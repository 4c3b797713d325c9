/** One layer on one input. */
export interface LayerCase {
  readonly steps: number;
  readonly count: number;
  readonly units: number;
  readonly inputs: number;
  /** Kernel and bias are uniform in ±scale, the recurrent kernel in ±scale/√units: from 8 on gates saturate. */
  readonly scale: number;
  readonly returnSequences: boolean;
}

const layerCase = (
  [steps, count, units, inputs]: readonly [number, number, number, number],
  scale: number,
  returnSequences = true,
): LayerCase => ({ steps, count, units, inputs, scale, returnSequences });

/** Short to long, counts that are no multiple of 4, both layers of the benchmark, saturated gates. */
export const LAYER_CASES: readonly LayerCase[] = [
  layerCase([2, 1, 4, 1], 1),
  layerCase([2, 4, 8, 3], 1),
  layerCase([7, 5, 12, 5], 1, false),
  layerCase([17, 9, 20, 6], 1),
  layerCase([33, 3, 8, 25], 1),
  layerCase([60, 7, 16, 1], 1, false),
  layerCase([100, 66, 80, 25], 0.2),
  layerCase([100, 6, 80, 25], 0.5),
  layerCase([250, 30, 80, 25], 0.2),
  layerCase([250, 5, 80, 25], 0.7),
  layerCase([250, 3, 80, 80], 0.2, false),
  layerCase([40, 5, 8, 3], 8),
  layerCase([128, 13, 32, 2], 9),
  layerCase([100, 7, 16, 3], 10, false),
  layerCase([250, 7, 16, 3], 8),
  layerCase([250, 2, 8, 2], 12),
  layerCase([250, 5, 80, 25], 8, false),
];

export const described = ({ steps, count, units, inputs, scale, returnSequences }: LayerCase): string =>
  `${steps} steps, batch ${count}, ${inputs} → ${units}, weights ±${scale}, ${returnSequences ? 'every' : 'last'} step`;
