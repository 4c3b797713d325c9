import { z } from 'zod';
import type { Difference } from '../src/detection/decision.ts';
import type { DetectionRerun } from '../src/detection/rerunning.ts';
import { BusyError, CorruptArtifactError, RestartPointGoneError } from '../src/errors.ts';
import { AnomalyRef } from './anomaly.ts';
import { builder } from './builder.ts';
import { idOf } from './global-id.ts';
import { ModelVersionRef } from './model-version.ts';

const COST = 100;

const DifferenceRef = builder.objectRef<Difference>('DecisionDifference').implement({
  description: 'A field in which a decision came out otherwise.',
  fields: (t) => ({
    field: t.exposeString('field', { description: 'Its name, such as `score`.' }),
    stored: t.exposeString('stored', { description: 'What was published, as JSON.' }),
    recomputed: t.exposeString('recomputed', { description: 'What it is now, as JSON.' }),
  }),
});

const DetectionRerunRef = builder.objectRef<DetectionRerun>('DetectionRerun').implement({
  description:
    'A published decision beside what judging the same readings again comes to, by the same version, from the same state and under ' +
    'the same settings.',
  fields: (t) => ({
    anomaly: t.field({
      type: AnomalyRef,
      description: 'The anomaly as it is now.',
      resolve: ({ anomalyId }) => anomalyId,
    }),
    revision: t.exposeInt('revision', { description: 'Which revision of it was run again.' }),
    equal: t.exposeBoolean('equal', { description: 'Whether both hashes are the same: bit for bit.' }),
    storedSha256: t.exposeString('storedSha256', {
      description: 'SHA-256 over the decision as it was published.',
    }),
    recomputedSha256: t.exposeString('recomputedSha256', {
      nullable: true,
      description: 'The same over what was recomputed; null where judging again comes to no such change.',
    }),
    differences: t.expose('differences', {
      type: [DifferenceRef],
      description: 'The fields that are otherwise; empty when equal.',
    }),
    modelVersion: t.field({
      type: ModelVersionRef,
      nullable: true,
      description: 'The version that decided; null in FALLBACK.',
      resolve: ({ modelVersionId }) => modelVersionId,
    }),
    through: t.expose('throughMs', {
      type: 'DateTime',
      description: 'The source time of the last reading that was judged again.',
    }),
    readings: t.exposeInt('readings', { description: 'How many readings were judged again.' }),
    receivedBy: t.expose('receivedByMs', {
      type: 'DateTime',
      description: 'What was received later was not known then and is left out.',
    }),
  }),
});

const RerunDetectionInput = builder.inputType('RerunDetectionInput', {
  description: 'A published decision.',
  fields: (t) => ({
    anomalyId: t.id({ required: true, description: 'The anomaly.' }).validate(idOf('Anomaly')),
    revision: t
      .int({ required: true, description: 'Which revision of it, from 1.' })
      .validate(z.int().min(1, 'from 1')),
  }),
});

builder.queryField('rerunDetection', (t) =>
  t.field({
    type: DetectionRerunRef,
    description:
      'Runs a published decision again and compares hashes. Changes and announces nothing. Refuses with NOT_FOUND, ' +
      'RESTART_POINT_GONE, NOT_RECORDED, READINGS_DIFFER, CORRUPT_ARTIFACT, DATASET_TOO_LARGE, BUSY or SCORING_TIMED_OUT.',
    errors: { types: [RestartPointGoneError, CorruptArtifactError, BusyError] },
    args: {
      input: t.arg({ type: RerunDetectionInput, required: true, description: 'What to run again.' }),
    },
    complexity: COST,
    resolve: (_, { input }, context) => context.services.rerunning.rerun(input, context),
  }),
);
