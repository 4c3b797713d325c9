import type { WhatIf } from '../src/detection/replaying.ts';
import { BusyError, InsufficientDataError } from '../src/errors.ts';
import { builder } from './builder.ts';
import { idOf } from './global-id.ts';
import { ReplayRef } from './replay.ts';
import { DetectionSettingsInput, LimitsInput } from './sensor-settings.ts';

const COST = 300;

const WhatIfRef = builder.objectRef<WhatIf>('WhatIf').implement({
  description: 'The same history under what is in force and under what was asked for.',
  fields: (t) => ({
    today: t.expose('today', {
      type: ReplayRef,
      description: 'Under the live version and the settings in force.',
    }),
    asked: t.expose('asked', {
      type: ReplayRef,
      description: 'Under the version and the settings that were asked for.',
    }),
  }),
});

const WhatIfInput = builder.inputType('WhatIfInput', {
  description: 'What to replay, under what.',
  fields: (t) => ({
    sensorId: t
      .id({ required: true, description: 'The sensor, of kind CONTINUOUS.' })
      .validate(idOf('Sensor')),
    from: t.field({ type: 'DateTime', required: true, description: 'The first instant.' }),
    to: t.field({
      type: 'DateTime',
      required: true,
      description: 'The last instant, inclusive; at most 50000 readings after the first.',
    }),
    modelVersionId: t
      .id({ description: 'A detection version made for the sensor; the live one when absent.' })
      .validate(idOf('ModelVersion').nullish()),
    detection: t.field({
      type: DetectionSettingsInput,
      description: 'When an anomaly opens and closes; as in force when absent.',
    }),
    limits: t.field({
      type: LimitsInput,
      description: 'Limits to hold all of the range against; those in force now when absent.',
    }),
  }),
});

builder.queryField('whatIf', (t) =>
  t.field({
    type: WhatIfRef,
    description:
      'Replays stored readings through the live form of a version, shown the readings before them first, under the live ' +
      'version and settings and under others. Stores and announces nothing. Refuses with NOT_FOUND, INVALID_INPUT, ' +
      'STEP_SENSOR, NO_LIVE_VERSION, DATASET_TOO_LARGE, BUSY or SCORING_TIMED_OUT.',
    errors: { types: [InsufficientDataError, BusyError] },
    args: {
      input: t.arg({ type: WhatIfInput, required: true, description: 'What to replay.' }),
    },
    complexity: COST,
    resolve: (_, { input: { from, to, ...rest } }, context) =>
      context.services.replaying.whatIf({ ...rest, fromMs: from, toMs: to }, context),
  }),
);
