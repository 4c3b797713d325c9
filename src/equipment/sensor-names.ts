import type { EntityManager } from '../db/database.ts';
import { type SensorFacts, sensorFacts } from './sensor-facts.ts';

/** The sensors with these tags, by tag, in two statements; tags that no sensor has are left out. */
export async function sensorsTagged(
  em: EntityManager,
  tags: readonly string[],
): Promise<Map<string, SensorFacts>> {
  if (tags.length === 0) return new Map();
  const rows: { id: number }[] = await em.execute('select id from sensor where tag in (?)', [[...tags]]);
  const facts = await sensorFacts(
    em,
    rows.map(({ id }) => id),
  );
  return new Map([...facts.values()].map((sensor) => [sensor.tag, sensor]));
}
