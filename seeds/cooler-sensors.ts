import type { SensorSeed } from './plant-model.ts';
import { measured } from './sensor-forms.ts';

export const COOLER_SENSORS: readonly SensorSeed[] = [
  measured(
    ['HEX-301.TIN', 'Inlet temperature', 'temperature', 'Cel'],
    {
      base: 82,
      phase: 0.3,
      amplitude: 2.4,
      harmonic: 0.7,
      wander: 0.4,
      noise: 0.25,
      stepsPerUnit: 20,
      min: 0,
      max: 160,
    },
    [76, 88],
    [60, 70, 94, 100],
  ),
  measured(
    ['HEX-301.TOUT', 'Outlet temperature', 'temperature', 'Cel'],
    {
      base: 46,
      phase: 0.35,
      amplitude: 1.8,
      harmonic: 0.5,
      wander: 0.3,
      noise: 0.2,
      stepsPerUnit: 20,
      min: 0,
      max: 160,
    },
    [42, 50],
    [30, 36, 56, 62],
  ),
  measured(
    ['HEX-301.DP', 'Pressure drop', 'pressure', 'bar'],
    {
      base: 0.62,
      phase: 0.2,
      amplitude: 0.03,
      harmonic: 0.01,
      wander: 0.006,
      noise: 0.007,
      stepsPerUnit: 1000,
      min: 0,
      max: 2,
    },
    [0.53, 0.71],
    [0.3, 0.42, 0.78, 0.9],
  ),
  measured(
    ['HEX-301.VALVE', 'Control valve position', 'valve opening', '%'],
    {
      base: 47,
      phase: 0.3,
      amplitude: 9,
      harmonic: 2.5,
      wander: 1,
      noise: 0.6,
      stepsPerUnit: 10,
      min: 0,
      max: 100,
    },
    [30, 64],
    [5, 12, 88, 95],
  ),
];
