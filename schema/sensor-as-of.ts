import { z } from 'zod';
import { fittedThreshold } from '../src/detection/fitted-threshold.ts';
import { type Instant, type SensorAsOf, sensorsAsOf } from '../src/detection/sensor-as-of.ts';
import { CorruptArtifactError } from '../src/errors.ts';
import { AssignmentRef } from './assignment.ts';
import { builder } from './builder.ts';
import { ModelVersionRef } from './model-version.ts';
import { aPlottableRange, POINTS_PER_COST, SeriesRef, seriesArgs } from './reading.ts';
import { SensorRef } from './sensor.ts';
import { DetectionSettingsRef, LimitsRef } from './sensor-settings.ts';
import { SignalSettingsRef } from './sensor-signal.ts';

const THRESHOLD_COST = 20;

const FittedThresholdRef = builder.objectRef<{ readonly score: number }>('FittedThreshold').implement({
  description: 'The score above which a reading departs from normal.',
  fields: (t) => ({ score: t.exposeFloat('score', { description: 'Above 0, without a unit.' }) }),
});

const SensorAsOfRef = builder.objectRef<SensorAsOf>('SensorAsOf').implement({
  description:
    'A sensor as it was at an instant by the clock of the server: what was known, and what decided.',
  fields: (t) => ({
    time: t.expose('timeMs', { type: 'DateTime', description: 'The instant.' }),
    isRetired: t.exposeBoolean('isRetired', { description: 'Whether it was out of service for good.' }),
    detectionVersion: t.field({
      type: ModelVersionRef,
      nullable: true,
      description: 'The version that was live for DETECTION; null where the fallback decided.',
      resolve: ({ detection }) => detection?.modelVersionId,
    }),
    detectionAssignment: t.field({
      type: AssignmentRef,
      nullable: true,
      description: 'Who had made it live, since when, and why.',
      resolve: ({ detection }) => detection?.assignmentId,
    }),
    forecastVersion: t.field({
      type: ModelVersionRef,
      nullable: true,
      description: 'The version that was live for FORECASTING; null where none was.',
      resolve: ({ forecast }) => forecast?.modelVersionId,
    }),
    forecastAssignment: t.field({
      type: AssignmentRef,
      nullable: true,
      description: 'Who had made it live, since when, and why.',
      resolve: ({ forecast }) => forecast?.assignmentId,
    }),
    threshold: t.field({
      type: FittedThresholdRef,
      description:
        'The score above which a reading departed from normal, as the version was fitted with it; of the fallback where none was ' +
        'live. Refuses with CORRUPT_ARTIFACT.',
      errors: { types: [CorruptArtifactError] },
      complexity: THRESHOLD_COST,
      resolve: async ({ detection }, _, { services }) => ({
        score: await fittedThreshold(detection, (version) => services.registry.artifact(version)),
      }),
    }),
    detectionSettings: t.expose('detectionSettings', {
      type: DetectionSettingsRef,
      description: 'When its anomalies opened and closed.',
    }),
    limits: t.expose('limits', { type: LimitsRef, description: 'Where it asked for attention.' }),
    signalSettings: t.expose('signalSettings', {
      type: SignalSettingsRef,
      nullable: true,
      description: 'When it was no longer believed; null for a STEP sensor.',
    }),
    inputs: t.field({
      type: [SensorRef],
      description: 'The sensors that its models were allowed to look at, in their order.',
      resolve: ({ inputIds }) => [...inputIds],
    }),
    acceptedRegimes: t.exposeInt('acceptedRegimes', {
      description: 'New regimes that its detector had accepted as normal, from readings measured until then.',
    }),
    series: t.field({
      type: SeriesRef,
      description: 'Readings as they were known: those that had arrived by then. As `Sensor.series` else.',
      args: seriesArgs(t.arg),
      validate: aPlottableRange,
      complexity: ({ maxPoints }) => 1 + Math.ceil(maxPoints / POINTS_PER_COST),
      resolve: ({ sensorId, timeMs }, { from, to, maxPoints }, { services }) =>
        services.readings.plot(sensorId, from, to, maxPoints, timeMs),
    }),
  }),
});

const inThePast = z.number().refine((timeMs) => timeMs <= Date.now(), 'not in the future');

builder.objectField(SensorRef, 'asOf', (t) =>
  t.loadable({
    type: SensorAsOfRef,
    nullable: true,
    description:
      'What was known of it at an instant and what its readings were judged by; null before it was entered. In a list, such as ' +
      '`sensors(filter: {within})`, all of them are read together.',
    args: {
      time: t
        .arg({ type: 'DateTime', required: true, description: 'The instant, not in the future.' })
        .validate(inThePast),
    },
    loaderOptions: { cacheKeyFn: ({ sensorId, timeMs }: Instant) => `${sensorId}@${timeMs}` },
    load: (instants: Instant[], { em }) => sensorsAsOf(em, instants),
    resolve: ({ id }, { time }) => ({ sensorId: id, timeMs: time }),
  }),
);
