import { afterAll, beforeAll, expect, it } from 'vitest';
import * as examples from '../../schema/generated/graphql.ts';
import { encodeId } from '../../schema/global-id.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { enterPlant, PERIOD_MS, recordWave, START_MS } from './fixture.ts';
import { openGraph, type TestGraph } from './graph.ts';
import { trainedVersion } from './trained-version.ts';

const SAMPLES = 400;

onEachDatabase('datasets in the graph', (database) => {
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let sensorId: string;
  let modelVersionId: string;
  let id: number;

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    [id] = (await enterPlant(graph.services, 'D', 1)).sensorIds;
    sensorId = encodeId('Sensor', id);
    await recordWave(graph.services, id, SAMPLES);
    modelVersionId = await trainedVersion(graph, { sensorId, model: { robust: {} } });
  }, 60_000);
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  const verify = async (variables: object) =>
    (await graph.run(String(examples.VerifyLineageDocument), variables)).data?.verifyLineage;

  it('are made again on request, and told by what changed', async () => {
    const same = await verify({ modelVersionId });
    expect(same).toMatchObject({ isUnchanged: true, changes: [] });
    expect(same.sha256).toBe(same.datasetVersion.sha256);
    const at = START_MS + 7 * PERIOD_MS;
    await graph.services.db
      .em()
      .execute(`update reading set value = 99 where sensor_id = ${id} and source_time_ms = ${at}`);
    const instant = new Date(at).toISOString();
    expect((await verify({ modelVersionId })).changes).toMatchObject([
      { kind: 'VALUES', samples: 1, first: instant, last: instant, input: null },
    ]);
    expect(await verify({ modelVersionId: encodeId('ModelVersion', 999_999) })).toMatchObject({
      __typename: 'NotFoundFailure',
      code: 'NOT_FOUND',
    });
  });
});
