import { afterAll, beforeAll, expect, it } from 'vitest';
import * as examples from '../../schema/generated/graphql.ts';
import { encodeId } from '../../schema/global-id.ts';
import { enterPlant, recordWave } from './fixture.ts';
import { nextOf, openGraph, type TestGraph } from './graph.ts';

const TRAIN = `mutation($input: TrainModelInput!) { trainModel(input: $input) { __typename ... on TrainingJob { id }
  ... on Error { code message remedy } } }`;
const INTERVALS = 'intervals { method gain paths }';
const CONFIG = `query($sensorId: ID!) { modelVersions(first: 1, filter: { sensorId: $sensorId }) { nodes { family config { __typename
  ... on RidgeConfig { horizon ${INTERVALS} } ... on LastValueConfig { ${INTERVALS} } ... on ForecastEnsembleConfig { ${INTERVALS} } } } } }`;

let graph: TestGraph;
let sensorId: string;

beforeAll(async () => {
  graph = await openGraph();
  const plant = await enterPlant(graph.services, 'F', 1);
  await recordWave(graph.services, plant.sensorIds[0], 500);
  sensorId = encodeId('Sensor', plant.sensorIds[0]);
});
afterAll(() => graph.close());

const trained = async (document: string, variables: Record<string, unknown>) => {
  const stream = graph.subscribe(String(examples.TrainingJobEventsDocument), {});
  await nextOf(stream);
  const { data } = await graph.run(document, variables, 'ENGINEER');
  expect(data.trainModel).toMatchObject({ __typename: 'TrainingJob' });
  await nextOf(stream, ({ data: { trainingJobEvents: event } }) => event.trainingJob?.status === 'SUCCEEDED');
  await stream.return();
  const answer = await graph.run(CONFIG, { sensorId });
  return answer.data.modelVersions.nodes[0];
};

it('a preset is trained with the intervals that are asked for, and the version says which', async () => {
  const intervals = { method: 'CONFORMAL' };
  const preset = await trained(String(examples.TrainForecasterDocument), { sensorId, horizon: 8, intervals });
  expect(preset).toEqual({
    family: 'ridge-504',
    config: {
      __typename: 'RidgeConfig',
      horizon: 8,
      intervals: { method: 'CONFORMAL', gain: null, paths: null },
    },
  });
  const model = { lastValue: { horizon: 4, intervals: { gain: 1.5 } } };
  const { config } = await trained(TRAIN, { input: { sensorId, model } });
  expect(config.intervals).toEqual({ method: 'TRACKER', gain: 1.5, paths: 400 });
  const members = [{ ridge504: { lookback: 24 } }, { lastValue: {} }];
  const ensemble = { forecastEnsemble: { horizon: 4, members, intervals: { paths: 30 } } };
  const made = await trained(TRAIN, { input: { sensorId, model: ensemble } });
  expect(made.config.intervals).toEqual({ method: 'TRACKER', gain: 0.5, paths: 30 });
});

it('settings of intervals are refused with the setting, its value and its range', async () => {
  const refused = async (intervals: object) => {
    const input = { sensorId, model: { ridge: { intervals } } };
    return (await graph.run(TRAIN, { input }, 'ENGINEER')).data.trainModel;
  };
  expect(await refused({ gain: 3 })).toMatchObject({ code: 'INVALID_INPUT', message: 'intervals.gain is 3' });
  expect(await refused({ paths: 10 })).toMatchObject({
    message: 'intervals.paths is 10',
    remedy: 'intervals.paths must be a whole number from 20 to 2000.',
  });
  expect(await refused({ method: 'CONFORMAL', gain: 1 })).toMatchObject({ code: 'INVALID_INPUT' });
});
