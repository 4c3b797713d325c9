import type { EntityManager } from '../db/database.ts';
import { ScoringMark } from './scoring-mark.ts';

/** Source time of the newest judged reading of each sensor, null where none was judged, in one statement. */
export async function scoredThrough(
  em: EntityManager,
  sensorIds: readonly number[],
): Promise<(number | null)[]> {
  const rows = await em
    .createQueryBuilder(ScoringMark, 'm')
    .select(['sensorId', 'scoredThroughMs'])
    .where({ sensorId: { $in: [...sensorIds] } })
    .execute('all');
  const found = new Map(rows.map((row) => [row.sensorId as number, row.scoredThroughMs]));
  return sensorIds.map((id) => found.get(id) ?? null);
}
