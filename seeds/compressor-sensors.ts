import { DAY_SAMPLES, type SensorSeed } from './plant-model.ts';
import { measured, setpoint } from './sensor-forms.ts';
import type { SetpointResponse, SetpointSchedule } from './signal.ts';

/** Load stage of the compressor by shift, %. */
const COMPRESSOR_LOAD: SetpointSchedule = {
  form: 'SCHEDULE',
  cycle: DAY_SAMPLES,
  entries: [
    { at: 0, value: 60 },
    { at: 84, value: 90 },
    { at: 180, value: 75 },
  ],
};

const followsLoad = (gain: number): SetpointResponse => ({
  tag: 'CMP-201.LOAD',
  setpoint: COMPRESSOR_LOAD,
  gain,
  around: 75,
});

export const COMPRESSOR_SENSORS: readonly SensorSeed[] = [
  setpoint('CMP-201.LOAD', 'Load stage', 'load', '%', COMPRESSOR_LOAD),
  measured(
    ['CMP-201.PRESS', 'Header pressure', 'pressure', 'bar'],
    {
      base: 7.1,
      phase: 0.4,
      amplitude: 0.11,
      harmonic: 0.04,
      wander: 0.03,
      noise: 0.03,
      stepsPerUnit: 100,
      min: 0,
      max: 12,
    },
    [6.7, 7.5],
    [5.5, 6.2, 8.2, 8.8],
  ),
  measured(
    ['CMP-201.OIL', 'Oil temperature', 'temperature', 'Cel'],
    {
      base: 74,
      phase: 0.35,
      amplitude: 2.6,
      harmonic: 0.8,
      wander: 0.5,
      noise: 0.3,
      stepsPerUnit: 10,
      min: -20,
      max: 150,
      response: followsLoad(0.08),
    },
    [66, 82],
    [40, 55, 90, 98],
  ),
  measured(
    ['CMP-201.AMP', 'Motor current', 'electric current', 'A'],
    {
      base: 118,
      phase: 0.35,
      amplitude: 2,
      harmonic: 0.8,
      wander: 0.8,
      noise: 0.9,
      stepsPerUnit: 10,
      min: 0,
      max: 250,
      response: followsLoad(0.62),
    },
    [100, 136],
    [70, 85, 155, 170],
  ),
  measured(
    ['CMP-201.VIB', 'Casing vibration', 'vibration velocity', 'mm/s'],
    {
      base: 2.9,
      phase: 0.35,
      amplitude: 0.15,
      harmonic: 0.06,
      wander: 0.05,
      noise: 0.08,
      stepsPerUnit: 100,
      min: 0,
      max: 25,
      response: followsLoad(0.008),
    },
    [2, 3.8],
    [null, null, 5.5, 7.1],
  ),
];
