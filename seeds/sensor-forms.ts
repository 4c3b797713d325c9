import { DAY_SAMPLES, SAMPLING_PERIOD_MS, type SensorRanges, type SensorSeed } from './plant-model.ts';
import type { CyclicSignal, SetpointSchedule } from './signal.ts';

/** Low-low, low, high and high-high limit; a side without a meaning for the quantity is null. */
type Limits = readonly [number | null, number | null, number | null, number | null];

const ranges = (normalLow: number, normalHigh: number, limits: Limits): SensorRanges => ({
  normalLow,
  normalHigh,
  limitLowLow: limits[0],
  limitLow: limits[1],
  limitHigh: limits[2],
  limitHighHigh: limits[3],
});

/** Tag such as `PMP-101.VIB`: the equipment's tag, a dot, a short word. */
const base = (tag: string, name: string, quantity: string, unit: string) => ({
  tag,
  name,
  description: '',
  equipmentTag: tag.slice(0, tag.indexOf('.')),
  quantity,
  unit,
  samplingPeriodMs: SAMPLING_PERIOD_MS,
});

/** A command, known by its schedule. */
export const setpoint = (
  tag: string,
  name: string,
  quantity: string,
  unit: string,
  signal: SetpointSchedule,
): SensorSeed => {
  const values = signal.entries.map(({ value }) => value);
  return {
    ...base(tag, name, quantity, unit),
    ...ranges(Math.min(...values), Math.max(...values), [null, null, null, null]),
    kind: 'STEP',
    inputTags: [],
    signal,
  };
};

/** A quantity with the season of a day; its input is the setpoint that it follows. */
export const measured = (
  [tag, name, quantity, unit]: readonly [string, string, string, string],
  signal: Omit<CyclicSignal, 'form' | 'cycle'>,
  normal: readonly [number, number],
  limits: Limits,
): SensorSeed => ({
  ...base(tag, name, quantity, unit),
  ...ranges(normal[0], normal[1], limits),
  kind: 'CONTINUOUS',
  inputTags: signal.response === undefined ? [] : [signal.response.tag],
  signal: { ...signal, form: 'CYCLIC', cycle: DAY_SAMPLES },
});
