import { z } from 'zod';
import { CorruptArtifactError, InvalidInputError } from '../../errors.ts';
import { decodeBundle, encodeBundle } from '../artifact-bundle.ts';
import { beginsAsArtifact } from '../artifact-codec.ts';
import type { DetectorFamily, FitOptions, FittedDetector, Validation } from '../detector.ts';
import { joined, type Series, sliceSeries, timeAt } from '../series.ts';
import { FEATURE_CODE } from './feature-code.ts';
import { featureColumns } from './feature-columns.ts';
import { type FeatureConfig, featureConfig, featureCount } from './feature-config.ts';
import { FeaturedLive } from './featured-live.ts';

const KIND = 'features';

const featuredHeader = z.object({ code: z.literal(FEATURE_CODE), features: featureConfig });

/**
 * A family that looks at inputs, given features as inputs more, beside those of the sensor if it is asked to look at these. A fit
 * without features is the family's own, to the byte.
 */
export const featured = <Config extends { readonly inputs: boolean }>(
  family: DetectorFamily<Config>,
): DetectorFamily<Config> => ({
  ...family,
  takesFeatures: () => true,
  fit: async (train, config, { features, ...options }) => {
    if (!features) return family.fit(train, config, options);
    refuseWithoutClock(train, features);
    const withInputs = { ...config, inputs: true };
    const seen = config.inputs ? train : { ...train, inputs: [] };
    const validation = options.validation && withValidation(seen, options.validation, config, features);
    const own: FitOptions = { ...options, validation };
    return featuredDetector(await family.fit(beside(seen, features), withInputs, own), features);
  },
  load: (bytes) => (beginsAsArtifact(bytes) ? family.load(bytes) : decodeFeatured(family, bytes)),
});

/** The features of a series after its inputs. */
const beside = (series: Series, features: FeatureConfig): Series => ({
  ...series,
  inputs: [...series.inputs, ...featureColumns(features, series)],
});

/** The first so many inputs, those that are not there without a value. */
const withColumns = (series: Series, inputs: number): Series => ({
  ...series,
  inputs: Array.from(
    { length: inputs },
    (_, k) => series.inputs[k] ?? new Float64Array(series.values.length).fill(Number.NaN),
  ),
});

/** @throws InvalidInputError */
const refuseWithoutClock = (series: Series, { calendar }: FeatureConfig): void => {
  const isTimed = series.values.length === 0 || !Number.isNaN(timeAt(series, 0));
  if (calendar.length === 0 || isTimed) return;
  throw new InvalidInputError(
    'features.calendar',
    calendar.join(', '),
    'left out where samples have no instant',
  );
};

/** The validation part follows what is fitted on: its first windows reach back into that. */
const withValidation = (
  train: Series,
  { series, gap }: Validation,
  { inputs }: { readonly inputs: boolean },
  features: FeatureConfig,
): Validation => {
  const both = beside(joined(train, inputs ? series : { ...series, inputs: [] }), features);
  const from = train.values.length;
  return { series: sliceSeries(both, from, from + series.values.length), gap };
};

const featuredDetector = (inner: FittedDetector, features: FeatureConfig): FittedDetector => {
  const inputs = inner.inputs - featureCount(features);
  return {
    inputs,
    detect: (series, known) => {
      refuseWithoutClock(series, features);
      return inner.detect(beside(withColumns(series, inputs), features), known);
    },
    live: (state) => new FeaturedLive(inner, inputs, features, state),
    confidence: (score) => inner.confidence(score),
    save: () => encodeBundle(KIND, { header: { code: FEATURE_CODE, features }, parts: [inner.save()] }),
  };
};

const decodeFeatured = <Config>(family: DetectorFamily<Config>, bytes: Uint8Array): FittedDetector => {
  const { header, parts } = decodeBundle(KIND, bytes);
  const parsed = featuredHeader.safeParse(header);
  if (!parsed.success || parts.length !== 1) {
    throw new CorruptArtifactError(
      KIND,
      `it does not hold one detector and features of code ${FEATURE_CODE}`,
    );
  }
  const inner = family.load(parts[0]);
  const { features } = parsed.data;
  if (inner.inputs < featureCount(features)) {
    throw new CorruptArtifactError(KIND, 'its detector looks at fewer columns than there are features');
  }
  return featuredDetector(inner, features);
};
