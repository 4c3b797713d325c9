import { DomainError } from '../errors.ts';
import { type Quality, qualityCode } from './quality.ts';
import type { SensorColumns } from './store.ts';

/** What a client sends for one sensor: columns of equal length; null marks a missing value; quality GOOD where none is given. */
export interface SeriesInput {
  readonly sensorId: number;
  readonly times: readonly number[];
  readonly values: readonly (number | null | undefined)[];
  readonly qualities?: readonly Quality[] | null;
}

export const REJECTION_REASONS = [
  'NON_FINITE_VALUE',
  'INVALID_TIME',
  'DUPLICATE_TIME',
  'DECREASING_TIME',
  'FAR_FUTURE',
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** A reading that was not stored: its index in the columns as they came, and why. */
export interface Rejection {
  readonly index: number;
  readonly reason: RejectionReason;
  readonly message: string;
}

export interface CheckedSeries {
  readonly columns: SensorColumns;
  readonly rejected: readonly Rejection[];
}

export interface BatchLimits {
  readonly maxReadings: number;
  /** Source times later than this are in the far future. */
  readonly latestMs: number;
}

/** Source times before the year 1900 are mistakes of the sender. */
const EARLIEST_MS = Date.UTC(1900, 0, 1);

/** The whole batch cannot be taken; nothing of it was stored. */
export class BatchError extends DomainError {}

/**
 * Checks the shape of a batch before anything is stored.
 * @throws BatchError UNEQUAL_COLUMNS, REPEATED_SENSOR, EMPTY_BATCH or BATCH_TOO_LARGE
 */
export function checkShape(series: readonly SeriesInput[], limits: BatchLimits): void {
  const count = series.reduce((sum, { times }) => sum + times.length, 0);
  if (count === 0)
    throw new BatchError('EMPTY_BATCH', 'The batch holds no readings', 'Send at least one reading.');
  if (count > limits.maxReadings) {
    throw new BatchError(
      'BATCH_TOO_LARGE',
      `The batch holds ${count} readings`,
      `Send at most ${limits.maxReadings} readings in one batch.`,
      { count, limit: limits.maxReadings },
    );
  }
  const seen = new Set<number>();
  series.forEach((one, index) => {
    checkColumns(one, index);
    if (seen.has(one.sensorId)) {
      throw new BatchError(
        'REPEATED_SENSOR',
        `Series ${index} repeats a sensor`,
        'Send one series per sensor.',
      );
    }
    seen.add(one.sensorId);
  });
}

function checkColumns({ times, values, qualities }: SeriesInput, index: number): void {
  if (times.length === values.length && (qualities == null || qualities.length === times.length)) return;
  const lengths = `times ${times.length}, values ${values.length}${qualities ? `, qualities ${qualities.length}` : ''}`;
  throw new BatchError(
    'UNEQUAL_COLUMNS',
    `Series ${index} has columns of unequal length: ${lengths}`,
    'Send columns of equal length; null marks a missing value.',
    { index },
  );
}

/** Keeps the readings that can be stored, in their order, and names every other one. */
export function checkReadings(input: SeriesInput, limits: BatchLimits): CheckedSeries {
  const { times, values, qualities } = input;
  const rejected: Rejection[] = [];
  const kept: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < times.length; i++) {
    const refusal = refuse(times[i], values[i], last, limits);
    if (refusal) rejected.push({ index: i, ...refusal });
    else {
      kept.push(i);
      last = times[i];
    }
  }
  return {
    rejected,
    columns: {
      sensorId: input.sensorId,
      times: Float64Array.from(kept, (i) => times[i]),
      values: Float64Array.from(kept, (i) => values[i] ?? Number.NaN),
      qualities: Uint8Array.from(kept, (i) => qualityCode(qualities?.[i] ?? 'GOOD')),
    },
  };
}

function refuse(
  timeMs: number,
  value: number | null | undefined,
  lastMs: number,
  limits: BatchLimits,
): Omit<Rejection, 'index'> | null {
  if (!Number.isInteger(timeMs) || timeMs < EARLIEST_MS) {
    return { reason: 'INVALID_TIME', message: 'The source time is not an instant since 1900' };
  }
  if (timeMs > limits.latestMs) {
    const latest = new Date(limits.latestMs).toISOString();
    return {
      reason: 'FAR_FUTURE',
      message: `The source time is later than ${latest}; check the clock of the source`,
    };
  }
  if (timeMs === lastMs)
    return { reason: 'DUPLICATE_TIME', message: 'The source time repeats that of the reading before' };
  if (timeMs < lastMs)
    return { reason: 'DECREASING_TIME', message: 'The source time is before that of the reading before' };
  if (value != null && !Number.isFinite(value)) {
    return {
      reason: 'NON_FINITE_VALUE',
      message: 'The value is not a finite number; send null where it is missing',
    };
  }
  return null;
}
