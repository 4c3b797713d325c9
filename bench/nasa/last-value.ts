import {
  calibrated,
  type PredictionFit,
  type Scaling,
  scalesOf,
} from '../../src/ml/prediction/prediction-fit.ts';
import type { EncodedModel, RecurrentModel } from '../../src/ml/prediction/recurrent-model.ts';
import { telemanom } from '../../src/ml/prediction/telemanom.ts';
import type { Series } from '../../src/ml/series.ts';

/** The naive baseline: every value is expected to repeat the one before. */
class LastValue implements RecurrentModel {
  readonly inputs = 1;
  readonly stateSize = 0;

  advance(_: Float32Array, [value]: ArrayLike<number> & Iterable<number>): number {
    return value;
  }

  encode(): EncodedModel {
    return { header: {}, columns: {} };
  }
}

/** Last-value difference under the threshold, the smoothing and the settling time that Telemanom has. */
export function lastValueFit(train: Series, scaling: Scaling): PredictionFit {
  const config = telemanom.parseConfig({});
  const scales = scalesOf(train, false, scaling);
  return calibrated(new LastValue(), train, scales, 0, { ...config, settle: config.lookback });
}
