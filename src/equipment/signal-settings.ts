import type { EntityManager } from '../db/database.ts';
import { InvalidInputError } from '../errors.ts';
import type { SensorKind } from './sensor.ts';
import { newestSettings } from './setting-history.ts';

/**
 * When a sensor is silent (nothing heard for `silentAfterMs`) and when it is stuck (`stuckAfterReadings` readings in a
 * row with exactly the same value). Null leaves it to the server, 0 switches it off.
 */
export interface SignalSettings {
  readonly silentAfterMs: number | null;
  readonly stuckAfterReadings: number | null;
}

export const DEFAULT_SIGNAL: SignalSettings = { silentAfterMs: null, stuckAfterReadings: null };

const BOUNDS = {
  silentAfterMs: [1_000, 7 * 86_400_000],
  stuckAfterReadings: [2, 100_000],
} as const;

/** @throws InvalidInputError */
export function checkedSignal(settings: Partial<SignalSettings>, kind: SensorKind): SignalSettings {
  if (kind === 'STEP') {
    throw new InvalidInputError('signal', 'given', 'absent: a STEP sensor speaks only when it changes');
  }
  return {
    silentAfterMs: checkedBound('silentAfterMs', settings.silentAfterMs ?? null),
    stuckAfterReadings: checkedBound('stuckAfterReadings', settings.stuckAfterReadings ?? null),
  };
}

function checkedBound(field: keyof SignalSettings, value: number | null): number | null {
  const [least, most] = BOUNDS[field];
  if (value === null || value === 0) return value;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new InvalidInputError(`signal.${field}`, value, `0, or a whole number from ${least} to ${most}`);
}

/** The settings of each sensor, in one query; the defaults where none were ever set. */
export async function signalSettings(
  em: EntityManager,
  sensorIds: readonly number[],
): Promise<Map<number, SignalSettings>> {
  const set = await newestSettings(em, sensorIds, 'SIGNAL');
  return new Map(sensorIds.map((id) => [id, (set.get(id) as SignalSettings | undefined) ?? DEFAULT_SIGNAL]));
}
