import type { FittedDetector } from '../../src/ml/detector.ts';
import { glorotUniform, orthogonal } from '../../src/ml/lstm/initial-weights.ts';
import { LstmNetwork } from '../../src/ml/lstm/lstm-network.ts';
import { RandomStream } from '../../src/ml/numbers/random-stream.ts';
import { predictionDetector } from '../../src/ml/prediction/prediction-codec.ts';
import { calibrated, scalesOf } from '../../src/ml/prediction/prediction-fit.ts';
import { telemanom } from '../../src/ml/prediction/telemanom.ts';
import type { Series } from '../../src/ml/series.ts';

const SEED = 1;
const HELD_OUT_SHARE = 0.2;

/** Telemanom before its training: what a reading costs does not depend on the weights. */
export function randomTelemanom(train: Series, units: readonly number[]): FittedDetector {
  const random = new RandomStream(SEED);
  const config = telemanom.parseConfig({ layers: units });
  const columns = 1 + train.inputs.length;
  const layers = units.map((size, k) => {
    const inputs = k === 0 ? columns : units[k - 1];
    return {
      inputs,
      units: size,
      kernel: glorotUniform(inputs, 4 * size, random),
      recurrent: orthogonal(size, 4 * size, random),
      bias: new Float32Array(4 * size),
    };
  });
  const { predictions, lookback } = config;
  const readout = glorotUniform(units[units.length - 1], predictions, random);
  const network = new LstmNetwork(layers, readout, new Float32Array(predictions));
  const scales = scalesOf(train, true, config.scaling);
  const heldOutFrom = Math.floor((1 - HELD_OUT_SHARE) * train.values.length);
  return predictionDetector(
    telemanom.name,
    calibrated(network, train, scales, heldOutFrom, { ...config, settle: lookback }),
  );
}
