import { afterAll, beforeAll, expect, it } from 'vitest';
import * as examples from '../../schema/generated/graphql.ts';
import { encodeId } from '../../schema/global-id.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { enterPlant, PERIOD_MS, recordWave, START_MS } from './fixture.ts';
import { openGraph, type TestGraph } from './graph.ts';
import { trainedVersion } from './trained-version.ts';

const SAMPLES = 400;
const SPLIT = `query($id: ID!) { node(id: $id) { ... on ModelVersion { datasetVersion { sampleCount trainCount validationCount gapCount testCount } } } }`;
const TRAIN = `mutation($input: TrainModelInput!) { trainModel(input: $input) { ... on TrainingJob { id } ... on Error { code } } }`;
const QUALITY = `query($id: ID!) { node(id: $id) { ... on ModelVersion { datasetVersion { quality { grade score reasons { defect } figures { readings missing } } } } } }`;

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

  const verify = async (variables: { modelVersionId: string }) =>
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
    const { data } = await graph.run(QUALITY, { id: modelVersionId });
    expect(data.node.datasetVersion.quality).toMatchObject({ grade: 'A', figures: { readings: SAMPLES } });
    expect(await verify({ modelVersionId: encodeId('ModelVersion', 999_999) })).toMatchObject({
      __typename: 'NotFoundFailure',
      code: 'NOT_FOUND',
    });
  });

  it('are graded with reasons before anything is trained', async () => {
    const at = (sample: number) => new Date(START_MS + sample * PERIOD_MS).toISOString();
    const ask = async (from: string, to: string) =>
      (await graph.run(String(examples.DataQualityDocument), { sensorId, from, to })).data.dataQuality;
    expect(await ask(at(100), at(199))).toMatchObject({
      grade: 'A',
      figures: { samples: 100, readings: 100, missing: 0 },
    });
    const half = await ask(at(-400), at(SAMPLES - 1));
    expect(half).toMatchObject({ grade: 'F', figures: { samples: 800, readings: 400, longestGap: 400 } });
    expect(half.reasons[0]).toEqual({ defect: 'MISSING', share: 0.5, pointsLost: 50 });
    expect(await ask(at(5_000), at(5_001))).toMatchObject({ code: 'INSUFFICIENT_DATA' });
    expect(await ask(at(1), at(0))).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await ask(at(0), at(600_000))).toMatchObject({ code: 'DATASET_TOO_LARGE' });
  });

  it('are split by time into train, validation and test with a gap before each', async () => {
    const input = { sensorId, model: { robust: {} }, trainShare: 0.5, validationShare: 0.25, gap: 10 };
    const { data } = await graph.run(SPLIT, { id: await trainedVersion(graph, input) });
    expect(data.node.datasetVersion).toEqual({
      sampleCount: SAMPLES,
      trainCount: 200,
      validationCount: 100,
      gapCount: 10,
      testCount: 80,
    });
    const whole = await graph.run(SPLIT, { id: modelVersionId });
    expect(whole.data.node.datasetVersion).toMatchObject({ validationCount: 0, gapCount: 0, testCount: 80 });
    for (const [change, code] of [
      [{ validationShare: 0.6 }, 'INVALID_INPUT'],
      [{ gap: -1 }, 'INVALID_INPUT'],
      [{ gap: 60 }, 'INSUFFICIENT_DATA'],
    ] as const) {
      const refused = await graph.run(TRAIN, { input: { ...input, ...change } }, 'ENGINEER');
      expect(refused.data.trainModel).toMatchObject({ code });
    }
  });
});
