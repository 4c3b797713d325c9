import type { Row } from '../src/db/keyset.ts';
import { inSignalStates } from '../src/detection/sensor-signal.ts';
import type { SignalState } from '../src/detection/signal.ts';
import { Sensor, type SensorKind } from '../src/equipment/sensor.ts';
import { inputsOf, SENSORS_BY_TAG, sensorPage } from '../src/equipment/sensor-page.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { enumOf } from './enum.ts';
import { EquipmentRef } from './equipment.ts';
import { idOf } from './global-id.ts';
import { nodeOf } from './node.ts';
import { NormalRangeRef } from './sensor-settings.ts';

export const SensorKindEnum = enumOf<SensorKind>(
  'SensorKind',
  'How the readings of a sensor are to be read.',
  {
    CONTINUOUS: 'Sampled at its period.',
    STEP: 'Stored on change, and read as its last value at or before an instant: a command, a mode, a set point.',
  },
);

export const SignalStateEnum = enumOf<SignalState>(
  'SignalState',
  'Whether a sensor can be believed, whatever its values mean.',
  {
    LIVE: 'Usable readings come.',
    SILENT: 'Nothing comes.',
    DROPPED_OUT: 'Readings come, and none can be used: BAD, or without a value.',
    STUCK: 'The value has stopped to change, for longer than is usual for this sensor.',
    NEVER_HEARD: 'No live reading has come yet.',
  },
);

export const SensorRef = nodeOf('Sensor', Sensor);

const normalRangeOf = ({ normalLow: low, normalHigh: high }: Row<Sensor>) =>
  low == null || high == null ? null : { low, high };

SensorRef.implement({
  description: 'One measured quantity of one unit, or a command to it.',
  fields: (t) => ({
    tag: t.exposeString('tag', { description: 'The name in the plant, unique, such as `PUMP-101.VIB`.' }),
    name: t.exposeString('name', { description: 'The name for people.' }),
    description: t.exposeString('description', { description: 'Free text; empty when there is none.' }),
    equipment: t.field({
      type: EquipmentRef,
      description: 'The unit that it belongs to.',
      resolve: ({ equipmentId }) => equipmentId,
    }),
    quantity: t.exposeString('quantity', { description: 'What is measured, such as `velocity`.' }),
    unit: t.exposeString('unit', { description: 'The UCUM code of its unit, such as `mm/s`; `1` for none.' }),
    kind: t.expose('kind', { type: SensorKindEnum, description: 'How its readings are to be read.' }),
    samplingPeriodMs: t.exposeInt('samplingPeriodMs', {
      description: 'Milliseconds between two readings.',
    }),
    normalRange: t.field({
      type: NormalRangeRef,
      nullable: true,
      description: 'Where the value lies when all is well; null when that was not said.',
      resolve: normalRangeOf,
    }),
    inputs: t.loadableList({
      type: SensorRef,
      description: 'The sensors that its models may look at beside its own values, in their order.',
      load: (ids: number[], { em }) => inputsOf(em, ids),
      resolve: ({ id }) => id,
    }),
    createdAt: t.expose('createdAtMs', { type: 'DateTime', description: 'When it was entered.' }),
    retiredAt: t.expose('retiredAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was taken out of service for good; null while it is in service.',
    }),
  }),
});

const SensorConnection = builder.connectionObject(
  { type: SensorRef, name: 'SensorConnection', description: 'A page of sensors.' },
  { name: 'SensorEdge', description: 'A sensor in a list.' },
);

export const SensorFilter = builder.inputType('SensorFilter', {
  description: 'Which sensors to list. Every field that is given must match.',
  fields: (t) => ({
    tags: t.stringList({ description: 'One of these tags, exactly.' }),
    kind: t.field({ type: SensorKindEnum, description: 'This kind.' }),
    within: t
      .id({ description: 'Of this equipment and of everything below it.' })
      .validate(idOf('Equipment').nullish()),
    search: t.string({ description: 'Part of a tag or a name; A to Z and a to z are alike.' }),
    signalStates: t.field({
      type: [SignalStateEnum],
      description: 'In one of these states; of CONTINUOUS sensors.',
    }),
    includeRetired: t.boolean({ defaultValue: false, description: 'Also sensors taken out of service.' }),
  }),
});

export const listed = ({ signalStates, ...filter }: typeof SensorFilter.$inferInput) => ({
  ...filter,
  also: signalStates && inSignalStates(signalStates),
});

builder.queryField('sensors', (t) =>
  t.field({
    type: SensorConnection,
    description: 'Sensors by tag.',
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: SensorFilter, description: 'Which sensors; all in service when absent.' }),
    },
    complexity: pageCost,
    resolve: (_, { filter, ...page }, { em }) =>
      connection(SENSORS_BY_TAG, page, (request) => sensorPage(em, listed(filter ?? {}), request)),
  }),
);

builder.objectField(EquipmentRef, 'sensors', (t) =>
  t.field({
    type: SensorConnection,
    description: 'Sensors in service of this and of everything below it, by tag.',
    args: pageArgs(t.arg),
    complexity: pageCost,
    resolve: ({ id }, page, { em }) =>
      connection(SENSORS_BY_TAG, page, (request) => sensorPage(em, { within: id }, request)),
  }),
);
