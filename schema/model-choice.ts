import type { Row } from '../src/db/keyset.ts';
import type { CandidateFigures, ChoiceReason, DetectorChoice } from '../src/ml/auto/detector-choice.ts';
import type { ModelVersion } from '../src/registry/model-version.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum.ts';
import { ModelVersionRef } from './model-version.ts';

const ChoiceReasonEnum = enumOf<ChoiceReason>('ChoiceReason', 'What decided among detectors.', {
  MOST_FAULTS: 'Of those with no more false alarms than asked for it found most faults.',
  FEWER_FALSE_ALARMS: 'Others found as many faults, with more false alarms.',
  FIRST_OF_EQUALS: 'Others had the same figures; it was named before them.',
  NONE_WITHIN_RATE: 'All had more false alarms than asked for; it had the fewest.',
});

const CandidateRef = builder.objectRef<CandidateFigures>('ModelCandidate').implement({
  description: 'A detector that could have been chosen, and its figures on data that it was not fitted on.',
  fields: (t) => ({
    family: t.exposeString('family', { description: 'The kind of model.' }),
    falseAlarmsPer10000: t.exposeFloat('falseAlarmsPer10000', {
      description: 'Anomalies that opened in normal readings, per 10,000 of them.',
    }),
    faultsFound: t.exposeInt('faultsFound', { description: 'How many of the injected faults it found.' }),
    faults: t.exposeInt('faults', {
      description:
        'How many were injected, the same for every candidate: spikes, steps, ramps, freezes, bursts of noise.',
    }),
  }),
});

const ModelChoiceRef = builder.objectRef<DetectorChoice>('ModelChoice').implement({
  description: 'Which detector a version is, chosen on held-out data without labels, and why.',
  fields: (t) => ({
    chosen: t.exposeString('chosen', { description: 'The family that was chosen.' }),
    reason: t.expose('reason', { type: ChoiceReasonEnum, description: 'What decided.' }),
    candidates: t.expose('candidates', {
      type: [CandidateRef],
      description: 'All of them, in the order in which they were named.',
    }),
  }),
});

/** Kept beside the settings of the version. */
const choiceOf = ({ config }: Row<ModelVersion>): DetectorChoice | undefined => JSON.parse(config).choice;

builder.objectField(ModelVersionRef, 'choice', (t) =>
  t.field({
    type: ModelChoiceRef,
    nullable: true,
    description: 'Which detector was chosen and why; null for every family but `auto`.',
    resolve: choiceOf,
  }),
);
