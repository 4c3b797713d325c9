import type { SensorSeed } from './plant-model.ts';
import { measured } from './sensor-forms.ts';

export const CONVEYOR_SENSORS: readonly SensorSeed[] = [
  measured(
    ['CNV-401.AMP', 'Drive current', 'electric current', 'A'],
    {
      base: 14,
      phase: 0.25,
      amplitude: 1.2,
      harmonic: 0.5,
      wander: 0.2,
      noise: 0.25,
      stepsPerUnit: 50,
      min: 0,
      max: 40,
    },
    [10.8, 17.2],
    [5, 8, 20, 24],
  ),
  measured(
    ['CNV-401.GBT', 'Gearbox temperature', 'temperature', 'Cel'],
    {
      base: 58,
      phase: 0.4,
      amplitude: 2.8,
      harmonic: 0.6,
      wander: 0.5,
      noise: 0.25,
      stepsPerUnit: 20,
      min: -20,
      max: 150,
    },
    [51, 65],
    [20, 35, 78, 88],
  ),
];
