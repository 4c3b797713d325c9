import type { TelltaleClient } from '../../schema/client/client.ts';
import { type SensorFilter, SensorsDocument, type SensorsQuery } from '../../schema/generated/graphql.ts';
import { allPages, LARGEST_PAGE } from './pages.ts';

export type ListedSensor = SensorsQuery['sensors']['nodes'][number];

/** Sensors in service that match, by their tag. */
export async function sensorsByTag(
  graph: TelltaleClient,
  filter: SensorFilter,
): Promise<Map<string, ListedSensor>> {
  const sensors = await allPages(async (after) => {
    const answer = await graph.run(SensorsDocument, { first: LARGEST_PAGE, after, filter });
    return answer.sensors;
  });
  return new Map(sensors.map((sensor) => [sensor.tag, sensor]));
}
