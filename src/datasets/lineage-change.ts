import { FEATURE_CODE } from '../ml/features/feature-code.ts';
import type { DatasetCleaning } from './dataset-cleaning.ts';
import { cellOf, cellTime, type Grid } from './grid.ts';
import type { PinnedFeatures } from './pinned-features.ts';
import type { Recomputed } from './recomputed.ts';
import { blockSamples, type Traces } from './traces.ts';

export const LINEAGE_CHANGES = [
  'READINGS_GONE',
  'SAMPLE_COUNT',
  'RANGE',
  'VALUES',
  'INPUTS',
  'LABELS',
  'CLEANING',
  'FEATURES',
  'ARRAYS',
] as const;
export type LineageChangeKind = (typeof LINEAGE_CHANGES)[number];

/** One thing that is not as it was when a dataset was pinned. */
export interface LineageChange {
  readonly kind: LineageChangeKind;
  readonly message: string;
  /** Readings or samples that it is about; of VALUES at most so many. */
  readonly samples?: number;
  /** Of VALUES: the first sample that may differ, and the last. */
  readonly firstMs?: number;
  readonly lastMs?: number;
  /** Of INPUTS: whose values. */
  readonly sensorId?: number;
}

/** Readings of the sensor within the grid, and the first and the last of them. */
export interface Found {
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** A dataset as it was pinned; nothing is known of its origin where an earlier release did that. */
export interface Recorded {
  readonly grid: Grid;
  readonly inputSensorIds: readonly number[];
  readonly cleaning: DatasetCleaning | null;
  readonly features: PinnedFeatures | null;
  readonly origin: (Traces & { readonly readings: number }) | null;
}

/** What differs between a dataset and its recomputation, when their arrays do; never nothing. */
export function lineageChanges(recorded: Recorded, now: Recomputed, found: Found): LineageChange[] {
  const { grid, inputSensorIds, origin } = recorded;
  const causes = [
    ...(origin ? countChanges(origin.readings, found.count) : []),
    ...rangeChanges(grid, found),
    ...(origin ? valueChanges(grid, origin.blocks, now.traces.blocks) : []),
    ...(origin ? inputChanges(inputSensorIds, origin.inputs, now.traces.inputs) : []),
    ...(origin ? labelChanges(origin, now.traces) : []),
    ...featureChanges(recorded.features),
  ];
  const cleaning = cleaningChanges(recorded.cleaning, now.cleaning, causes.length === 0 && origin !== null);
  const all = [...causes, ...cleaning];
  if (all.length > 0) return all;
  const message = 'The arrays differ, and what they were made of was not recorded with this dataset';
  return [{ kind: 'ARRAYS', message }];
}

/** Every reading of the range is gone. */
export const allGone = (readings: number | null): LineageChange => ({
  kind: 'READINGS_GONE',
  message: 'No reading of the range is stored any longer',
  ...(readings === null ? {} : { samples: readings }),
});

function countChanges(then: number, now: number): LineageChange[] {
  if (now < then) {
    const samples = then - now;
    return [{ kind: 'READINGS_GONE', message: `${then} readings were stored, ${now} still are`, samples }];
  }
  if (now === then) return [];
  const message = `${then} readings were stored when it was pinned, ${now} are now`;
  return [{ kind: 'SAMPLE_COUNT', message, samples: now - then }];
}

function rangeChanges(grid: Grid, { firstMs, lastMs }: Found): LineageChange[] {
  const [first, last] = [cellOf(grid, firstMs), cellOf(grid, lastMs)];
  if (first === 0 && last === grid.count - 1) return [];
  const iso = (cell: number) => new Date(cellTime(grid, cell)).toISOString();
  const message = `Readings reach from ${iso(first)} to ${iso(last)}, they reached from ${iso(0)} to ${iso(grid.count - 1)}`;
  return [{ kind: 'RANGE', message, firstMs, lastMs }];
}

function valueChanges(grid: Grid, then: Uint8Array, now: Uint8Array): LineageChange[] {
  const width = blockSamples(grid.count);
  const differs = (block: number) => [0, 1, 2, 3].some((i) => then[4 * block + i] !== now[4 * block + i]);
  const changed = [...Array(now.length / 4).keys()].filter(differs);
  if (changed.length === 0) return [];
  const end = Math.min(grid.count, (changed[changed.length - 1] + 1) * width);
  const samples = Math.min(changed.length * width, grid.count);
  const firstMs = cellTime(grid, changed[0] * width);
  const many = width === 1 ? `${samples}` : `At most ${samples}`;
  const message = `${many} stored values differ, the first at or after ${new Date(firstMs).toISOString()}`;
  return [{ kind: 'VALUES', message, samples, firstMs, lastMs: cellTime(grid, end - 1) }];
}

function inputChanges(
  sensorIds: readonly number[],
  then: readonly string[],
  now: readonly string[],
): LineageChange[] {
  return sensorIds.flatMap((sensorId, k): LineageChange[] =>
    then[k] === now[k]
      ? []
      : [{ kind: 'INPUTS', message: `The values of input ${k + 1} of ${sensorIds.length} differ`, sensorId }],
  );
}

function labelChanges(then: Traces, now: Traces): LineageChange[] {
  if (then.labels === now.labels) return [];
  const message = `Operators had confirmed ${then.labelledSamples} samples before the test part as anomalous, now ${now.labelledSamples}`;
  return [{ kind: 'LABELS', message, samples: now.labelledSamples }];
}

function featureChanges(then: PinnedFeatures | null): LineageChange[] {
  if (!then || then.code === FEATURE_CODE) return [];
  const message = `Features were computed by code ${then.code}, this release has code ${FEATURE_CODE}`;
  return [{ kind: 'FEATURES', message }];
}

/** @param alone nothing else differs: cleaning must then give other values where it counts the same, too */
function cleaningChanges(
  then: DatasetCleaning | null,
  now: DatasetCleaning | null,
  alone: boolean,
): LineageChange[] {
  if (!then || (!alone && JSON.stringify(then) === JSON.stringify(now))) return [];
  return [{ kind: 'CLEANING', message: 'The same cleaning steps give another result' }];
}
