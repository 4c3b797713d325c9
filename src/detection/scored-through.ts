import type { EntityManager } from '../db/database.ts';
import { NEVER_SCORED, scoringMarks } from './scoring-mark.ts';

/** How far each sensor has been judged, in the order of the ids; null where judging has not begun. */
export async function scoredThrough(
  em: EntityManager,
  sensorIds: readonly number[],
): Promise<(number | null)[]> {
  const never = NEVER_SCORED.saved.throughMs;
  const marks = await scoringMarks(em, sensorIds);
  const through = sensorIds.map((id) => marks.get(id)?.saved.throughMs ?? never);
  return through.map((timeMs) => (timeMs === never ? null : timeMs));
}
