import { NoiseStream } from './prng.ts';

/** A setpoint that repeats: `value` holds from `at` (samples into the cycle) to the next entry; the first `at` is 0. */
export interface SetpointSchedule {
  readonly form: 'SCHEDULE';
  /** Samples. */
  readonly cycle: number;
  readonly entries: readonly { readonly at: number; readonly value: number }[];
}

/** A quantity follows a setpoint: `gain` (in its unit) for each unit that the setpoint stands above `around`. */
export interface SetpointResponse {
  /** Tag of the setpoint's sensor. */
  readonly tag: string;
  readonly setpoint: SetpointSchedule;
  readonly gain: number;
  readonly around: number;
}

/** A measured quantity in healthy operation; everything but `cycle` and `phase` is in the unit of the sensor. */
export interface CyclicSignal {
  readonly form: 'CYCLIC';
  readonly base: number;
  /** Samples of one season, such as a day. */
  readonly cycle: number;
  /** Share of a cycle, 0 to 1, by which the season starts later. */
  readonly phase: number;
  readonly amplitude: number;
  /** Amplitude of the second harmonic. */
  readonly harmonic: number;
  /** Bound of a slow, smooth, aimless movement. */
  readonly wander: number;
  /** Standard deviation of the noise. */
  readonly noise: number;
  /** The instrument's resolution: readings are whole multiples of 1/stepsPerUnit. */
  readonly stepsPerUnit: number;
  /** The instrument's span, beyond which it cannot read. */
  readonly min: number;
  readonly max: number;
  readonly response?: SetpointResponse;
}

export type SignalForm = SetpointSchedule | CyclicSignal;

/** Samples over which a quantity approaches a new setpoint. */
const RESPONSE_SAMPLES = 4;
/** Samples between the supports of the wander. */
const WANDER_SAMPLES = 96;

const setpointAt = (schedule: SetpointSchedule, i: number): number => {
  const within = ((i % schedule.cycle) + schedule.cycle) % schedule.cycle;
  const entry = schedule.entries.findLast(({ at }) => at <= within) ?? schedule.entries[0];
  return entry.value;
};

const responseAt = (signal: CyclicSignal, i: number): number => {
  if (signal.response === undefined) return 0;
  const { setpoint, gain, around } = signal.response;
  let sum = 0;
  for (let lag = 0; lag < RESPONSE_SAMPLES; lag++) sum += setpointAt(setpoint, i - lag);
  return gain * (sum / RESPONSE_SAMPLES - around);
};

const wanderAt = (supports: NoiseStream, i: number): number => {
  const left = Math.floor(i / WANDER_SAMPLES);
  const u = i / WANDER_SAMPLES - left;
  const ease = u * u * (3 - 2 * u);
  return supports.between(left, -1, 1) * (1 - ease) + supports.between(left + 1, -1, 1) * ease;
};

/** What the instrument shows of a true value: within its span, in its resolution. */
export const instrumentReading = (signal: CyclicSignal, value: number): number => {
  const steps = Math.round(Math.min(signal.max, Math.max(signal.min, value)) * signal.stepsPerUnit);
  return steps / signal.stepsPerUnit + 0;
};

/**
 * Healthy values of samples `from` (inclusive) to `to` (exclusive), 0 ≤ from. A sample's value depends on seed, tag and
 * its index alone.
 */
export const healthyValues = (
  signal: SignalForm,
  seed: number,
  tag: string,
  from: number,
  to: number,
): Float64Array => {
  if (signal.form === 'SCHEDULE')
    return Float64Array.from({ length: to - from }, (_, k) => setpointAt(signal, from + k));
  const noise = new NoiseStream(seed, `${tag}/noise`);
  const supports = new NoiseStream(seed, `${tag}/wander`);
  return Float64Array.from({ length: to - from }, (_, k) => {
    const i = from + k;
    const angle = 2 * Math.PI * (i / signal.cycle - signal.phase);
    const season = signal.amplitude * Math.sin(angle) + signal.harmonic * Math.sin(2 * angle);
    const slow = signal.wander * wanderAt(supports, i);
    const value = signal.base + responseAt(signal, i) + season + slow + signal.noise * noise.normal(i);
    return instrumentReading(signal, value);
  });
};
