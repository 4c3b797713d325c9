import type { EntityManager } from '../db/database.ts';
import type { ReadingsStore } from '../readings/store.ts';
import type { NotedLate } from './scoring-mark.ts';

/** A sensor that is judged with the values of another. */
export interface Dependant {
  readonly sensorId: number;
  readonly inputId: number;
}

interface Row {
  sensor_id: number;
  input_id: number;
}

/** Who was last judged by something that looked at these sensors as inputs; one statement. */
export async function dependants(em: EntityManager, inputIds: readonly number[]): Promise<Dependant[]> {
  if (inputIds.length === 0) return [];
  const sql = `select i.sensor_id, i.input_id from sensor_input i join scoring_mark m on m.sensor_id = i.sensor_id
    where m.looks_at_inputs and i.input_id in (?)`;
  const rows: Row[] = await em.execute(sql, [[...inputIds]]);
  return rows.map((row) => ({ sensorId: row.sensor_id, inputId: row.input_id }));
}

/**
 * From when on readings that are there already have to be judged again, because an input says only now what it was at
 * the time: as far back as the lateness bound.
 * @param firstMs source time of the earliest reading that was added to each input
 */
export async function lateInputs(
  store: Pick<ReadingsStore, 'latest'>,
  affected: readonly Dependant[],
  firstMs: ReadonlyMap<number, number>,
  latenessMs: number,
): Promise<NotedLate[]> {
  if (affected.length === 0) return [];
  const newest = await store.latest(affected.map(({ sensorId }) => sensorId));
  return affected.flatMap(({ sensorId, inputId }) => {
    const newestMs = newest.get(sensorId)?.timeMs ?? Number.NEGATIVE_INFINITY;
    const addedMs = firstMs.get(inputId) ?? Number.POSITIVE_INFINITY;
    return addedMs <= newestMs
      ? [{ sensorId, fromMs: Math.max(addedMs, newestMs - latenessMs), heard: false }]
      : [];
  });
}
