import type { EntityManager } from '../db/database.ts';
import { InvalidInputError } from '../errors.ts';
import type { HysteresisConfig } from '../ml/hysteresis.ts';
import { newestSettings } from './setting-history.ts';

/**
 * When an anomaly opens and closes: after `openAfterReadings` readings in a row above the threshold, and after
 * `closeAfterReadings` in a row below `closeRatio` times the threshold.
 */
export interface DetectionSettings {
  readonly openAfterReadings: number;
  readonly closeAfterReadings: number;
  readonly closeRatio: number;
  /** Whether readings are held against the limits of the sensor, too. */
  readonly judgeLimits: boolean;
}

/** Settings as they are asked for: what may be left out is on. */
export type AskedDetection = Omit<DetectionSettings, 'judgeLimits'> & {
  readonly judgeLimits?: boolean | null;
};

/** The setting that the live form of the discord detector was measured with (docs/ML.md). */
export const DEFAULT_DETECTION: DetectionSettings = {
  openAfterReadings: 2,
  closeAfterReadings: 100,
  closeRatio: 0.7,
  judgeLimits: true,
};

const MOST_READINGS = { openAfterReadings: 1_000, closeAfterReadings: 100_000 } as const;

/** The settings in the words of `ml/`. */
export const hysteresisOf = (settings: DetectionSettings): HysteresisConfig => ({
  openAfter: settings.openAfterReadings,
  closeAfter: settings.closeAfterReadings,
  closeRatio: settings.closeRatio,
});

/** @throws InvalidInputError */
export function checkedDetection(settings: AskedDetection): DetectionSettings {
  for (const field of ['openAfterReadings', 'closeAfterReadings'] as const) {
    const count = settings[field];
    if (!Number.isInteger(count) || count < 1 || count > MOST_READINGS[field]) {
      throw new InvalidInputError(
        `detection.${field}`,
        count,
        `a whole number from 1 to ${MOST_READINGS[field]}`,
      );
    }
  }
  const { openAfterReadings, closeAfterReadings, closeRatio } = settings;
  const judgeLimits = settings.judgeLimits ?? DEFAULT_DETECTION.judgeLimits;
  if (closeRatio > 0 && closeRatio <= 1)
    return { openAfterReadings, closeAfterReadings, closeRatio, judgeLimits };
  throw new InvalidInputError('detection.closeRatio', closeRatio, 'above 0 and at most 1');
}

/** The settings in force for each sensor, in one query; the defaults where none were ever set. */
export async function detectionSettings(
  em: EntityManager,
  sensorIds: readonly number[],
): Promise<Map<number, DetectionSettings>> {
  const set = await newestSettings(em, sensorIds, 'DETECTION');
  return new Map(
    sensorIds.map((id) => [id, { ...DEFAULT_DETECTION, ...(set.get(id) as DetectionSettings | undefined) }]),
  );
}
