import type { InputFields } from './builder.ts';
import { idOf, idsOf } from './global-id.ts';

/** Sensors that one request may name. */
export const MOST_SENSORS = 1_000;

/** The fields of a stream's filter that say on which sensors something must have happened. */
export const sensorScope = (t: InputFields) => ({
  equipmentId: t
    .id({ description: 'On sensors of this equipment and of everything below it.' })
    .validate(idOf('Equipment').nullish()),
  sensorIds: t
    .idList({ description: `On these sensors, at most ${MOST_SENSORS}.` })
    .validate(idsOf('Sensor', MOST_SENSORS).nullish()),
});
