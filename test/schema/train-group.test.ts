import { afterAll, beforeAll, expect, it } from 'vitest';
import * as examples from '../../schema/generated/graphql.ts';
import { encodeId } from '../../schema/global-id.ts';
import { enterPlant, recordWave } from './fixture.ts';
import { nextOf, openGraph, type TestGraph } from './graph.ts';

const FLEET = `query { forecastFleet(first: 10, horizon: 6, levels: [0.9], filter: { search: "G-S-0" }) { nodes {
  sensor { tag liveModelVersion(task: FORECASTING) { id scopeName sensors { tag } } } forecast { ... on Forecast { mode modelVersion { id } } } } } }`;

let graph: TestGraph;
let ids: string[];

beforeAll(async () => {
  graph = await openGraph();
  const plant = await enterPlant(graph.services, 'G', 4);
  ids = plant.sensorIds.map((id) => encodeId('Sensor', id));
  for (const [i, count] of [500, 400, 30].entries())
    await recordWave(graph.services, plant.sensorIds[i], count);
});
afterAll(() => graph.close());

const ask = async (document: unknown, variables: object, role: 'ENGINEER' | 'VIEWER' = 'ENGINEER') =>
  (await graph.run(String(document), variables as Record<string, unknown>, role)).data;
/** Trains to the end; gives the job as it was queued, and its last snapshot. */
const trained = async (input: object) => {
  const stream = graph.subscribe(String(examples.TrainingJobEventsDocument), {});
  await nextOf(stream);
  const { trainGroup: job } = await ask(examples.TrainGroupDocument, { input });
  const isOver = (status?: string) => status === 'SUCCEEDED' || status === 'FAILED';
  const { data } = await nextOf(stream, (answer) =>
    isOver(answer.data.trainingJobEvents.trainingJob?.status),
  );
  await stream.return();
  return { job, snapshot: data.trainingJobEvents.trainingJob };
};
const ridge = { model: { ridge: { horizon: 6, season: 63 } } };

it('a group is refused with every sensor that stands in its way', async () => {
  const sensors = { sensorIds: ids };
  const { trainGroup } = await ask(examples.TrainGroupDocument, {
    input: { name: 'all', sensors, ...ridge },
  });
  expect(trainGroup).toMatchObject({ __typename: 'GroupRefused', code: 'GROUP_REFUSED' });
  expect(trainGroup.members).toMatchObject([
    { code: 'INSUFFICIENT_DATA', sensor: { tag: 'G-S-03' }, given: 30, needed: expect.any(Number) },
    { code: 'INSUFFICIENT_DATA', sensor: { tag: 'G-S-04' }, given: 0 },
  ]);
  const one = { name: 'one', sensors: { sensorIds: [ids[0]] }, ...ridge };
  expect((await ask(examples.TrainGroupDocument, { input: one })).trainGroup).toMatchObject({
    __typename: 'InvalidInputFailure',
    message: 'sensors is 1 sensors',
  });
  const robust = { name: 'r', sensors: { sensorIds: ids.slice(0, 2) }, model: { robust: {} } };
  expect((await ask(examples.TrainGroupDocument, { input: robust })).trainGroup).toMatchObject({
    code: 'WEIGHTS_NOT_SHARED',
  });
  const given = { ...robust, model: { ridge: {} }, features: { lags: [1] } };
  expect((await ask(examples.TrainGroupDocument, { input: given })).trainGroup).toMatchObject({
    code: 'FEATURES_NOT_TAKEN',
  });
  expect((await ask(examples.TrainGroupDocument, { input: robust }, 'VIEWER')).trainGroup).toMatchObject({
    code: 'FORBIDDEN',
  });
});

it('a group that can be trained shares one live version, forecasts with it, and gives it back at once', async () => {
  const input = { name: 'waves', sensors: { sensorIds: ids.slice(0, 2) }, promote: true, ...ridge };
  const { job, snapshot } = await trained(input);
  expect(job).toMatchObject({
    __typename: 'TrainingJob',
    group: { name: 'waves', sensors: [{ tag: 'G-S-01' }, { tag: 'G-S-02' }] },
  });
  expect(snapshot).toMatchObject({ status: 'SUCCEEDED' });
  const { forecastFleet } = await ask(FLEET, {});
  const [first, second] = forecastFleet.nodes;
  const id = first.sensor.liveModelVersion.id;
  for (const { sensor, forecast } of [first, second]) {
    expect(sensor.liveModelVersion).toMatchObject({
      id,
      scopeName: 'waves',
      sensors: [{ tag: 'G-S-01' }, { tag: 'G-S-02' }],
    });
    expect(forecast).toEqual({ mode: 'MODEL', modelVersion: { id } });
  }
  const { node } = await ask(examples.GroupVersionDocument, { id });
  expect(node.members.map((member: { sensor: { tag: string } }) => member.sensor.tag)).toEqual([
    'G-S-01',
    'G-S-02',
  ]);
  expect(
    new Set(
      node.members.map((member: { datasetVersion: { sha256: string } }) => member.datasetVersion.sha256),
    ).size,
  ).toBe(2);
  for (const { metrics } of node.members)
    expect(metrics.find(({ name }: { name: string }) => name === 'mae')).toMatchObject({
      baseline: expect.any(Number),
    });
  const { verifyLineage } = await ask(examples.VerifyLineageDocument, { modelVersionId: id });
  expect(verifyLineage).toMatchObject({
    isUnchanged: true,
    datasets: [
      { sensor: { tag: 'G-S-01' }, isUnchanged: true },
      { sensor: { tag: 'G-S-02' }, isUnchanged: true },
    ],
  });
  const back = { input: { modelVersionId: id } };
  const { rollbackModelVersion } = await ask(examples.RollbackModelVersionDocument, back);
  expect(rollbackModelVersion).toMatchObject({
    code: 'NO_EARLIER_VERSION',
    message: expect.stringContaining('G-S-02'),
  });
});

it('a group that shares a network is trained and served the same way', async () => {
  const network = { horizon: 6, lookback: 24, patch: 6, dModel: 4, heads: 2, layers: 1, feedForward: 4 };
  const transformer = { ...network, batch: 32, epochs: 1, maximumWindows: 64 };
  const sensors = { sensorIds: ids.slice(0, 2) };
  const input = { name: 'network', sensors, model: { transformer } };
  const { snapshot } = await trained(input);
  expect(snapshot).toMatchObject({ status: 'SUCCEEDED', epochs: [{ number: 1 }] });
  const { modelVersions } = await ask(
    'query { modelVersions(first: 1) { nodes { id family scopeName members { sensor { tag } } } } }',
    {},
  );
  const [version] = modelVersions.nodes;
  expect(version).toMatchObject({ family: 'transformer', scopeName: 'network', members: [{}, {}] });
  const despite = { input: { modelVersionId: version.id, reason: 'to see it served' } };
  await graph.run(String(examples.PromoteDespiteGateDocument), despite, 'ADMIN');
  const { forecastFleet } = await ask(FLEET, {});
  for (const { forecast } of forecastFleet.nodes.slice(0, 2))
    expect(forecast).toEqual({ mode: 'MODEL', modelVersion: { id: version.id } });
});
