import { decodeBundle } from '../../src/ml/artifact-bundle.ts';
import type { DetectorFamily } from '../../src/ml/detector.ts';
import { DETECTOR_FAMILIES } from '../../src/ml/detectors.ts';
import { featureColumns } from '../../src/ml/features/feature-columns.ts';
import type { FeatureConfig } from '../../src/ml/features/feature-config.ts';
import { Autoregression } from '../../src/ml/prediction/autoregression.ts';
import { autoregression } from '../../src/ml/prediction/autoregression-detector.ts';
import { EchoState } from '../../src/ml/prediction/echo-state.ts';
import { echoState } from '../../src/ml/prediction/echo-state-detector.ts';
import { decodePrediction } from '../../src/ml/prediction/prediction-codec.ts';
import type { PredictionFit } from '../../src/ml/prediction/prediction-fit.ts';
import { type Finder, secondsSince, withoutBuffer } from '../nasa/findings.ts';

const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => PredictionFit>> = {
  [autoregression.name]: (bytes) => decodePrediction(autoregression.name, bytes, Autoregression.decode),
  [echoState.name]: (bytes) => decodePrediction(echoState.name, bytes, EchoState.decode),
};

/** Those that are measured with features. */
export const FEATURED = Object.keys(DECODERS);

/** A family whose every fit is given these features. */
export const withFeatures = (name: string, features: FeatureConfig): DetectorFamily<unknown> => ({
  ...DETECTOR_FAMILIES[name],
  fit: (train, config, options) => DETECTOR_FAMILIES[name].fit(train, config, { ...options, features }),
});

/** The product's detector with features and no other setting, seeing the whole test split at once. */
export const featuredFinder =
  (name: string, features: FeatureConfig): Finder =>
  async ({ train, test }, seed) => {
    const startedAt = performance.now();
    const family = withFeatures(name, features);
    const detector = await family.fit(train, family.parseConfig({}), { seed });
    const { intervals: detections, score } = detector.detect(test);
    const seconds = secondsSince(startedAt);
    const fit = DECODERS[name](decodeBundle('features', detector.save()).parts[0]);
    const unpadded = withoutBuffer(fit, { ...test, inputs: featureColumns(features, test) });
    return { detections, unpadded, score, seconds };
  };
