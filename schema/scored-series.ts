import type { ScoredSeries } from '../src/detection/series-scoring.ts';
import { BusyError, InsufficientDataError } from '../src/errors.ts';
import type { Interval } from '../src/ml/series.ts';
import { builder } from './builder.ts';
import { CleaningCountsRef } from './cleaning.ts';
import { CleaningInput } from './cleaning-input.ts';
import { idOf } from './global-id.ts';
import { ModelVersionRef } from './model-version.ts';

const COST = 200;

const ScoredIntervalRef = builder.objectRef<{ readonly startMs: number; readonly endMs: number }>(
  'ScoredInterval',
);
ScoredIntervalRef.implement({
  description: 'A stretch that departs from normal.',
  fields: (t) => ({
    start: t.expose('startMs', { type: 'DateTime', description: 'Its first sample.' }),
    end: t.expose('endMs', { type: 'DateTime', description: 'Its last sample.' }),
  }),
});

const timed = (times: Float64Array) => (interval: Interval) => ({
  startMs: times[interval.start],
  endMs: times[interval.end],
});

const ScoredSeriesRef = builder.objectRef<ScoredSeries>('ScoredSeries').implement({
  description:
    'A stored range as a version judges it in hindsight, as columns of equal length: one entry a sample.',
  fields: (t) => ({
    modelVersion: t.field({
      type: ModelVersionRef,
      description: 'The version that judged.',
      resolve: ({ modelVersionId }) => modelVersionId,
    }),
    times: t.field({
      type: ['DateTime'],
      description: 'When each was measured.',
      resolve: ({ times }) => [...times],
    }),
    values: t.field({
      type: ['Float'],
      nullable: { list: false, items: true },
      description: 'The values as they were judged, in the unit of the sensor; null where one is missing.',
      resolve: ({ values }) => Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
    }),
    cleaned: t.expose('cleaned', {
      type: CleaningCountsRef,
      description: 'What was done to the values before they were judged.',
    }),
    expected: t.floatList({
      description: 'What was expected, in the unit of the sensor.',
      resolve: ({ expected }) => [...expected],
    }),
    scores: t.floatList({
      description: 'How far each departs from normal; 0 or more, without a unit.',
      resolve: ({ score }) => [...score],
    }),
    thresholds: t.floatList({
      description:
        'The score above which each departs from normal, before what is too little to count is taken back.',
      resolve: ({ score, threshold }) => Array.from(score, () => threshold),
    }),
    intervals: t.field({
      type: [ScoredIntervalRef],
      description: 'The stretches that depart from normal, in order.',
      resolve: ({ intervals, times }) => intervals.map(timed(times)),
    }),
  }),
});

const ScoreSeriesInput = builder.inputType('ScoreSeriesInput', {
  description: 'What to judge.',
  fields: (t) => ({
    sensorId: t
      .id({ required: true, description: 'The sensor, of kind CONTINUOUS.' })
      .validate(idOf('Sensor')),
    modelVersionId: t
      .id({ description: 'A detection version made for it; the live one when absent.' })
      .validate(idOf('ModelVersion').nullish()),
    from: t.field({ type: 'DateTime', required: true, description: 'The first instant.' }),
    to: t.field({
      type: 'DateTime',
      required: true,
      description: 'The last instant, inclusive; at most 50000 samples after the first.',
    }),
    cleaning: t.field({
      type: CleaningInput,
      description:
        'What is done to the values before they are judged. Outliers that are taken out are not found.',
    }),
  }),
});

builder.queryField('scoreSeries', (t) =>
  t.field({
    type: ScoredSeriesRef,
    description:
      'Judges a stored range in hindsight: scores, expected values and thresholds. Stores and announces nothing. Refuses ' +
      'with NOT_FOUND, INVALID_INPUT, NO_LIVE_VERSION, DATASET_TOO_LARGE, DATASET_TOO_SPARSE, BUSY or SCORING_TIMED_OUT.',
    errors: { types: [InsufficientDataError, BusyError] },
    args: {
      input: t.arg({ type: ScoreSeriesInput, required: true, description: 'What to judge.' }),
    },
    complexity: COST,
    resolve: (_, { input: { from, to, ...rest } }, context) =>
      context.services.scoring.score({ ...rest, fromMs: from, toMs: to }, context),
  }),
);
