import { trainLstm } from '../../src/ml/lstm/lstm-training.ts';
import { RandomStream } from '../../src/ml/numbers/random-stream.ts';
import { predictionDetector } from '../../src/ml/prediction/prediction-codec.ts';
import { calibrated, scaledColumns, scalesOf } from '../../src/ml/prediction/prediction-fit.ts';
import { PredictionWindows } from '../../src/ml/prediction/prediction-windows.ts';
import { telemanom } from '../../src/ml/prediction/telemanom.ts';
import { trainChannel } from './channel-training.ts';

/** The same windows in a seeded random order, so that the last share of them comes from all over the history. */
class ShuffledWindows extends PredictionWindows {
  readonly #order: Uint32Array;

  constructor(columns: readonly Float64Array[], lookback: number, ahead: number, seed: number) {
    super(columns, lookback, ahead);
    this.#order = Uint32Array.from({ length: this.count }, (_, window) => window);
    new RandomStream(seed, 50).shuffle(this.#order);
  }

  override inputsOf(windows: ArrayLike<number>): Float32Array {
    return super.inputsOf(Uint32Array.from(windows, (window) => this.#order[window]));
  }

  override targetsOf(windows: ArrayLike<number>): Float32Array {
    return super.targetsOf(Uint32Array.from(windows, (window) => this.#order[window]));
  }
}

// Like train.ts, but windows are held out as in the published code: at random, though each shares most of its samples
// with windows that are trained on. Of no use where a limit is to be learnt from what was held out.
await trainChannel(async ({ train, lookback, seed, runtime, onEpoch }) => {
  const config = telemanom.parseConfig({ lookback, scaling: 'AS_IS', repeatable: true });
  const scales = scalesOf(train, config.inputs, config.scaling);
  const windows = new ShuffledWindows(scaledColumns(train, scales), lookback, config.predictions, seed);
  const trainCount = Math.floor(windows.count * (1 - config.validationShare));
  const { network, history } = await trainLstm(
    runtime,
    windows,
    { trainCount, heldFrom: trainCount },
    config,
    seed,
    (_, epoch) => {
      if (epoch !== undefined) onEpoch(epoch);
    },
  );
  const settings = { ...config, history, settle: lookback };
  return predictionDetector(telemanom.name, calibrated(network, train, scales, 0, settings));
});
