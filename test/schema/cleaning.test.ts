import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { enterPlant, PERIOD_MS, START_MS } from './fixture.ts';
import { openGraph, type TestGraph } from './graph.ts';

const FAILURE = '... on Error { __typename code message remedy }';
const TRAIN = `mutation($input: TrainModelInput!) { trainModel(input: $input) { ... on TrainingJob { id } ${FAILURE} } }`;
const COUNTS = '{ missing stuck outliers imputed stillMissing }';
const DATASET = `query($id: ID!) { node(id: $id) { ... on TrainingJob { status modelVersion { id datasetVersion { sha256 missingCount
  cleaning { stuck { longest } hampel { halfWidth times replacement } imputation { method longestGap season } train ${COUNTS} test ${COUNTS} } } } } } }`;
const SCORE = `query($input: ScoreSeriesInput!) { scoreSeries(input: $input) { ... on ScoredSeries { times values scores
  cleaned ${COUNTS} } ${FAILURE} } }`;

const SAMPLES = 600;
/** A wave without its samples 100 to 102 and 550 to 552, with a spike at 200 and one at 580. */
const wave = (i: number) => (i === 200 || i === 580 ? 50 : Math.sin(i / 10) + 0.05 * Math.sin(i * 7.7));
const CLEANING = {
  stuck: { longest: 20 },
  hampel: { halfWidth: 5, times: 8 },
  imputation: { method: 'SPLINE', longestGap: 3 },
};

onEachDatabase('cleaning in the graph', (database) => {
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let sensorId: string;

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    const plant = await enterPlant(graph.services, 'C', 1);
    sensorId = encodeId('Sensor', plant.sensorIds[0]);
    const kept = [...Array(SAMPLES).keys()].filter((i) => ![100, 101, 102, 550, 551, 552].includes(i));
    const times = kept.map((i) => START_MS + i * PERIOD_MS);
    const series = [{ sensorId: plant.sensorIds[0], times, values: kept.map(wave) }];
    await graph.services.line.record({ series, historical: true });
  });
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  const trained = async (more: object) => {
    const input = { sensorId, model: { robust: {} }, ...more };
    const { id } = (await graph.run(TRAIN, { input }, 'ENGINEER')).data.trainModel;
    for (;;) {
      const { node } = (await graph.run(DATASET, { id })).data;
      if (node.status === 'SUCCEEDED') return node.modelVersion;
      expect(['QUEUED', 'RUNNING']).toContain(node.status);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  it('is asked for with a training, and seen with what the version was trained on', async () => {
    const asStored = (await trained({})).datasetVersion;
    expect(asStored).toMatchObject({ cleaning: null, missingCount: 6 });
    const cleaned = (await trained({ cleaning: CLEANING })).datasetVersion;
    expect(cleaned.missingCount).toBe(3);
    expect(cleaned.sha256).not.toBe(asStored.sha256);
    expect(cleaned.cleaning).toEqual({
      stuck: { longest: 20 },
      hampel: { halfWidth: 5, times: 8, replacement: 'MISSING' },
      imputation: { method: 'SPLINE', longestGap: 3, season: null },
      train: { missing: 3, stuck: 0, outliers: 1, imputed: 4, stillMissing: 0 },
      test: { missing: 3, stuck: 0, outliers: 0, imputed: 0, stillMissing: 3 },
    });
    const nothing = { stuck: null, hampel: null, imputation: { method: 'NONE' } };
    expect((await trained({ cleaning: nothing })).datasetVersion).toEqual(asStored);
  });

  it('is refused with the setting, its value and its range', async () => {
    const refused = async (cleaning: object) => {
      const input = { sensorId, model: { robust: {} }, cleaning };
      return (await graph.run(TRAIN, { input }, 'ENGINEER')).data.trainModel;
    };
    expect(await refused({ hampel: { halfWidth: 501 } })).toMatchObject({
      code: 'INVALID_INPUT',
      message: 'cleaning.hampel.halfWidth is 501',
      remedy: 'cleaning.hampel.halfWidth must be a whole number from 1 to 500.',
    });
    expect(await refused({ imputation: { method: 'KNN', longestGap: 0 } })).toMatchObject({
      message: 'cleaning.imputation.longestGap is 0',
    });
  });

  it('comes before the judgement of a stored range, when it is asked for', async () => {
    const { id: modelVersionId } = await trained({ cleaning: CLEANING });
    const time = (i: number) => new Date(START_MS + i * PERIOD_MS).toISOString();
    const scored = async (cleaning?: object) => {
      const input = { sensorId, modelVersionId, from: time(540), to: time(599), cleaning };
      return (await graph.run(SCORE, { input })).data.scoreSeries;
    };
    const raw = await scored();
    expect(raw.values[40]).toBe(50);
    expect(raw.values.slice(10, 13)).toEqual([null, null, null]);
    expect(raw.cleaned).toEqual({ missing: 3, stuck: 0, outliers: 0, imputed: 0, stillMissing: 3 });
    const cleaned = await scored(CLEANING);
    expect(cleaned.cleaned).toEqual({ missing: 3, stuck: 0, outliers: 1, imputed: 4, stillMissing: 0 });
    for (const i of [10, 11, 12]) expect(Math.abs(cleaned.values[i] - wave(540 + i))).toBeLessThan(0.2);
    expect(Math.abs(cleaned.values[40])).toBeLessThan(1.1);
    expect(Math.max(...raw.scores)).toBeGreaterThan(3 * Math.max(...cleaned.scores));
    expect(await scored({ stuck: { longest: 0 } })).toMatchObject({ message: 'cleaning.stuck.longest is 0' });
  });
});
