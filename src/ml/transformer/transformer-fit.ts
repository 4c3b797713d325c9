import type { FitOptions, Validation } from '../detector.ts';
import { ofMember } from '../forecasting/group-member.ts';
import { requireUsable } from '../forecasting/point-model.ts';
import { fillGaps, firstUsable } from '../numbers/missing-values.ts';
import { clipSpikes } from '../numbers/spikes.ts';
import { UnitScale } from '../numbers/unit-scale.ts';
import { joined, type Series } from '../series.ts';
import { SensorBands } from './sensor-bands.ts';
import { TrainingWindows, type WindowSource } from './training-windows.ts';
import { sizesOf, type TransformerConfig } from './transformer-config.ts';
import { TransformerNetwork } from './transformer-network.ts';
import { trainTransformer } from './transformer-training.ts';

/** The part of the work that training takes; the rest is calibration. */
const TRAINING_SHARE = 0.95;
/** Training samples beyond this many half ranges (0.1–99.9 %) are cut to it. */
const WILD = 3;

/** One network, and the bands of each sensor that it was fitted on. */
export interface FittedNetwork {
  readonly network: TransformerNetwork;
  readonly bands: readonly SensorBands[];
}

/** A path and two patches before it. */
const fewestTrained = ({ horizon, patch }: TransformerConfig): number => horizon + 2 * patch;

export const minimumSamples = (config: TransformerConfig): number =>
  Math.ceil(fewestTrained(config) / (1 - config.validationShare));

/** @throws InsufficientDataError of the first sensor that has too little, with its place as `member` */
export const fitNetwork = async (
  trains: readonly Series[],
  config: TransformerConfig,
  { seed, validation, onProgress, onEpoch, tensors }: FitOptions,
): Promise<FittedNetwork> => {
  const parts = trains.map((train, member) =>
    ofMember(member, () =>
      validation ? partsWith(train, validation, config) : partsOf(train.values, config),
    ),
  );
  if (tensors === undefined)
    throw new Error('A Transformer is trained with TensorFlow, and none was handed in');
  const longest = Math.max(...parts.map(({ trainCount }) => trainCount)) - config.horizon;
  const sizes = sizesOf(config, Math.floor(longest / 2));
  const windows = new TrainingWindows(parts.map(sourceOf), sizes);
  const weights = trainTransformer(await tensors(), windows, config, seed, (share, epoch) => {
    onProgress?.(TRAINING_SHARE * share);
    if (epoch !== undefined) onEpoch?.(epoch);
  });
  const network = new TransformerNetwork(sizes, weights);
  const bands = parts.map(({ values, heldFrom }, k) => {
    const calibrated = ofMember(k, () => SensorBands.calibrate(network, values, heldFrom, config));
    onProgress?.(TRAINING_SHARE + ((1 - TRAINING_SHARE) * (k + 1)) / parts.length);
    return calibrated;
  });
  return { network, bands };
};

interface Parts {
  /** The first is usable. */
  readonly values: Float64Array;
  readonly trainCount: number;
  /** What the weights are chosen by begins here. */
  readonly heldFrom: number;
}

const partsOf = (given: Float64Array, config: TransformerConfig): Parts => {
  const values = given.subarray(firstUsable(given));
  requireUsable(values, minimumSamples(config));
  const trainCount = Math.floor(values.length * (1 - config.validationShare));
  requireUsable(values.subarray(0, trainCount), Math.ceil(fewestTrained(config) / 2));
  requireUsable(values.subarray(trainCount), 1);
  return { values, trainCount, heldFrom: trainCount };
};

/** Of one sensor: a group has no validation part of its own. */
const partsWith = (train: Series, { series, gap }: Validation, config: TransformerConfig): Parts => {
  const first = firstUsable(train.values);
  const trainCount = train.values.length - first;
  requireUsable(train.values, minimumSamples(config));
  requireUsable(series.values.subarray(gap), 1);
  return {
    values: joined(train, series).values.subarray(first),
    trainCount,
    heldFrom: trainCount + gap,
  };
};

/** About [−1, 1] by what the weights may see, so that sensors of a group are alike and a wild stretch does not outweigh the rest. */
const sourceOf = ({ values, trainCount, heldFrom }: Parts): WindowSource => {
  const calm = clipSpikes(values);
  const scale = UnitScale.of(calm.subarray(0, trainCount).filter(Number.isFinite));
  const recorded = calm.map((value) =>
    Number.isFinite(value) ? Math.max(-WILD, Math.min(WILD, scale.apply(value))) : Number.NaN,
  );
  return { filled: fillGaps(recorded), recorded, trainCount, heldFrom };
};
