import { isDeepStrictEqual } from 'node:util';
import { decodeArtifact, encodeArtifact } from '../../src/ml/artifact-codec.ts';
import type { BatchDetection, DetectorFamily, FittedDetector } from '../../src/ml/detector.ts';
import type { DiscordConfig } from '../../src/ml/discord/discord-config.ts';
import { discordEnvelope } from '../../src/ml/discord/discord-envelope.ts';
import { flaggedIntervals, pruneIntervals } from '../../src/ml/numbers/flagged-intervals.ts';
import { EchoState } from '../../src/ml/prediction/echo-state.ts';
import { echoState } from '../../src/ml/prediction/echo-state-detector.ts';
import { detectByPrediction } from '../../src/ml/prediction/prediction-batch.ts';
import { decodePrediction } from '../../src/ml/prediction/prediction-codec.ts';
import type { PredictionFit } from '../../src/ml/prediction/prediction-fit.ts';
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
  /** How much every sample departs; comparable within the channel only. */
  readonly score: Float64Array;
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
  const { intervals: detections, score } = detector.detect(test);
  const seconds = secondsSince(startedAt);
  return { detections, unpadded: withoutBuffer(decode(detector.save()), test), score, seconds };
}

/** What is found when nothing is added around it. */
export const withoutBuffer = (fit: PredictionFit, test: Series) =>
  detectByPrediction({ ...fit, errors: { ...fit.errors, buffer: 0 } }, test).intervals;

export const secondsSince = (startedAt: number) => (performance.now() - startedAt) / 1_000;

export const byEchoState: Finder = ({ train, test }, seed) =>
  foundByPrediction(
    test,
    () => echoState.fit(train, echoState.parseConfig({}), { seed }),
    (artifact) => decodePrediction(echoState.name, artifact, EchoState.decode),
  );

/** @param family discord-envelope, which may have other defaults */
export const byDiscordsOf =
  (family: Pick<DetectorFamily<DiscordConfig>, 'parseConfig'>): Finder =>
  async ({ train, test }, seed) => {
    const startedAt = performance.now();
    const detector = await discordEnvelope.fit(train, family.parseConfig({}), { seed });
    const found = detector.detect(test);
    const seconds = secondsSince(startedAt);
    return {
      detections: found.intervals,
      unpadded: withoutPad(detector, test, found),
      score: found.score,
      seconds,
    };
  };

export const byDiscords = byDiscordsOf(discordEnvelope);

/** The last steps on the same scores; should they no longer be those of the recipe, all of it on the same fit. */
const withoutPad = (detector: FittedDetector, test: Series, found: BatchDetection): readonly Interval[] => {
  const { name, parseConfig, load } = discordEnvelope;
  const { batch } = parseConfig({});
  const { score, threshold } = found;
  const widened = (pad: number) =>
    pruneIntervals(flaggedIntervals(score, threshold, pad), score, batch.prune);
  if (isDeepStrictEqual(widened(batch.pad), found.intervals)) return widened(0);
  const { header, columns } = decodeArtifact(name, detector.save());
  const config = parseConfig({ ...parseConfig(header.config), batch: { ...batch, pad: 0 } });
  return load(encodeArtifact(name, { ...header, config }, columns)).detect(test).intervals;
};

/** Last-value difference under Telemanom's threshold; the values are taken for scaled already. */
export const byLastValue: Finder = async ({ train, test }) => {
  const startedAt = performance.now();
  const fit = lastValueFit(train, 'AS_IS');
  const { intervals: detections, score } = detectByPrediction(fit, test);
  const seconds = secondsSince(startedAt);
  return { detections, unpadded: withoutBuffer(fit, test), score, seconds };
};
