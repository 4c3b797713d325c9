import { DAY_SAMPLES, type SensorSeed } from './plant-model.ts';
import { measured, setpoint } from './sensor-forms.ts';
import type { SetpointResponse, SetpointSchedule } from './signal.ts';

/** Night, day and evening speed of cooling water pump A, 1/min. */
const PUMP_SPEED: SetpointSchedule = {
  form: 'SCHEDULE',
  cycle: DAY_SAMPLES,
  entries: [
    { at: 0, value: 1380 },
    { at: 72, value: 1480 },
    { at: 216, value: 1440 },
  ],
};

const followsSpeed = (gain: number): SetpointResponse => ({
  tag: 'PMP-101.SPD',
  setpoint: PUMP_SPEED,
  gain,
  around: 1440,
});

export const PUMP_SENSORS: readonly SensorSeed[] = [
  setpoint('PMP-101.SPD', 'Speed setpoint', 'rotational speed', '1/min', PUMP_SPEED),
  measured(
    ['PMP-101.VIB', 'Drive-end bearing vibration', 'vibration velocity', 'mm/s'],
    {
      base: 2.1,
      phase: 0.3,
      amplitude: 0.16,
      harmonic: 0.05,
      wander: 0.05,
      noise: 0.06,
      stepsPerUnit: 100,
      min: 0,
      max: 25,
      response: followsSpeed(0.002),
    },
    [1.3, 2.9],
    [null, null, 4.5, 7.1],
  ),
  measured(
    ['PMP-101.FLOW', 'Discharge flow', 'volume flow', 'L/min'],
    {
      base: 820,
      phase: 0.1,
      amplitude: 9,
      harmonic: 3,
      wander: 3,
      noise: 3.5,
      stepsPerUnit: 2,
      min: 0,
      max: 1500,
      response: followsSpeed(0.57),
    },
    [740, 890],
    [600, 680, 950, 1000],
  ),
  measured(
    ['PMP-101.DP', 'Discharge pressure', 'pressure', 'bar'],
    {
      base: 4.2,
      phase: 0.15,
      amplitude: 0.06,
      harmonic: 0.02,
      wander: 0.02,
      noise: 0.025,
      stepsPerUnit: 200,
      min: 0,
      max: 10,
      response: followsSpeed(0.0058),
    },
    [3.55, 4.75],
    [2.8, 3.2, 5.2, 5.6],
  ),
  measured(
    ['PMP-101.AMP', 'Motor current', 'electric current', 'A'],
    {
      base: 31,
      phase: 0.1,
      amplitude: 0.5,
      harmonic: 0.2,
      wander: 0.2,
      noise: 0.22,
      stepsPerUnit: 20,
      min: 0,
      max: 80,
      response: followsSpeed(0.06),
    },
    [25, 36],
    [15, 20, 42, 46],
  ),
  measured(
    ['PMP-102.VIB', 'Drive-end bearing vibration', 'vibration velocity', 'mm/s'],
    {
      base: 1.8,
      phase: 0.3,
      amplitude: 0.2,
      harmonic: 0.05,
      wander: 0.04,
      noise: 0.06,
      stepsPerUnit: 100,
      min: 0,
      max: 25,
    },
    [1.1, 2.5],
    [null, null, 4.5, 7.1],
  ),
  measured(
    ['PMP-102.FLOW', 'Discharge flow', 'volume flow', 'L/min'],
    {
      base: 640,
      phase: 0.2,
      amplitude: 34,
      harmonic: 9,
      wander: 5,
      noise: 4,
      stepsPerUnit: 2,
      min: 0,
      max: 1500,
    },
    [560, 720],
    [450, 510, 770, 820],
  ),
];
