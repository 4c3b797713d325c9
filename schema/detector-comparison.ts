import type { Replay } from '../src/detection/replay.ts';
import { BusyError, InsufficientDataError } from '../src/errors.ts';
import { builder } from './builder.ts';
import { idOf, idsOf } from './global-id.ts';
import { ReplayRef } from './replay.ts';

const COST = 500;
const MOST_VERSIONS = 5;

const DetectorComparisonRef = builder
  .objectRef<{ readonly detectors: Replay[] }>('DetectorComparison')
  .implement({
    description: 'The same history through several versions.',
    fields: (t) => ({
      detectors: t.expose('detectors', {
        type: [ReplayRef],
        description:
          'Each version in the order asked for, under the detection settings in force; limits are left out.',
      }),
    }),
  });

const CompareDetectorsInput = builder.inputType('CompareDetectorsInput', {
  description: 'What to compare, on what.',
  fields: (t) => ({
    sensorId: t
      .id({ required: true, description: 'The sensor, of kind CONTINUOUS.' })
      .validate(idOf('Sensor')),
    modelVersionIds: t
      .idList({
        required: true,
        description: `Detection versions made for it, 2 to ${MOST_VERSIONS}, each once.`,
      })
      .validate(idsOf('ModelVersion', MOST_VERSIONS)),
    from: t.field({ type: 'DateTime', required: true, description: 'The first instant.' }),
    to: t.field({
      type: 'DateTime',
      required: true,
      description: 'The last instant, inclusive; at most 50000 readings after the first.',
    }),
  }),
});

builder.queryField('compareDetectors', (t) =>
  t.field({
    type: DetectorComparisonRef,
    description:
      'Replays stored readings through the live form of each of several versions, as `whatIf` does. Stores and announces ' +
      'nothing. Refuses with NOT_FOUND, INVALID_INPUT, STEP_SENSOR, DATASET_TOO_LARGE, BUSY or SCORING_TIMED_OUT.',
    errors: { types: [InsufficientDataError, BusyError] },
    args: {
      input: t.arg({ type: CompareDetectorsInput, required: true, description: 'What to compare.' }),
    },
    complexity: COST,
    resolve: async (_, { input: { from, to, ...rest } }, context) => ({
      detectors: await context.services.replaying.compare({ ...rest, fromMs: from, toMs: to }, context),
    }),
  }),
);
