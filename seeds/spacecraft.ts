import { type EquipmentSeed, SAMPLING_PERIOD_MS, type SensorRanges, type SensorSeed } from './plant-model.ts';
import { NoiseStream } from './prng.ts';
import { type CyclicSignal, healthyValues } from './signal.ts';

const DESCRIPTION =
  'The telemetry of this unit is anonymised: a scaled, dimensionless value without a physical meaning. ' +
  'Normal range and limits come from the training data. The demo shows a synthetic signal in its place.';

const CRAFT: readonly (readonly [string, string, string])[] = [
  ['SMAP', 'Soil Moisture Active Passive', 'Earth orbit'],
  ['MSL', 'Mars Science Laboratory (Curiosity)', 'Gale crater, Mars'],
];

/** Tag, name, class, criticality. */
const UNITS: readonly (readonly [string, string, string, EquipmentSeed['criticality']])[] = [
  ['SMAP-PWR-001', 'SMAP power', 'power', 'CRITICAL'],
  ['SMAP-COM-001', 'SMAP communication', 'communication', 'HIGH'],
  ['SMAP-ATT-001', 'SMAP attitude', 'attitude', 'CRITICAL'],
  ['SMAP-THM-001', 'SMAP thermal', 'thermal', 'HIGH'],
  ['SMAP-PAY-001', 'SMAP payload', 'payload', 'HIGH'],
  ['SMAP-SYS-001', 'SMAP system monitor', 'payload', 'MEDIUM'],
  ['MSL-MOB-001', 'MSL mobility', 'mobility', 'CRITICAL'],
  ['MSL-PWR-001', 'MSL power', 'power', 'CRITICAL'],
  ['MSL-ENV-001', 'MSL environmental', 'environmental', 'MEDIUM'],
  ['MSL-SCI-001', 'MSL scientific', 'scientific', 'HIGH'],
  ['MSL-COM-001', 'MSL communication', 'communication', 'HIGH'],
  ['MSL-NAV-001', 'MSL navigation', 'navigation', 'CRITICAL'],
];

/** The area that holds the units of a spacecraft. */
const subsystemsOf = (craft: string): string => `${craft}-SUBSYSTEMS`;

export const SPACECRAFT_EQUIPMENT: readonly EquipmentSeed[] = [
  ...CRAFT.map(
    ([tag, name, location]): EquipmentSeed => ({
      tag,
      name,
      kind: 'SITE',
      parentTag: null,
      equipmentClass: 'spacecraft',
      criticality: 'CRITICAL',
      location,
      description: '',
    }),
  ),
  ...CRAFT.map(
    ([tag]): EquipmentSeed => ({
      tag: subsystemsOf(tag),
      name: `${tag} subsystems`,
      kind: 'AREA',
      parentTag: tag,
      equipmentClass: null,
      criticality: 'CRITICAL',
      location: null,
      description: '',
    }),
  ),
  ...UNITS.map(
    ([tag, name, equipmentClass, criticality]): EquipmentSeed => ({
      tag,
      name,
      kind: 'UNIT',
      parentTag: subsystemsOf(tag.slice(0, tag.indexOf('-'))),
      equipmentClass,
      criticality,
      location: null,
      description: DESCRIPTION,
    }),
  ),
];

/** A train split's range with a tenth of its width to spare on both sides is normal; limits lie 20 % and 40 % outside. */
const rangesOf = (train: Float64Array): SensorRanges => {
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  const low = train.reduce((a, b) => Math.min(a, b));
  const high = train.reduce((a, b) => Math.max(a, b));
  const width = high - low;
  return {
    normalLow: round(low - 0.1 * width),
    normalHigh: round(high + 0.1 * width),
    limitLowLow: round(low - 0.4 * width),
    limitLow: round(low - 0.2 * width),
    limitHigh: round(high + 0.2 * width),
    limitHighHigh: round(high + 0.4 * width),
  };
};

const syntheticSignal = (seed: number, tag: string): CyclicSignal => {
  const random = new NoiseStream(seed, `${tag}/form`);
  return {
    form: 'CYCLIC',
    base: random.between(0, -0.2, 0.2),
    cycle: Math.round(random.between(1, 160, 320)),
    phase: random.uniform(2),
    amplitude: random.between(3, 0.25, 0.45),
    harmonic: random.between(4, 0.04, 0.12),
    wander: 0.02,
    noise: random.between(5, 0.02, 0.04),
    stepsPerUnit: 1000,
    min: -1,
    max: 1,
  };
};

/** One telemetry value per unit; ranges from the first `trainSamples` samples of its signal. */
export const spacecraftSensors = (seed: number, trainSamples: number): SensorSeed[] =>
  UNITS.map(([equipmentTag]) => {
    const tag = `${equipmentTag}.TLM`;
    const signal = syntheticSignal(seed, tag);
    return {
      tag,
      name: 'Telemetry value',
      description: DESCRIPTION,
      equipmentTag,
      quantity: 'telemetry value',
      unit: '1',
      kind: 'CONTINUOUS',
      samplingPeriodMs: SAMPLING_PERIOD_MS,
      inputTags: [],
      signal,
      ...rangesOf(healthyValues(signal, seed, tag, 0, trainSamples)),
    };
  });
