import type { ImputationMethod, OutlierReplacement } from '../src/ml/cleaning/cleaning-config.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum.ts';

export const OutlierReplacementEnum = enumOf<OutlierReplacement>(
  'OutlierReplacement',
  'What becomes of an outlier.',
  { MISSING: 'It is missing, and may be imputed.', MEDIAN: 'It becomes the median around it.' },
);

export const ImputationMethodEnum = enumOf<ImputationMethod>(
  'ImputationMethod',
  'What missing samples are filled with. What a method cannot know stays missing.',
  {
    NONE: 'Nothing.',
    LINEAR: 'A line between the two samples beside the gap.',
    SPLINE:
      'A monotone cubic curve (PCHIP) through two samples on each side; never outside those beside the gap.',
    KNN: 'What stood in the five stretches of the same series whose surroundings are nearest, on the level of the gap.',
    SEASONAL:
      'The mean of one season ago and one ahead, or the one that is known; at most seven seasons away.',
  },
);

const HampelFilterInput = builder.inputType('HampelFilterInput', {
  description:
    'An outlier is further from the median of its window than `times` scaled median absolute deviations (Hampel 1974).',
  fields: (t) => ({
    halfWidth: t.int({
      required: true,
      description: 'Samples of the window on each side, 1 to 500; a shorter event is an outlier.',
    }),
    times: t.float({
      required: true,
      defaultValue: 3,
      description: 'From how many deviations on it is one, 0.5 to 100.',
    }),
    replacement: t.field({
      type: OutlierReplacementEnum,
      required: true,
      defaultValue: 'MISSING',
      description: 'What becomes of it.',
    }),
  }),
});

const StuckFilterInput = builder.inputType('StuckFilterInput', {
  description:
    'Runs of exactly identical values become missing. Lost samples, as few as the limit, do not end a run.',
  fields: (t) => ({
    longest: t.int({
      required: true,
      description: 'Identical values in a row that are still believed, 1 to 100000.',
    }),
  }),
});

const ImputationInput = builder.inputType('ImputationInput', {
  description: 'How missing samples are filled.',
  fields: (t) => ({
    method: t.field({ type: ImputationMethodEnum, required: true, description: 'With what.' }),
    longestGap: t.int({
      required: true,
      defaultValue: 10,
      description: 'Samples of the longest gap that is filled, 1 to 10000; longer ones stay.',
    }),
    season: t.int({
      description: 'For SEASONAL: the season in samples, 2 to 100000; found in the data when absent.',
    }),
  }),
});

export const CleaningInput = builder.inputType('CleaningInput', {
  description:
    'What is done to the values of the sensor: stuck runs first, then outliers, then gaps; nothing where a field is ' +
    'absent. Its inputs stay as they are.',
  fields: (t) => ({
    stuck: t.field({ type: StuckFilterInput, description: 'Values of a sensor that froze become missing.' }),
    hampel: t.field({
      type: HampelFilterInput,
      description: 'Outliers become missing, or the median around them.',
    }),
    imputation: t.field({ type: ImputationInput, description: 'Missing samples are filled.' }),
  }),
});
