import { confirmedLabels } from '../datasets/confirmed-intervals.ts';
import { sampledSensor } from '../datasets/sampled-sensor.ts';
import type { EntityManager } from '../db/database.ts';
import { DomainError, InsufficientDataError, InvalidInputError } from '../errors.ts';
import type { OperatorLabel } from '../labels/operator-label.ts';
import type { ReadingsStore } from '../readings/store.ts';

/** Times are ms since the epoch, both ends inclusive. */
export interface HistoryRange {
  readonly sensorId: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A range of stored readings and what operators hold to be anomalous of its sensor. */
export interface History extends HistoryRange {
  readonly periodMs: number;
  readonly labels: readonly OperatorLabel[];
}

const LEAST_READINGS = 2;
const MOST_READINGS = 50_000;

/**
 * What is to be replayed, sized before it is read.
 * @throws NotFoundError, InvalidInputError, InsufficientDataError, DomainError STEP_SENSOR or DATASET_TOO_LARGE
 */
export async function historyOf(
  em: EntityManager,
  readings: Pick<ReadingsStore, 'extent'>,
  { sensorId, fromMs, toMs }: HistoryRange,
): Promise<History> {
  const { periodMs } = await sampledSensor(em, sensorId);
  if (toMs < fromMs) throw new InvalidInputError('to', new Date(toMs).toISOString(), 'at or after from');
  const stored = await readings.extent(sensorId, fromMs, toMs);
  const count = stored?.count ?? 0;
  refuseFew(count);
  if (count > MOST_READINGS) throw tooLarge(count);
  return { sensorId, fromMs, toMs, periodMs, labels: await confirmedLabels(em, sensorId) };
}

/** @throws InsufficientDataError */
export function refuseFew(readings: number): void {
  if (readings < LEAST_READINGS) throw new InsufficientDataError(LEAST_READINGS, readings);
}

const tooLarge = (readings: number): DomainError =>
  new DomainError(
    'DATASET_TOO_LARGE',
    `The range holds ${readings} readings`,
    `Choose a range of at most ${MOST_READINGS} readings.`,
    { readings, most: MOST_READINGS },
  );
