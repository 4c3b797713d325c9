import { BusyError, InsufficientDataError } from '../src/errors.ts';
import type { QualityFigures } from '../src/ml/quality/quality-figures.ts';
import type {
  QualityDefect,
  QualityGrade,
  QualityReason,
  QualityReport,
} from '../src/ml/quality/quality-report.ts';
import { builder } from './builder.ts';
import { DatasetVersionRef } from './dataset-version.ts';
import { enumOf } from './enum.ts';
import { idOf } from './global-id.ts';

const COST = 200;

const QualityGradeEnum = enumOf<QualityGrade>('QualityGrade', 'A score in one letter.', {
  A: '90 or more.',
  B: '80 or more.',
  C: '65 or more.',
  D: '50 or more.',
  E: '35 or more.',
  F: 'Less than 35.',
});

const QualityDefectEnum = enumOf<QualityDefect>(
  'QualityDefect',
  'What costs points, for a share of 1 and at most.',
  {
    MISSING: 'Samples without a value: 100, at most 60.',
    LONG_GAP: 'Samples of the longest gap: 50, at most 25.',
    DUPLICATES: 'Readings whose sample had one before: 50, at most 15.',
    LATE: 'Readings that came after a later one: 25, at most 10.',
    STUCK: 'Samples in runs of more than 60 identical values: 80, at most 40.',
    OUTLIERS: 'Samples more than 8 scaled median absolute deviations from the median: 200, at most 20.',
    IRREGULAR: 'Readings out of step with the sampling period by more than a quarter: 40, at most 20.',
    BEYOND_LIMITS: 'Samples beyond the outermost limits of the sensor: 50, at most 15.',
    CONSTANT: 'All values are the same: 50.',
  },
);

const QualityReasonRef = builder.objectRef<QualityReason>('QualityReason').implement({
  description: 'Why points were lost.',
  fields: (t) => ({
    defect: t.expose('defect', { type: QualityDefectEnum, description: 'What is wrong.' }),
    share: t.exposeFloat('share', { description: 'How much has the defect, from 0 to 1.' }),
    pointsLost: t.exposeFloat('pointsLost', { description: 'What it costs.' }),
  }),
});

const QualityFiguresRef = builder.objectRef<QualityFigures>('QualityFigures').implement({
  description: 'Defects as counts.',
  fields: (t) => ({
    samples: t.exposeInt('samples', { description: 'Samples that the range should hold.' }),
    readings: t.exposeInt('readings', { description: 'Readings that are stored.' }),
    missing: t.exposeInt('missing', { description: 'Samples without a value.' }),
    longestGap: t.exposeInt('longestGap', { description: 'Samples of the longest run without a value.' }),
    duplicates: t.exposeInt('duplicates', { description: 'Readings whose sample had one before.' }),
    late: t.exposeInt('late', {
      description: 'Readings that came after a later one; none of history counts.',
    }),
    stuck: t.exposeInt('stuck', { description: 'Samples in runs of more than 60 identical values.' }),
    outliers: t.exposeInt('outliers', { description: 'Samples far from the median.' }),
    irregular: t.exposeInt('irregular', { description: 'Readings out of step with the sampling period.' }),
    beyondLimits: t.exposeInt('beyondLimits', { description: 'Samples beyond the outermost limits.' }),
    isConstant: t.exposeBoolean('isConstant', { description: 'Whether all values are the same.' }),
  }),
});

const QualityReportRef = builder.objectRef<QualityReport>('QualityReport').implement({
  description:
    'How good stored readings are. The score is 100 less what each defect costs: its share times the points of a share ' +
    'of 1, up to its most.',
  fields: (t) => ({
    score: t.exposeFloat('score', { description: 'From 0 to 100.' }),
    grade: t.expose('grade', { type: QualityGradeEnum, description: 'The score in one letter.' }),
    reasons: t.expose('reasons', {
      type: [QualityReasonRef],
      description: 'Why points were lost, what cost most first.',
    }),
    figures: t.expose('figures', { type: QualityFiguresRef, description: 'The counts behind it.' }),
  }),
});

builder.queryField('dataQuality', (t) =>
  t.field({
    type: QualityReportRef,
    description:
      'How good the readings of a sensor in a range are, by its limits in force now. Refuses with NOT_FOUND, ' +
      'INVALID_INPUT, INSUFFICIENT_DATA, STEP_SENSOR, DATASET_TOO_LARGE or BUSY.',
    errors: { types: [BusyError, InsufficientDataError] },
    args: {
      sensorId: t.arg
        .id({ required: true, description: 'The sensor, of kind CONTINUOUS.' })
        .validate(idOf('Sensor')),
      from: t.arg({ type: 'DateTime', required: true, description: 'The first instant.' }),
      to: t.arg({
        type: 'DateTime',
        required: true,
        description: 'The last instant, inclusive; at most 500000 samples after the first.',
      }),
    },
    complexity: COST,
    resolve: (_, { sensorId, from, to }, { services, signal }) =>
      services.quality.report(sensorId, { fromMs: from, toMs: to }, signal),
  }),
);

builder.objectField(DatasetVersionRef, 'quality', (t) =>
  t.field({
    type: QualityReportRef,
    nullable: true,
    description:
      'How good the readings were when it was first pinned, before cleaning; null of datasets of earlier releases.',
    resolve: ({ quality }) => (quality == null ? null : JSON.parse(quality)),
  }),
);
