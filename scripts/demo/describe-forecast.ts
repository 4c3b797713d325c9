import type { TelltaleClient } from '../../schema/client/client.ts';
import { succeeded } from '../../schema/client/failure.ts';
import { ForecastDocument } from '../../schema/generated/graphql.ts';
import { table } from '../terminal/table.ts';
import type { DemoSensor } from './enter-plant.ts';

const HORIZON = 96;
const LEVEL = 0.9;
const SHOWN_EVERY = 12;

/** Where a sensor is heading, every hour of the next eight, with the band for nine cases in ten. */
export async function describeForecast(
  graph: TelltaleClient,
  sensors: readonly DemoSensor[],
  tag: string,
): Promise<string> {
  const id = sensors.find(({ seed }) => seed.tag === tag)?.listed.id ?? '';
  const { node } = await graph.run(ForecastDocument, { id, horizon: HORIZON, levels: [LEVEL] });
  if (node?.__typename !== 'Sensor') return `There is no sensor ${tag}.`;
  const { times, values, bands, method, mode, origin } = succeeded(node.forecast);
  const [{ lower, upper }] = bands;
  const rows = times.flatMap((time, k) => {
    if ((k + 1) % SHOWN_EVERY !== 0) return [];
    const cells = [values[k], lower[k], upper[k]].map((value) => value.toFixed(1));
    return [[time.slice(0, 16).replace('T', ' '), ...cells]];
  });
  const head = ['time', node.unit, `${LEVEL * 100} % from`, 'to'];
  return `Forecast of ${tag} from ${origin.slice(0, 16).replace('T', ' ')} on (${method}, ${mode}):\n${table(head, rows)}`;
}
