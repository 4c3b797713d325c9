import { z } from 'zod';
import type { LiveDetection, LiveReading } from '../src/live/telemetry.ts';
import { watchDetections } from '../src/live/watch-detections.ts';
import { QUALITIES } from '../src/readings/quality.ts';
import { CauseEnum, DetectionModeEnum } from './anomaly.ts';
import { builder } from './builder.ts';
import { idsOf } from './global-id.ts';
import { ModelVersionRef } from './model-version.ts';
import { QualityEnum } from './reading.ts';
import { SensorRef } from './sensor.ts';
import { MOST_SENSORS, sensorScope } from './sensor-scope.ts';
import { delivered } from './stream.ts';

const HIGHEST_RATE = 20;
const DEFAULT_RATE = 4;

const aRate = z
  .number()
  .min(0.1, `from 0.1 to ${HIGHEST_RATE}`)
  .max(HIGHEST_RATE, `from 0.1 to ${HIGHEST_RATE}`);

const intervalMs = (rate: number): number => 1_000 / rate;

const coalesced = 'How many others of the sensor it stands for, since the last one that was sent.';

const LiveReadingRef = builder.objectRef<LiveReading>('LiveReading').implement({
  description: 'The newest reading of a sensor.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'The sensor.', resolve: ({ sensorId }) => sensorId }),
    time: t.expose('timeMs', { type: 'DateTime', description: 'When it was measured, by its source.' }),
    value: t.exposeFloat('value', {
      nullable: true,
      description: 'The value in the unit of the sensor; null when it is missing.',
    }),
    quality: t.field({
      type: QualityEnum,
      description: 'What the source says of it.',
      resolve: ({ quality }) => QUALITIES[quality],
    }),
    coalesced: t.exposeInt('coalesced', { description: coalesced }),
  }),
});

const DetectionRef = builder.objectRef<LiveDetection>('Detection').implement({
  description: 'The decision on one reading.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'The sensor.', resolve: ({ sensorId }) => sensorId }),
    time: t.expose('timeMs', {
      type: 'DateTime',
      description: 'When the reading was measured, by its source.',
    }),
    score: t.exposeFloat('score', {
      description: 'How far it departs from normal; 0 or more, without a unit.',
    }),
    threshold: t.exposeFloat('threshold', { description: 'The score above which it departs from normal.' }),
    expected: t.exposeFloat('expected', { description: 'The value expected, in the unit of the sensor.' }),
    lower: t.exposeFloat('lower', { description: 'The lower end of what counts as normal.' }),
    upper: t.exposeFloat('upper', { description: 'The upper end of what counts as normal.' }),
    actual: t.exposeFloat('actual', {
      nullable: true,
      description: 'The value in the unit of the sensor; null when it is missing.',
    }),
    cause: t.expose('cause', { type: CauseEnum, description: 'What spoke loudest.' }),
    detectionMode: t.expose('detectionMode', { type: DetectionModeEnum, description: 'What decided.' }),
    modelVersion: t.field({
      type: ModelVersionRef,
      nullable: true,
      description: 'The version that decided; null in FALLBACK.',
      resolve: ({ modelVersionId }) => modelVersionId,
    }),
    coalesced: t.exposeInt('coalesced', { description: coalesced }),
  }),
});

const DetectionFilter = builder.inputType('DetectionFilter', {
  description: 'Which detections to see. Every field that is given must match.',
  fields: (t) => ({
    ...sensorScope(t),
  }),
});

const rateDescription = `How often at most, in answers a second, from 0.1 to ${HIGHEST_RATE}.`;
const inPassing =
  'This stream shows what passes by and keeps nothing: what must not be missed is in `anomalyEvents`.';

builder.subscriptionFields((t) => ({
  detections: t.field({
    type: [DetectionRef],
    extensions: delivered('PASSING'),
    description: `Of each sensor the most telling detection since the last answer. ${inPassing}`,
    args: {
      filter: t.arg({ type: DetectionFilter, description: 'Which detections; all when absent.' }),
      minScore: t.arg.float({
        required: true,
        defaultValue: 0,
        description: 'The least score, in multiples of its threshold: 1 shows only departures from normal.',
      }),
      maxRate: t.arg
        .float({ required: true, defaultValue: DEFAULT_RATE, description: rateDescription })
        .validate(aRate),
    },
    subscribe: (_, { filter, minScore, maxRate }, { services, em }) => {
      const wanted = { ...filter, within: filter?.equipmentId, minScore };
      return watchDetections(services.telemetry, em, { ...wanted, intervalMs: intervalMs(maxRate) });
    },
    resolve: (detections) => detections,
  }),
  readings: t.field({
    type: [LiveReadingRef],
    extensions: delivered('PASSING'),
    description: `The newest reading of each sensor since the last answer. ${inPassing}`,
    args: {
      sensorIds: t.arg
        .idList({ required: true, description: `The sensors, at most ${MOST_SENSORS}.` })
        .validate(idsOf('Sensor', MOST_SENSORS)),
      maxRate: t.arg
        .float({ required: true, defaultValue: DEFAULT_RATE, description: rateDescription })
        .validate(aRate),
    },
    subscribe: (_, { sensorIds, maxRate }, { services }) =>
      services.telemetry.readings(sensorIds, intervalMs(maxRate)),
    resolve: (readings) => readings,
  }),
}));
