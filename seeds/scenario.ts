import { FAULT_KINDS, type FaultKind } from './faults.ts';
import { PLANT_EQUIPMENT } from './plant.ts';
import type { EquipmentSeed, SensorSeed } from './plant-model.ts';
import { PLANT_SENSORS } from './plant-sensors.ts';
import { NoiseStream } from './prng.ts';
import { healthyValues, instrumentReading } from './signal.ts';
import { SPACECRAFT_EQUIPMENT, spacecraftSensors } from './spacecraft.ts';

/** Samples of healthy history per sensor: indices 0 to HISTORY_SAMPLES − 1. */
export const HISTORY_SAMPLES = 3_000;

/**
 * Samples of the live part per sensor, which follow the history; the last fault ends 150 samples before its end. Whoever
 * goes on after it meets the same faults again, every LIVE_SAMPLES.
 */
export const LIVE_SAMPLES = 2_400;

/** A labelled fault; sample indices count from the beginning of the history, both ends inclusive. */
export interface PlannedFault {
  readonly kind: FaultKind;
  readonly sensorTag: string;
  readonly startIndex: number;
  readonly endIndex: number;
  /** See `FAULT_KINDS` for what it counts. */
  readonly severity: number;
}

/** @param start samples after the end of the history. */
const planned = (
  kind: FaultKind,
  sensorTag: string,
  start: number,
  length: number,
  severity: number,
): PlannedFault => ({
  kind,
  sensorTag,
  startIndex: HISTORY_SAMPLES + start,
  endIndex: HISTORY_SAMPLES + start + length - 1,
  severity,
});

/** Seven faults on seven sensors, by start; a sensor is well again from the sample after its fault. */
export const FAULTS: readonly PlannedFault[] = [
  planned('SPIKES', 'CMP-201.PRESS', 350, 200, 2),
  planned('SENSOR_FREEZE', 'HEX-301.TOUT', 600, 260, 1),
  planned('VALVE_STICTION', 'HEX-301.VALVE', 760, 320, 0.35),
  planned('BEARING_WEAR', 'PMP-101.VIB', 900, 900, 1),
  planned('LEVEL_SHIFT', 'CMP-201.AMP', 1200, 300, 0.8),
  planned('DRIFT', 'HEX-301.DP', 1350, 900, 2),
  planned('DROPOUT', 'CNV-401.AMP', 1600, 150, 0.85),
];

/** All equipment and sensors of the demo. */
export interface DemoPlant {
  readonly equipment: readonly EquipmentSeed[];
  readonly sensors: readonly SensorSeed[];
}

export const demoPlant = (seed: number): DemoPlant => ({
  equipment: [...PLANT_EQUIPMENT, ...SPACECRAFT_EQUIPMENT],
  sensors: [...PLANT_SENSORS, ...spacecraftSensors(seed, HISTORY_SAMPLES)],
});

/** Readings to be recorded: `values[j]` of sample `indices[j]`, null where the sensor sends none. */
export interface DemoReadings {
  readonly indices: readonly number[];
  readonly values: readonly (number | null)[];
}

/** Overwrites the part of `values` (samples from `from` on) that lies in one window of the fault. */
const applyOnce = (
  values: Float64Array,
  from: number,
  sensor: SensorSeed,
  seed: number,
  fault: PlannedFault,
): void => {
  const { signal, tag } = sensor;
  const first = Math.max(from, fault.startIndex);
  const last = Math.min(from + values.length - 1, fault.endIndex);
  if (signal.form === 'SCHEDULE' || first > last) return;
  const healthy = healthyValues(signal, seed, tag, fault.startIndex, fault.endIndex + 1);
  const faulty = FAULT_KINDS[fault.kind](
    healthy,
    fault.severity,
    new NoiseStream(seed, `${tag}/${fault.kind}`),
  );
  for (let i = first; i <= last; i++)
    values[i - from] = instrumentReading(signal, faulty[i - fault.startIndex]);
};

/** Overwrites the parts of `values` (samples from `from` on) that lie in any window of the fault. */
const applyFault = (
  values: Float64Array,
  from: number,
  sensor: SensorSeed,
  seed: number,
  fault: PlannedFault,
): void => {
  const end = from + values.length;
  const first = Math.max(0, Math.floor((from - fault.endIndex) / LIVE_SAMPLES));
  for (let shift = first * LIVE_SAMPLES; fault.startIndex + shift < end; shift += LIVE_SAMPLES) {
    const startIndex = fault.startIndex + shift;
    applyOnce(values, from, sensor, seed, { ...fault, startIndex, endIndex: fault.endIndex + shift });
  }
};

/**
 * What a sensor of the demo sends from sample `from` (inclusive) to `to` (exclusive), 0 ≤ from ≤ to, the planned faults
 * included; STEP sensors send changes only (and sample 0). Depends on seed, sensor and indices alone: any way to cut a
 * range into parts gives the same readings.
 */
export const demoReadings = (sensor: SensorSeed, seed: number, from: number, to: number): DemoReadings => {
  if (sensor.kind === 'STEP') {
    const held = healthyValues(sensor.signal, seed, sensor.tag, Math.max(0, from - 1), to);
    const start = to - held.length;
    const changed = [...held.keys()].filter((k) => (k === 0 ? start === from : held[k] !== held[k - 1]));
    return { indices: changed.map((k) => start + k), values: changed.map((k) => held[k]) };
  }
  const values = healthyValues(sensor.signal, seed, sensor.tag, from, to);
  for (const fault of FAULTS) {
    if (fault.sensorTag === sensor.tag) applyFault(values, from, sensor, seed, fault);
  }
  return {
    indices: Array.from(values, (_, k) => from + k),
    values: Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
  };
};
