import { detectionSettings } from '../src/equipment/detection-settings.ts';
import { limitsOf } from '../src/equipment/limits.ts';
import { limitsAsOf } from '../src/equipment/setting-history.ts';
import { builder } from './builder.ts';
import { SensorRef } from './sensor.ts';
import { DetectionSettingsRef, LimitsRef } from './sensor-settings.ts';

builder.objectFields(SensorRef, (t) => ({
  limits: t.field({
    type: LimitsRef,
    nullable: true,
    description: 'Where it asks for attention, now or at an instant; null before the sensor was entered.',
    args: {
      asOf: t.arg({
        type: 'DateTime',
        description: 'The limits that held at this instant; now when absent.',
      }),
    },
    resolve: (sensor, { asOf }, { em }) =>
      asOf == null ? limitsOf(sensor) : limitsAsOf(em, sensor.id, asOf),
  }),
  detectionSettings: t.loadable({
    type: DetectionSettingsRef,
    description: 'When its anomalies open and close.',
    load: async (ids: number[], { em }) => [...(await detectionSettings(em, ids)).values()],
    resolve: ({ id }) => id,
  }),
}));
