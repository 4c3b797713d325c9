import { DomainError } from '../errors.ts';
import type { ReadingsStore } from '../readings/store.ts';
import type { Anomaly } from './anomaly.ts';
import { type StoredStretch, storedStretch } from './stored-stretch.ts';

/** Where an anomaly lies. */
export type AnomalyPlace = Pick<Anomaly, 'sensorId' | 'startMs' | 'endMs' | 'peakMs'> & {
  /** What came until then is not looked at; ms since the epoch. */
  readonly afterMs?: number;
};

/** The readings around an anomaly; `start` and `peak` are indices of them. */
export interface AnomalySurroundings extends StoredStretch {
  readonly start: number;
  readonly peak: number;
}

const READINGS_BEFORE = 100;
/** What adapts while it judges has by then come near to where it was live. */
const PRIMED = 2_000;
const MOST_READINGS = 50_000;

/**
 * The readings from 100 before an anomaly to its end, or to its peak where its end is too far off; only those after `afterMs`.
 * @throws DomainError DATASET_TOO_LARGE or READINGS_GONE
 */
export async function surroundingsOf(
  readings: ReadingsStore,
  { sensorId, startMs, endMs, peakMs, afterMs = Number.MIN_SAFE_INTEGER }: AnomalyPlace,
  inputIds: readonly number[],
): Promise<AnomalySurroundings> {
  const before = await readings.before(sensorId, startMs, READINGS_BEFORE);
  const fromMs = before.times.find((time) => time > afterMs) ?? startMs;
  const countTo = async (toMs: number) => (await readings.extent(sensorId, fromMs, toMs))?.count ?? 0;
  const toMs = (await countTo(endMs)) <= MOST_READINGS ? endMs : peakMs;
  if (toMs !== endMs && (await countTo(peakMs)) > MOST_READINGS) throw tooLarge();
  const stretch = await storedStretch(readings, sensorId, inputIds, { fromMs, toMs }, PRIMED, afterMs);
  const start = stretch.times.findIndex((time) => time >= startMs);
  const peak = stretch.times.indexOf(peakMs);
  if (peak < 0) throw readingsGone(peakMs);
  return { ...stretch, start, peak };
}

const tooLarge = (): DomainError =>
  new DomainError(
    'DATASET_TOO_LARGE',
    `The peak comes more than ${MOST_READINGS} readings after the start`,
    'Look at a part of it with whatIf.',
    { most: MOST_READINGS },
  );

const readingsGone = (peakMs: number): DomainError =>
  new DomainError(
    'READINGS_GONE',
    `The reading of ${new Date(peakMs).toISOString()}, its peak, is stored no more`,
    'Read what is known of it from its revisions.',
  );
