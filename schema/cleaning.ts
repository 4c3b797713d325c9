import type { DatasetCleaning } from '../src/datasets/dataset-cleaning.ts';
import type { RunCleaning } from '../src/detection/detection-run.ts';
import type { CleaningCounts } from '../src/ml/cleaning/clean.ts';
import type {
  CleaningConfig,
  HampelConfig,
  ImputationConfig,
  StuckConfig,
} from '../src/ml/cleaning/cleaning-config.ts';
import { builder } from './builder.ts';
import { ImputationMethodEnum, OutlierReplacementEnum } from './cleaning-input.ts';

export const CleaningCountsRef = builder.objectRef<CleaningCounts>('CleaningCounts').implement({
  description: 'How many samples were cleaned, by what became of them.',
  fields: (t) => ({
    missing: t.exposeInt('missing', { description: 'Missing before anything was done.' }),
    stuck: t.exposeInt('stuck', { description: 'In a run of identical values that was too long.' }),
    outliers: t.exposeInt('outliers', { description: 'Outliers that were replaced.' }),
    imputed: t.exposeInt('imputed', { description: 'Missing, then filled.' }),
    stillMissing: t.exposeInt('stillMissing', { description: 'Missing at the end.' }),
  }),
});

const HampelFilterRef = builder.objectRef<HampelConfig>('HampelFilter').implement({
  description: 'What counted as an outlier (Hampel 1974).',
  fields: (t) => ({
    halfWidth: t.exposeInt('halfWidth', { description: 'Samples of the window on each side.' }),
    times: t.exposeFloat('times', {
      description: 'Scaled median absolute deviations from the median of the window.',
    }),
    replacement: t.expose('replacement', {
      type: OutlierReplacementEnum,
      description: 'What became of an outlier.',
    }),
  }),
});

const StuckFilterRef = builder.objectRef<StuckConfig>('StuckFilter').implement({
  description: 'What counted as frozen.',
  fields: (t) => ({
    longest: t.exposeInt('longest', { description: 'Identical values in a row that were still believed.' }),
  }),
});

const ImputationRef = builder.objectRef<ImputationConfig>('Imputation').implement({
  description: 'How missing samples were filled.',
  fields: (t) => ({
    method: t.expose('method', { type: ImputationMethodEnum, description: 'With what.' }),
    longestGap: t.exposeInt('longestGap', { description: 'Samples of the longest gap that was filled.' }),
    season: t.exposeInt('season', {
      nullable: true,
      description: 'The season in samples; null when it was to be found in the data.',
    }),
  }),
});

const CleaningRef = builder.interfaceRef<CleaningConfig>('Cleaning').implement({
  description: 'What was done to values before they were used.',
  fields: (t) => ({
    stuck: t.expose('stuck', {
      type: StuckFilterRef,
      nullable: true,
      description: 'Null when it was not asked for.',
    }),
    hampel: t.expose('hampel', {
      type: HampelFilterRef,
      nullable: true,
      description: 'Null when it was not asked for.',
    }),
    imputation: t.expose('imputation', {
      type: ImputationRef,
      description: 'How missing samples were filled.',
    }),
  }),
});

export const RunCleaningRef = builder.objectRef<RunCleaning>('DetectionRunCleaning').implement({
  description: 'What was done to the values of a range before it was judged.',
  interfaces: [CleaningRef],
  fields: (t) => ({
    counts: t.expose('counts', { type: CleaningCountsRef, description: 'To how many samples.' }),
  }),
});

export const DatasetCleaningRef = builder.objectRef<DatasetCleaning>('DatasetCleaning').implement({
  description:
    'What was done to the values of a dataset, each part apart. No reading was taken out of the part that judges: there ' +
    'only gaps were imputed, and only for detection.',
  interfaces: [CleaningRef],
  fields: (t) => ({
    train: t.expose('train', {
      type: CleaningCountsRef,
      description: 'Of the samples for fitting; what operators confirmed as anomalous counts as missing.',
    }),
    test: t.expose('heldOut', { type: CleaningCountsRef, description: 'Of the samples for judging.' }),
  }),
});
