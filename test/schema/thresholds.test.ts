import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { enterPlant, recordWave } from './fixture.ts';
import { type Answer, nextOf, openGraph, type TestGraph } from './graph.ts';

const FAILURE = '... on Error { __typename code message remedy }';
const TRAIN = `mutation($input: TrainModelInput!) { trainModel(input: $input) { ... on TrainingJob { id } ${FAILURE} } }`;
const JOB_EVENTS = `subscription { trainingJobEvents { ... on TrainingJobEvent { trainingJob { status modelVersion { id } trainingJob { id } } } } }`;
const CONFIG = `query($id: ID!) { node(id: $id) { ... on ModelVersion { config { ... on RobustConfig { shift { size oneIn }
  threshold { __typename ... on PeaksOverThreshold { oneIn atLeast } ... on QuantileThreshold { oneIn atLeast }
    ... on MadThreshold { times atLeast } ... on StreamingThreshold { oneIn drift } } } } } } }`;

const job = ({ data }: Answer) => data.trainingJobEvents.trainingJob;

onEachDatabase('thresholds in the graph', (database) => {
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let sensorId: string;

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    const plant = await enterPlant(graph.services, 'T', 1);
    sensorId = encodeId('Sensor', plant.sensorIds[0]);
    await recordWave(graph.services, plant.sensorIds[0], 600);
  }, 60_000);
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  const train = async (model: object): Promise<string> => {
    const stream = graph.subscribe(JOB_EVENTS);
    await nextOf(stream);
    const { data } = await graph.run(TRAIN, { input: { sensorId, model } }, 'ENGINEER');
    const { id } = data.trainModel;
    for (;;) {
      const told = job(await nextOf(stream, (answer) => job(answer)?.trainingJob.id === id));
      if (['QUEUED', 'RUNNING'].includes(told.status)) continue;
      await stream.return();
      return told.modelVersion.id;
    }
  };

  it.each([
    [{ peaksOverThreshold: { oneIn: 5_000 } }, 'PeaksOverThreshold', { oneIn: 5_000, atLeast: null }],
    [{ quantile: { oneIn: 100, atLeast: 2 } }, 'QuantileThreshold', { oneIn: 100, atLeast: 2 }],
    [{ mad: { times: 8 } }, 'MadThreshold', { times: 8, atLeast: null }],
    [{ streaming: { oneIn: 1_000 } }, 'StreamingThreshold', { oneIn: 1_000, drift: false }],
  ])('%j is kept with the version', async (threshold, __typename, settings) => {
    const id = await train({ robust: { threshold, shift: { oneIn: 5_000 } } });
    const { data, errors } = await graph.run(CONFIG, { id });
    expect(errors).toBeUndefined();
    expect(data.node.config).toEqual({
      shift: { size: 1, oneIn: 5_000 },
      threshold: { __typename, ...settings },
    });
  });

  it.each([
    { robust: { threshold: { peaksOverThreshold: { oneIn: 9 } } } },
    { robust: { shift: { size: 0 } } },
    { echoState: { threshold: { streaming: { oneIn: 1_000 } } } },
  ])('%j is refused', async (model) => {
    const { data } = await graph.run(TRAIN, { input: { sensorId, model } });
    expect(data.trainModel).toMatchObject({ code: 'INVALID_INPUT', remedy: expect.any(String) });
  });
});
