import { COMPRESSOR_SENSORS } from './compressor-sensors.ts';
import { CONVEYOR_SENSORS } from './conveyor-sensors.ts';
import { COOLER_SENSORS } from './cooler-sensors.ts';
import type { SensorSeed } from './plant-model.ts';
import { PUMP_SENSORS } from './pump-sensors.ts';

/** Two setpoints and sixteen measured quantities of the demo plant. */
export const PLANT_SENSORS: readonly SensorSeed[] = [
  ...PUMP_SENSORS,
  ...COMPRESSOR_SENSORS,
  ...COOLER_SENSORS,
  ...CONVEYOR_SENSORS,
];
