import type { Explanation } from '../src/detection/explaining.ts';
import { BusyError, CorruptArtifactError } from '../src/errors.ts';
import type { Part } from '../src/ml/detector.ts';
import type { FeatureInfluence } from '../src/ml/explanation.ts';
import { AnomalyRef, CauseEnum } from './anomaly.ts';
import { builder } from './builder.ts';
import { ModelVersionRef } from './model-version.ts';
import { SensorRef } from './sensor.ts';

const COST = 300;

const ScorePartRef = builder.objectRef<Part>('ScorePart').implement({
  description: 'What one part of a detector, or the limits of the sensor, said of the peak.',
  fields: (t) => ({
    cause: t.expose('cause', { type: CauseEnum, description: 'What the part looks at.' }),
    share: t.exposeFloat('share', {
      description: 'The share of its own limit that it reached, 0 or more; above 1 it departs from normal.',
    }),
  }),
});

const InputInfluenceRef = builder.objectRef<Explanation['inputs'][number]>('InputInfluence').implement({
  description: 'What one input had to do with the score of the peak.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'The input.', resolve: ({ sensorId }) => sensorId }),
    fall: t.exposeFloat('fall', {
      description:
        'By how much the score of the peak is lower when the input stays as it was 20 readings before the start; 0 when it did ' +
        'not change since, below 0 when the score is higher.',
    }),
  }),
});

const FeatureInfluenceRef = builder.objectRef<FeatureInfluence>('FeatureInfluence').implement({
  description: 'What one feature had to do with the score of the peak.',
  fields: (t) => ({
    feature: t.exposeString('feature', { description: 'Which, as in `Features.columns`.' }),
    fall: t.exposeFloat('fall', {
      description:
        'By how much the score of the peak is lower when the feature stays as it was 20 readings before the start, while the ' +
        'readings go on as they came; below 0 when the score is higher.',
    }),
  }),
});

const AnomalyExplanationRef = builder.objectRef<Explanation>('AnomalyExplanation').implement({
  description:
    'Why an anomaly was announced: a replay of what decided over the readings around it. The columns have one entry for each ' +
    'reading from 100 before its start, fewer where a regime had just been accepted, to its end, at most 1000; where the peak ' +
    'comes later they end with it.',
  fields: (t) => ({
    modelVersion: t.field({
      type: ModelVersionRef,
      nullable: true,
      description: 'The version that was replayed; null for the fallback.',
      resolve: ({ modelVersionId }) => modelVersionId,
    }),
    times: t.field({
      type: ['DateTime'],
      description: 'When each was measured.',
      resolve: ({ times }) => [...times],
    }),
    actual: t.field({
      type: ['Float'],
      nullable: { list: false, items: true },
      description: 'The values, in the unit of the sensor; null where one is missing.',
      resolve: ({ actual }) => Array.from(actual, (value) => (Number.isNaN(value) ? null : value)),
    }),
    expected: t.floatList({
      description: 'What was expected, in the unit of the sensor.',
      resolve: ({ expected }) => [...expected],
    }),
    lower: t.floatList({
      description: 'The lower end of the expected band, in the unit of the sensor.',
      resolve: ({ lower }) => [...lower],
    }),
    upper: t.floatList({
      description: 'The upper end of the expected band, in the unit of the sensor.',
      resolve: ({ upper }) => [...upper],
    }),
    scores: t.floatList({
      description: 'How far each departs from normal; 0 or more, without a unit.',
      resolve: ({ score }) => [...score],
    }),
    thresholds: t.floatList({
      description: 'The score above which each departs from normal.',
      resolve: ({ threshold }) => [...threshold],
    }),
    peakScore: t.exposeFloat('peakScore', {
      description:
        'The score of the peak in the replay. It differs from that of the anomaly where the detector had learnt from ' +
        'readings that the replay does not show it.',
    }),
    parts: t.expose('parts', {
      type: [ScorePartRef],
      description: 'What each part of the detector said of the peak.',
    }),
    inputs: t.expose('inputs', {
      type: [InputInfluenceRef],
      description:
        'What the inputs had to do with it, at most 10, the strongest first; empty for a detector that looks at none.',
    }),
    features: t.expose('features', {
      type: [FeatureInfluenceRef],
      description:
        'What the features had to do with it, at most 10, the strongest first; empty for a detector that is given none. Of a long ' +
        'anomaly only the first features are tried.',
    }),
    nearestNormal: t.field({
      type: ['Float'],
      nullable: true,
      description:
        'The stretch of the training data that is most like the readings up to the peak, oldest first, in the unit of the sensor: ' +
        'its last entry stands beside the peak. Null for a detector that compares no stretches.',
      resolve: ({ nearestNormal }) => nearestNormal && [...nearestNormal],
    }),
  }),
});

builder.objectField(AnomalyRef, 'explanation', (t) =>
  t.field({
    type: AnomalyExplanationRef,
    description:
      'Why it was announced, worked out when it is asked for. In a list, those of one request are worked out one after the ' +
      'other where others wait, too. Refuses with CORRUPT_ARTIFACT, READINGS_GONE, DATASET_TOO_LARGE, BUSY or ' +
      'SCORING_TIMED_OUT.',
    errors: { types: [CorruptArtifactError, BusyError] },
    complexity: COST,
    resolve: (anomaly, _, context) => context.services.explaining.explain(anomaly, context),
  }),
);
