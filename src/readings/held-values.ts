/** A value of one of many sensors, as the databases give it. */
export type HeldRow = readonly [sensorId: number, timeMs: number, value: number | null];

/**
 * Of each sensor the last value at or before each of the ascending times; NaN before its first.
 * @param rows ascending in time within each sensor
 */
export function heldValues(
  rows: Iterable<HeldRow>,
  sensorIds: readonly number[],
  times: Float64Array,
): Float64Array[] {
  const held = new Map(
    sensorIds.map((id) => [
      id,
      { column: new Float64Array(times.length).fill(Number.NaN), next: 0, last: Number.NaN },
    ]),
  );
  for (const [sensorId, timeMs, value] of rows) {
    const one = held.get(sensorId);
    if (!one) continue;
    while (one.next < times.length && times[one.next] < timeMs) one.column[one.next++] = one.last;
    one.last = value ?? Number.NaN;
  }
  return Array.from(held.values(), ({ column, next, last }) => column.fill(last, next));
}
