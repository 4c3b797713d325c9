import { expect, it } from 'vitest';
import { TelltaleClient } from '../../schema/client/client.ts';
import { encodeId } from '../../schema/global-id.ts';
import { recordReadings } from '../../scripts/graph/record-readings.ts';
import { plantWithSensors } from '../plant.ts';
import { startedApplication } from '../server/running-application.ts';

it('a script that sends faster than it may waits as long as it is told, and loses nothing', async () => {
  const { url, services } = await startedApplication({
    UPLOAD_READINGS_PER_SECOND: '200',
    UPLOAD_BURST_SECONDS: '1',
  });
  const [id] = await plantWithSensors(services.db, 1);
  const graph = new TelltaleClient({ url });
  for (let from = 0; from < 400; from += 100) {
    const times = Array.from({ length: 100 }, (_, i) => new Date(1_000 * (from + i)).toISOString());
    const series = [{ sensorId: encodeId('Sensor', id), times, values: times.map((_, i) => i) }];
    expect(await recordReadings(graph, series, true)).toMatchObject({ accepted: 100 });
  }
  expect((await services.readings.range(id, 0, 1e15)).times).toHaveLength(400);
});
