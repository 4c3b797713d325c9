import type { Series } from '../ml/series.ts';
import { BAD_QUALITY } from '../readings/quality.ts';
import type { Columns, ReadingsStore } from '../readings/store.ts';
import { PRIMING_READINGS } from './live-detectors.ts';

/** Readings as a live detector meets them: in order, those of BAD quality left out, each with what its inputs were then. */
export interface StoredStretch {
  /** Of each reading, ms since the epoch. */
  readonly times: Float64Array;
  readonly series: Series;
  /** The readings before it that a detector is shown first. */
  readonly priming: Series;
}

type StretchReadings = Pick<ReadingsStore, 'range' | 'before' | 'valuesAt'>;

/** Both ends inclusive, ms since the epoch; `primed` readings before it, all of them after `primedAfterMs`. */
export async function storedStretch(
  store: StretchReadings,
  sensorId: number,
  inputIds: readonly number[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  primed = PRIMING_READINGS,
  primedAfterMs = Number.NEGATIVE_INFINITY,
): Promise<StoredStretch> {
  const { times, values } = usable(await store.range(sensorId, fromMs, toMs));
  const before = usable(await store.before(sensorId, fromMs, primed), primedAfterMs);
  const inputsAt = (instants: Float64Array) =>
    inputIds.length > 0 ? store.valuesAt(inputIds, instants) : Promise.resolve([]);
  return {
    times,
    series: { values, inputs: await inputsAt(times), times },
    priming: { ...before, inputs: await inputsAt(before.times) },
  };
}

function usable(
  { times, values, qualities }: Columns,
  afterMs = Number.NEGATIVE_INFINITY,
): Pick<Columns, 'times' | 'values'> {
  const kept = (_: number, i: number) => qualities[i] !== BAD_QUALITY && times[i] > afterMs;
  return { times: times.filter(kept), values: values.filter(kept) };
}
