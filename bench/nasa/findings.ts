import type { FittedDetector } from '../../src/ml/detector.ts';
import { discordEnvelope } from '../../src/ml/discord-envelope.ts';
import { EchoState } from '../../src/ml/echo-state.ts';
import { echoState } from '../../src/ml/echo-state-detector.ts';
import { detectByPrediction } from '../../src/ml/prediction-batch.ts';
import { decodePrediction } from '../../src/ml/prediction-codec.ts';
import type { PredictionFit } from '../../src/ml/prediction-fit.ts';
import type { Interval, Series } from '../../src/ml/series.ts';
import { lastValueFit } from './last-value.ts';

/** Both splits of a channel. */
export interface Splits {
  readonly train: Series;
  readonly test: Series;
}

/** What a detector found in a test split, as it comes and with nothing added around it. */
export interface Findings {
  readonly detections: readonly Interval[];
  readonly unpadded: readonly Interval[];
  /** Of the product: the fit, where it is one of now, and the detections. */
  readonly seconds: number;
}

/** A way of finding anomalies in the test split that may learn from the train split. */
export type Finder = (splits: Splits, seed: number, channel: string) => Promise<Findings>;

/** @param decode what the product's detector is made of */
export async function foundByPrediction(
  test: Series,
  open: () => Promise<FittedDetector> | FittedDetector,
  decode: (artifact: Uint8Array) => PredictionFit,
): Promise<Findings> {
  const startedAt = performance.now();
  const detector = await open();
  const detections = detector.detect(test).intervals;
  const seconds = secondsSince(startedAt);
  return { detections, unpadded: withoutBuffer(decode(detector.save()), test), seconds };
}

const withoutBuffer = (fit: PredictionFit, test: Series) =>
  detectByPrediction({ ...fit, errors: { ...fit.errors, buffer: 0 } }, test).intervals;

const secondsSince = (startedAt: number) => (performance.now() - startedAt) / 1_000;

export const byEchoState: Finder = ({ train, test }, seed) =>
  foundByPrediction(
    test,
    () => echoState.fit(train, echoState.parseConfig({}), { seed }),
    (artifact) => decodePrediction(echoState.name, artifact, EchoState.decode),
  );

export const byDiscords: Finder = async ({ train, test }, seed) => {
  const found = async (over: object) => {
    const detector = await discordEnvelope.fit(train, discordEnvelope.parseConfig(over), { seed });
    return detector.detect(test).intervals;
  };
  const startedAt = performance.now();
  const detections = await found({});
  const seconds = secondsSince(startedAt);
  return { detections, unpadded: await found({ batch: { pad: 0 } }), seconds };
};

/** Last-value difference under Telemanom's threshold; the values are taken for scaled already. */
export const byLastValue: Finder = async ({ train, test }) => {
  const startedAt = performance.now();
  const fit = lastValueFit(train, 'AS_IS');
  const detections = detectByPrediction(fit, test).intervals;
  const seconds = secondsSince(startedAt);
  return { detections, unpadded: withoutBuffer(fit, test), seconds };
};
