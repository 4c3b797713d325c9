import type { NoiseStream } from './prng.ts';

/**
 * What a fault makes of the healthy values of its window: the same number of values, NaN where none arrives. The input
 * is left alone. `severity` > 0 counts spreads of the healthy window (its 95 % minus its 5 % quantile) unless said
 * otherwise.
 */
type Fault = (healthy: Float64Array, severity: number, random: NoiseStream) => Float64Array;

const spread = (values: Float64Array): number => {
  const sorted = values.toSorted();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  return at(0.95) - at(0.05);
};

/** Amplitude grows to 1 + severity times the healthy one, and ever more bursts of up to severity times it stand out. */
const bearingWear: Fault = (healthy, severity, random) =>
  healthy.map((value, i) => {
    const wear = ((i + 1) / healthy.length) ** 1.5;
    const burst = random.uniform(2 * i) < 0.02 + 0.1 * wear ? random.between(2 * i + 1, 0.3, 1) : 0;
    return value * (1 + severity * wear * (1 + burst));
  });

/** The valve sticks until the wanted position is severity spreads away, then jumps past it by half as much. */
const valveStiction: Fault = (healthy, severity) => {
  const band = severity * spread(healthy);
  let held = healthy[0];
  return healthy.map((wanted) => {
    if (Math.abs(wanted - held) > band) held = wanted + (Math.sign(wanted - held) * band) / 2;
    return held;
  });
};

/** The first value is repeated, whatever the severity. */
const sensorFreeze: Fault = (healthy) => new Float64Array(healthy.length).fill(healthy[0]);

/** A ramp that reaches severity spreads at the end. */
const drift: Fault = (healthy, severity) => {
  const rise = severity * spread(healthy);
  return healthy.map((value, i) => value + (rise * (i + 1)) / healthy.length);
};

/** Severity spreads higher from the first value on. */
const levelShift: Fault = (healthy, severity) => {
  const shift = severity * spread(healthy);
  return healthy.map((value) => value + shift);
};

/** One value in ten, the first among them, stands out up or down by 0.7 to 1.3 times severity spreads. */
const spikes: Fault = (healthy, severity, random) => {
  const size = severity * spread(healthy);
  return healthy.map((value, i) => {
    if (i > 0 && random.uniform(3 * i) >= 0.1) return value;
    const sign = random.uniform(3 * i + 1) < 0.5 ? -1 : 1;
    return value + sign * size * random.between(3 * i + 2, 0.7, 1.3);
  });
};

/** Values are missing in blocks of eight: the first block, and every other with probability severity ≤ 1. */
const dropout: Fault = (healthy, severity, random) =>
  healthy.map((value, i) => (i < 8 || random.uniform(Math.floor(i / 8)) < severity ? Number.NaN : value));

export const FAULT_KINDS = {
  BEARING_WEAR: bearingWear,
  VALVE_STICTION: valveStiction,
  SENSOR_FREEZE: sensorFreeze,
  DRIFT: drift,
  LEVEL_SHIFT: levelShift,
  SPIKES: spikes,
  DROPOUT: dropout,
} as const satisfies Record<string, Fault>;

export type FaultKind = keyof typeof FAULT_KINDS;
