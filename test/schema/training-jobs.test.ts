import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as examples from '../../schema/generated/graphql.ts';
import { encodeId } from '../../schema/global-id.ts';
import { enterPlant, type Plant, recordWave } from './fixture.ts';
import { nextOf, openGraph, type TestGraph } from './graph.ts';

describe('trainings over the graph', () => {
  let graph: TestGraph;
  let plant: Plant;
  let within: string;

  beforeAll(async () => {
    graph = await openGraph();
    plant = await enterPlant(graph.services, 'T', 3);
    within = encodeId('Equipment', plant.areaId);
    for (const id of plant.sensorIds.slice(0, 2)) await recordWave(graph.services, id, 300);
  });
  afterAll(() => graph.close());

  const model = { robust: {} };
  const trainModels = async (input: object) => {
    const { data, errors } = await graph.run(String(examples.TrainModelsDocument), {
      input: { model, ...input },
    });
    expect(errors ?? []).toEqual([]);
    return data.trainModels as Extract<examples.TrainModelsMutation['trainModels'], { batchId: string }>;
  };
  const status = async (variables: object = {}) =>
    (
      await graph.run(String(examples.TrainingStatusDocument), {
        task: 'DETECTION',
        first: 10,
        within,
        ...variables,
      })
    ).data as examples.TrainingStatusQuery;

  it('are asked for as a batch, followed by their logs, and summed up over the tree', async () => {
    expect((await status()).trainingStatus.totals).toEqual({ never: 3, failed: 0, stale: 0, trained: 0 });
    const logs = graph.subscribe(String(examples.TrainingLogEventsDocument), {});
    await nextOf(logs);
    const { batchId, items } = await trainModels({ sensors: { within }, states: ['NEVER'], priority: 2 });
    expect(items.map(({ outcome }) => outcome)).toMatchObject([
      { __typename: 'TrainingJob', status: 'QUEUED' },
      { __typename: 'TrainingJob', status: 'QUEUED' },
      { __typename: 'InsufficientDataFailure', given: 0, code: 'INSUFFICIENT_DATA' },
    ]);
    const texts: string[] = [];
    for (let ended = 0; ended < 2; ) {
      const { data } = await nextOf(logs, (answer) => {
        if (answer.errors) throw new Error(JSON.stringify(answer.errors));
        return answer.data.trainingLogEvents.lines;
      });
      const lines: { text: string }[] = data.trainingLogEvents.lines;
      texts.push(...lines.map(({ text }) => text));
      ended += lines.filter(({ text }) => text === 'Succeeded').length;
    }
    await logs.return();
    const { data } = await graph.run(
      `query ($batchId: String!) { trainingJobs(first: 5, filter: { batchId: $batchId }) { totalCount nodes {
        id status priority origin batchId remainingSeconds waitsUntil log(first: 20) { totalCount nodes { text } } } } }`,
      { batchId },
    );
    const { totalCount, nodes } = data.trainingJobs;
    expect(totalCount).toBe(2);
    const still = { remainingSeconds: null, waitsUntil: null };
    for (const node of nodes)
      expect(node).toMatchObject({ status: 'SUCCEEDED', priority: 2, origin: 'REQUEST', batchId, ...still });
    const kept = nodes.flatMap((node: { log: { nodes: { text: string }[] } }) => node.log.nodes);
    expect(kept.map(({ text }: { text: string }) => text).sort()).toEqual(texts.sort());
    const after = await status({ states: ['NEVER'] });
    expect(after.trainingStatus.totals).toEqual({ never: 1, failed: 0, stale: 0, trained: 2 });
    expect(after.trainingStatus.sensors.nodes).toMatchObject([{ sensor: { tag: 'T-S-03' }, state: 'NEVER' }]);
    expect(after.trainingQueue).toMatchObject({ queued: 0, running: 0, workers: 1, remainingSeconds: 0 });
    const tree = await graph.run(
      `query ($id: ID!) { node(id: $id) { ... on Equipment { trainingStatus(task: DETECTION) { totals { trained } } } } }`,
      { id: within },
    );
    expect(tree.data.node.trainingStatus.totals.trained).toBe(2);
  });

  it('tell of what waits already, alone and in a batch', async () => {
    const first = encodeId('Sensor', plant.sensorIds[0]);
    const other = { ridge: {} };
    const input = { sensorId: first, model: other };
    await graph.services.db.em().execute("update job set not_before_ms = 9e15 where status = 'QUEUED'");
    const ask = () =>
      graph.run(
        `mutation ($input: TrainModelInput!) { trainModel(input: $input) { __typename ... on TrainingJob { id }
        ... on AlreadyQueued { code trainingJob { id } } ... on Error { message } } }`,
        { input },
      );
    const { id } = (await ask()).data.trainModel;
    expect((await ask()).data.trainModel).toMatchObject({
      __typename: 'AlreadyQueued',
      code: 'ALREADY_QUEUED',
      trainingJob: { id },
    });
    const { items } = await trainModels({ model: other, sensors: { sensorIds: [first] } });
    expect(items).toMatchObject([{ outcome: { __typename: 'AlreadyQueued', trainingJob: { id } } }]);
    const cancelled = await graph.run(
      `mutation ($input: CancelTrainingJobInput!) { cancelTrainingJob(input: $input) { __typename } }`,
      { input: { id } },
    );
    expect(cancelled.data.cancelTrainingJob.__typename).toBe('TrainingJob');
    const { data } = await graph.run(String(examples.TrainingJobDocument), { id, first: 50 });
    expect(data.node.log.nodes.at(-1).text).toMatch(/^(Cancelled|Its end was asked for)$/);
  });

  it('are refused as a whole where every sensor would be', async () => {
    expect(await trainModels({ sensors: { everything: true }, concurrency: 0 })).toMatchObject({
      __typename: 'InvalidInputFailure',
      code: 'INVALID_INPUT',
    });
    const viewer = await graph.run(
      String(examples.TrainModelsDocument),
      { input: { model, sensors: { everything: true } } },
      'OPERATOR',
    );
    expect(viewer.data?.trainModels ?? viewer.errors?.[0].extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('follow a policy that is set and kept in versions', async () => {
    const set = async (input: object) =>
      (await graph.run(String(examples.SetRetrainingPolicyDocument), { input })).data.setRetrainingPolicy;
    const policy = '{ retrainingPolicy(task: FORECASTING) { version trainOnLastDays setBy isEnabled } }';
    expect((await graph.run(policy)).data.retrainingPolicy).toBeNull();
    expect(await set({ task: 'FORECASTING', trainOnLastDays: 30 })).toMatchObject({
      __typename: 'RetrainingPolicy',
      version: 1,
      isEnabled: false,
      promote: false,
    });
    expect(await set({ task: 'FORECASTING', jobsPerDay: 0 })).toMatchObject({ code: 'INVALID_INPUT' });
    await set({ task: 'FORECASTING', isEnabled: true, trainOnLastDays: null });
    expect((await graph.run(policy)).data.retrainingPolicy).toEqual({
      version: 2,
      trainOnLastDays: null,
      isEnabled: true,
      setBy: 'admin',
    });
  });
});
