import { builder } from './builder.ts';
import { idOf, idsOf } from './global-id.ts';
import { SensorKindEnum, SensorRef } from './sensor.ts';
import {
  DetectionSettingsInput,
  LimitsInput,
  NormalRangeInput,
  SignalSettingsInput,
} from './sensor-settings.ts';

const MOST_INPUTS = 64;
const texts = {
  name: 'The name for people, at most 200 characters.',
  description: 'Free text of at most 4000 characters.',
  signal: 'When it is no longer believed. Only of a CONTINUOUS sensor.',
  inputIds: `The sensors that its models may look at, in their order: at most ${MOST_INPUTS}, in service, each once.`,
};

const CreateSensorInput = builder.inputType('CreateSensorInput', {
  description: 'A sensor to enter.',
  fields: (t) => ({
    tag: t.string({
      required: true,
      description: 'Unique in the plant: 1 to 64 letters, digits and `. _ : / -`.',
    }),
    name: t.string({ required: true, description: texts.name }),
    description: t.string({ description: texts.description }),
    equipmentId: t
      .id({ required: true, description: 'The unit that it belongs to.' })
      .validate(idOf('Equipment')),
    quantity: t.string({ required: true, description: 'What is measured, such as `velocity`.' }),
    unit: t.string({
      required: true,
      description: 'The UCUM code of its unit, such as `mm/s`; `1` for none.',
    }),
    kind: t.field({
      type: SensorKindEnum,
      defaultValue: 'CONTINUOUS',
      description: 'How its readings are to be read.',
    }),
    samplingPeriodMs: t.int({
      required: true,
      description: 'Milliseconds between two readings, from 1 to 86400000 (one day).',
    }),
    normalRange: t.field({ type: NormalRangeInput, description: 'Where the value lies when all is well.' }),
    limits: t.field({ type: LimitsInput, description: 'Where it asks for attention.' }),
    inputIds: t.idList({ description: texts.inputIds }).validate(idsOf('Sensor', MOST_INPUTS).nullish()),
    detection: t.field({
      type: DetectionSettingsInput,
      description: 'When its anomalies open and close; a measured default when absent.',
    }),
    signal: t.field({ type: SignalSettingsInput, description: texts.signal }),
  }),
});

const UpdateSensorInput = builder.inputType('UpdateSensorInput', {
  description:
    'What to change; what is absent stays. Tag, unit, kind and period never change: enter a new sensor for another quantity.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The sensor.' }).validate(idOf('Sensor')),
    name: t.string({ description: texts.name }),
    description: t.string({ description: texts.description }),
    normalRange: t.field({
      type: NormalRangeInput,
      description: 'Replaces the normal range; null clears it.',
    }),
    limits: t.field({ type: LimitsInput, description: 'Replaces all limits; null clears them.' }),
    inputIds: t
      .idList({ description: `Replaces all inputs; null clears them. ${texts.inputIds}` })
      .validate(idsOf('Sensor', MOST_INPUTS).nullish()),
    detection: t.field({
      type: DetectionSettingsInput,
      description: 'Replaces when its anomalies open and close.',
    }),
    signal: t.field({ type: SignalSettingsInput, description: `Replaces the former. ${texts.signal}` }),
  }),
});

const RetireSensorInput = builder.inputType('RetireSensorInput', {
  description: 'What to take out of service for good.',
  fields: (t) => ({ id: t.id({ required: true, description: 'The sensor.' }).validate(idOf('Sensor')) }),
});

builder.mutationFields((t) => ({
  createSensor: t.field({
    type: SensorRef,
    description:
      'Enters a sensor of a unit. Refuses with DUPLICATE_TAG, RETIRED, NOT_FOUND or INVALID_INPUT.',
    errors: {},
    args: { input: t.arg({ type: CreateSensorInput, required: true, description: 'What to enter.' }) },
    resolve: (_, { input }, { services, viewer }) => services.equipment.createSensor(input, viewer.name),
  }),
  updateSensor: t.field({
    type: SensorRef,
    description:
      'Changes what is said of a sensor. New limits and settings hold from now on; the old ones stay in the history.',
    errors: {},
    args: { input: t.arg({ type: UpdateSensorInput, required: true, description: 'What to change.' }) },
    resolve: (_, { input: { id, ...patch } }, { services, viewer }) =>
      services.equipment.updateSensor(id, patch, viewer.name),
  }),
  retireSensor: t.field({
    type: SensorRef,
    description:
      'Takes a sensor out of service for good: its history stays, new readings are refused. Retiring again changes nothing.',
    errors: {},
    args: { input: t.arg({ type: RetireSensorInput, required: true, description: 'What to retire.' }) },
    resolve: (_, { input }, { services }) => services.equipment.retireSensor(input.id),
  }),
}));
