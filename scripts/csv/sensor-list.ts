import type { TelltaleClient } from '../../schema/client/client.ts';
import { SensorNamesDocument, type SensorNamesQuery } from '../../schema/generated/graphql.ts';
import { type NamedSensor, SensorDirectory } from '../../src/ingest/sensor-directory.ts';
import { allPages, LARGEST_PAGE } from '../graph/pages.ts';

type Listed = SensorNamesQuery['sensors']['nodes'][number];

/** The tag, the name, and the paths that end in the tag: UNIT/TAG, AREA/UNIT/TAG, SITE/AREA/UNIT/TAG. */
function named({ id, tag, name, equipment }: Listed): NamedSensor {
  const above = [equipment.tag, equipment.parent?.tag, equipment.parent?.parent?.tag];
  const names = [name];
  let path = tag;
  for (const place of above) {
    if (place === undefined) break;
    path = `${place}/${path}`;
    names.push(path);
  }
  return { id, tag, names };
}

/** Every sensor in service of a running server. */
export async function listSensors(graph: TelltaleClient): Promise<SensorDirectory> {
  const sensors = await allPages(async (after) => {
    const answer = await graph.run(SensorNamesDocument, { first: LARGEST_PAGE, after });
    return answer.sensors;
  });
  return new SensorDirectory(sensors.map(named));
}
