import type { DetectionSettings } from '../src/equipment/detection-settings.ts';
import type { Limits, NormalRange } from '../src/equipment/limits.ts';
import { builder } from './builder.ts';

export const NormalRangeRef = builder.objectRef<NormalRange>('NormalRange').implement({
  description: 'Where a value lies when all is well, in the unit of the sensor, both ends inclusive.',
  fields: (t) => ({
    low: t.exposeFloat('low', { description: 'The lower end.' }),
    high: t.exposeFloat('high', { description: 'The upper end.' }),
  }),
});

export const LimitsRef = builder.objectRef<Limits>('Limits').implement({
  description:
    'Limits after ISA-18.2 in the unit of the sensor, lowLow ≤ low ≤ high ≤ highHigh; null where there is none. Readings are held ' +
    'against those in force when they were measured: beyond low or high an anomaly is LOW or MEDIUM, beyond lowLow or highHigh at ' +
    'least HIGH.',
  fields: (t) => ({
    lowLow: t.exposeFloat('lowLow', { nullable: true, description: 'LL: act now, it is too low.' }),
    low: t.exposeFloat('low', { nullable: true, description: 'L: attend to it, it is low.' }),
    high: t.exposeFloat('high', { nullable: true, description: 'H: attend to it, it is high.' }),
    highHigh: t.exposeFloat('highHigh', { nullable: true, description: 'HH: act now, it is too high.' }),
  }),
});

export const DetectionSettingsRef = builder.objectRef<DetectionSettings>('DetectionSettings').implement({
  description: 'When an anomaly opens and closes.',
  fields: (t) => ({
    openAfterReadings: t.exposeInt('openAfterReadings', {
      description: 'Readings in a row above the threshold that open an anomaly.',
    }),
    closeAfterReadings: t.exposeInt('closeAfterReadings', {
      description: 'Readings in a row below `closeRatio` times the threshold that close it.',
    }),
    closeRatio: t.exposeFloat('closeRatio', {
      description: 'The share of the threshold, above 0 and at most 1, below which a reading counts as calm.',
    }),
    judgeLimits: t.exposeBoolean('judgeLimits', {
      description: 'Whether a run of readings beyond a limit of the sensor opens an anomaly, too.',
    }),
  }),
});

export const NormalRangeInput = builder.inputType('NormalRangeInput', {
  description: 'Where a value lies when all is well, in the unit of the sensor; `high` is above `low`.',
  fields: (t) => ({
    low: t.float({ required: true, description: 'The lower end.' }),
    high: t.float({ required: true, description: 'The upper end.' }),
  }),
});

export const LimitsInput = builder.inputType('LimitsInput', {
  description:
    'Limits in the unit of the sensor, lowLow ≤ low ≤ high ≤ highHigh; absent where there is none.',
  fields: (t) => ({
    lowLow: t.float({ description: 'LL.' }),
    low: t.float({ description: 'L.' }),
    high: t.float({ description: 'H.' }),
    highHigh: t.float({ description: 'HH.' }),
  }),
});

export const DetectionSettingsInput = builder.inputType('DetectionSettingsInput', {
  description: 'When an anomaly opens and closes.',
  fields: (t) => ({
    openAfterReadings: t.int({
      required: true,
      description: 'Readings in a row above the threshold that open an anomaly, 1 to 1000.',
    }),
    closeAfterReadings: t.int({
      required: true,
      description: 'Readings in a row below `closeRatio` times the threshold that close it, 1 to 100000.',
    }),
    closeRatio: t.float({
      required: true,
      description:
        'The share of the threshold below which a reading counts as calm, above 0 and at most 1. Of limits it sets the deadband: ' +
        '(1 − closeRatio) tenths of the range between the low and the high ones.',
    }),
    judgeLimits: t.boolean({
      required: true,
      defaultValue: true,
      description: 'Whether a run of readings beyond a limit of the sensor opens an anomaly, too.',
    }),
  }),
});

export const SignalSettingsInput = builder.inputType('SignalSettingsInput', {
  description: 'When a sensor is no longer believed. What is absent is left to the server, 0 switches off.',
  fields: (t) => ({
    silentAfterMs: t.int({
      description:
        'Milliseconds without a reading after which it is SILENT, and without a usable one after which it is DROPPED_OUT: ' +
        '0, or 1000 to 604800000; when absent five periods, and at least a minute.',
    }),
    stuckAfterReadings: t.int({
      description:
        'Readings in a row with exactly the same value that make it STUCK: 0, or 2 to 100000; when absent it is learned: ' +
        'ten times the longest run of the sensor, and at least 30, once a hundred runs are known.',
    }),
  }),
});
