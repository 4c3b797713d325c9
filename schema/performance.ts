import {
  PERFORMANCE_FORMULA,
  type Performance,
  type PerformancePart,
  type PerformanceWeights,
  type WeighedPart,
} from '../src/ml/evaluation/performance-score.ts';
import {
  performances,
  setWeights,
  type WeightsInForce,
  weightsInForce,
} from '../src/registry/performance-weights.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum.ts';
import { ModelVersionRef } from './model-version.ts';

const PerformancePartEnum = enumOf<Uppercase<PerformancePart>>(
  'PerformancePart',
  'What a performance score is made of.',
  {
    SKILL: 'Its error beside that of the naive baseline; 0.5 is as good as that.',
    ACCURACY: 'Its error by itself.',
    CALIBRATION: 'How well what it promises holds.',
    EVIDENCE: 'How much it was judged on.',
  },
);

const WeighedPartRef = builder.objectRef<WeighedPart>('WeighedPart').implement({
  description: 'A part of a performance score.',
  fields: (t) => ({
    part: t.field({
      type: PerformancePartEnum,
      description: 'Which part.',
      resolve: ({ part }) => part.toUpperCase() as Uppercase<PerformancePart>,
    }),
    value: t.exposeFloat('value', { description: 'From 0 to 1; 0.5 where its figures were not measured.' }),
    weight: t.exposeFloat('weight', { description: 'What it counts beside the other parts.' }),
  }),
});

const PerformanceRef = builder.objectRef<Performance>('Performance').implement({
  description: 'How well a version did out of sample, in one figure.',
  fields: (t) => ({
    score: t.exposeFloat('score', { description: 'From 0 to 100; higher is better.' }),
    parts: t.expose('parts', { type: [WeighedPartRef], description: 'What it is made of.' }),
  }),
});

builder.objectField(ModelVersionRef, 'performance', (t) =>
  t.loadable({
    type: PerformanceRef,
    byPath: true,
    description:
      'Its out-of-sample figures in one, after `performanceScoring { formula }` and the weights in force. Versions of one task that ' +
      'were judged on the same samples can be ranked by it.',
    load: (ids: number[], { em }) => performances(em, ids),
    resolve: ({ id }) => id,
  }),
);

const WeightsRef = builder.objectRef<PerformanceWeights>('PerformanceWeights').implement({
  description: 'How much each part counts; only the ratios matter.',
  fields: (t) => ({
    skill: t.exposeFloat('skill', { description: 'Of the error beside that of the naive baseline.' }),
    accuracy: t.exposeFloat('accuracy', { description: 'Of the error by itself.' }),
    calibration: t.exposeFloat('calibration', { description: 'Of how well what is promised holds.' }),
    evidence: t.exposeFloat('evidence', { description: 'Of how much there was to judge on.' }),
  }),
});

const ScoringRef = builder.objectRef<WeightsInForce>('PerformanceScoring').implement({
  description: 'How performance scores are made.',
  fields: (t) => ({
    formula: t.string({ description: 'The formula, for people.', resolve: () => PERFORMANCE_FORMULA }),
    weights: t.expose('weights', { type: WeightsRef, description: 'The weights in force.' }),
    setBy: t.exposeString('setBy', { nullable: true, description: 'Who set them; null for the defaults.' }),
    from: t.expose('fromMs', { type: 'DateTime', nullable: true, description: 'Since when they hold.' }),
  }),
});

builder.queryField('performanceScoring', (t) =>
  t.field({
    type: ScoringRef,
    description: 'The formula of performance scores, and the weights in force.',
    resolve: (_, __, { em }) => weightsInForce(em),
  }),
);

const WeightsInput = builder.inputType('SetPerformanceWeightsInput', {
  description: 'How much each part counts: 0 to 1000, not all 0.',
  fields: (t) => ({
    skill: t.float({ required: true, description: 'Of the error beside that of the naive baseline.' }),
    accuracy: t.float({ required: true, description: 'Of the error by itself.' }),
    calibration: t.float({ required: true, description: 'Of how well what is promised holds.' }),
    evidence: t.float({ required: true, description: 'Of how much there was to judge on.' }),
  }),
});

builder.mutationField('setPerformanceWeights', (t) =>
  t.field({
    type: ScoringRef,
    description: 'Sets the weights of performance scores for all versions. Refuses with INVALID_INPUT.',
    errors: {},
    args: { input: t.arg({ type: WeightsInput, required: true, description: 'The weights.' }) },
    resolve: (_, { input }, { services, viewer }) => setWeights(services.db, input, viewer.name),
  }),
);
