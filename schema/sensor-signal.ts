import { rulesInForce, type SensorSignal, sensorSignals } from '../src/detection/sensor-signal.ts';
import type { SignalRules } from '../src/detection/signal.ts';
import { builder } from './builder.ts';
import { SensorRef, SignalStateEnum } from './sensor.ts';

const SensorSignalRef = builder.objectRef<SensorSignal>('SensorSignal').implement({
  description: 'Whether a sensor can be believed now, whatever its values mean.',
  fields: (t) => ({
    state: t.expose('state', { type: SignalStateEnum, description: 'Its state.' }),
    since: t.expose('sinceMs', {
      type: 'DateTime',
      nullable: true,
      description:
        'The source time of the reading that the state began with; of SILENT, when something was last heard. Null when never heard.',
    }),
    lastReceivedAt: t.expose('heardMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When a reading last arrived, by the clock of the server.',
    }),
    lastUsableAt: t.expose('usableMs', {
      type: 'DateTime',
      nullable: true,
      description: 'The source time of the last reading that could be used.',
    }),
  }),
});

export const SignalSettingsRef = builder.objectRef<SignalRules>('SignalSettings').implement({
  description: 'When a sensor is no longer believed.',
  fields: (t) => ({
    silentAfterMs: t.exposeInt('silentAfterMs', {
      description:
        'Milliseconds without a reading after which it is SILENT, and without a usable one after which it is DROPPED_OUT; 0 is never.',
    }),
    stuckAfterReadings: t.exposeInt('stuckAfterReadings', {
      nullable: true,
      description:
        'Readings in a row with exactly the same value that make it STUCK; 0 is never, null is what was learned.',
    }),
  }),
});

builder.objectFields(SensorRef, (t) => ({
  signal: t.loadable({
    type: SensorSignalRef,
    nullable: true,
    description: 'Whether it can be believed now; null for a STEP sensor, which is not watched.',
    load: (ids: number[], { em }) => sensorSignals(em, ids),
    resolve: ({ id }) => id,
  }),
  signalSettings: t.loadable({
    type: SignalSettingsRef,
    nullable: true,
    description: 'When it is no longer believed; null for a STEP sensor.',
    load: (ids: number[], { em }) => rulesInForce(em, ids),
    resolve: ({ id }) => id,
  }),
}));
