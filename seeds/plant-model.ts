import type { Criticality, EquipmentKind } from '../src/equipment/equipment.ts';
import type { SensorKind } from '../src/equipment/sensor.ts';
import type { SignalForm } from './signal.ts';

/** A place or machine to be created; parents stand before their children. */
export interface EquipmentSeed {
  readonly tag: string;
  readonly name: string;
  readonly kind: EquipmentKind;
  readonly parentTag: string | null;
  readonly equipmentClass: string | null;
  readonly criticality: Criticality;
  readonly location: string | null;
  readonly description: string;
}

/** What is normal for a sensor and when somebody wants to know, in its unit. */
export interface SensorRanges {
  readonly normalLow: number | null;
  readonly normalHigh: number | null;
  readonly limitLowLow: number | null;
  readonly limitLow: number | null;
  readonly limitHigh: number | null;
  readonly limitHighHigh: number | null;
}

/** A sensor to be created, and the signal that it shows while all is well. */
export interface SensorSeed extends SensorRanges {
  readonly tag: string;
  readonly name: string;
  readonly description: string;
  readonly equipmentTag: string;
  readonly quantity: string;
  /** UCUM code. */
  readonly unit: string;
  readonly kind: SensorKind;
  readonly samplingPeriodMs: number;
  /** Tags of input sensors, in order; inputs stand before the sensors that look at them. */
  readonly inputTags: readonly string[];
  readonly signal: SignalForm;
}

/** Five minutes: every sensor of the demo is sampled at this period. */
export const SAMPLING_PERIOD_MS = 300_000;

/** Samples of a day at that period. */
export const DAY_SAMPLES = 288;
