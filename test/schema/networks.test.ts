import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { sqliteInMemory, type TestDatabase } from '../database.ts';
import { enterPlant, PERIOD_MS, type Plant, recordWave, START_MS } from './fixture.ts';
import { type Answer, nextOf, openGraph, type TestGraph } from './graph.ts';

const FAILURE = '... on Error { __typename code message remedy }';
const TRAIN = `mutation($input: TrainModelInput!) { trainModel(input: $input) { ... on TrainingJob { id } ${FAILURE} } }`;
const JOB_EVENTS = `subscription { trainingJobEvents { ... on TrainingJobEvent { trainingJob { status progress
  epochs { number loss validationLoss } tensorBackend { name fusedLstm } modelVersion { id } trainingJob { id } } } } }`;
const SCORE = `query($input: ScoreSeriesInput!) { scoreSeries(input: $input) { ... on ScoredSeries { modelVersion { id }
  times values expected scores thresholds intervals { start end } } ${FAILURE} } }`;

const SAMPLES = 900;
const SMALL = { lookback: 20, predictions: 3, layers: [8], batch: 32, epochs: 4, learningRate: 0.01 };

const job = ({ data }: Answer) => data.trainingJobEvents?.trainingJob;

describe('networks in the graph', () => {
  const database = sqliteInMemory;
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let plant: Plant;
  let sensorId: string;

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    plant = await enterPlant(graph.services, 'N', 2);
    sensorId = encodeId('Sensor', plant.sensorIds[0]);
    await recordWave(graph.services, plant.sensorIds[0], SAMPLES);
  });
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  /** Every snapshot of a training until it ends. */
  const train = async (model: object, onSnapshot: (snapshot: { id: string }) => unknown = () => {}) => {
    const stream = graph.subscribe(JOB_EVENTS);
    await nextOf(stream);
    const { data } = await graph.run(TRAIN, { input: { sensorId, model } }, 'ENGINEER');
    const { id } = data.trainModel;
    const snapshots = [];
    for (;;) {
      const snapshot = job(await nextOf(stream, (answer) => job(answer)?.trainingJob.id === id));
      snapshots.push(snapshot);
      await onSnapshot({ ...snapshot, id });
      if (!['QUEUED', 'RUNNING'].includes(snapshot.status)) break;
    }
    await stream.return();
    return snapshots;
  };

  it('tell each pass over the data, on what they compute, and keep both with the version', async () => {
    const snapshots = await train({ telemanom: SMALL });
    const last = snapshots[snapshots.length - 1];
    expect(last).toMatchObject({ status: 'SUCCEEDED', tensorBackend: { fusedLstm: true } });
    expect(last.epochs.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3, 4]);
    const running = snapshots.filter(({ status }) => status === 'RUNNING');
    expect(running.some(({ epochs }) => epochs.length > 0)).toBe(true);
    for (const { loss, validationLoss } of last.epochs) {
      expect(loss).toBeGreaterThan(0);
      expect(validationLoss).toBeGreaterThan(0);
    }
    const { data } = await graph.run(
      `{ node(id: "${last.modelVersion.id}") { ... on ModelVersion { family trainingJob { epochs { number loss } }
        config { ... on TelemanomConfig { lookback layers dropout inputs scaling repeatable errors { smoothing buffer } } } } } }`,
    );
    expect(data.node).toMatchObject({
      family: 'telemanom',
      config: {
        lookback: 20,
        layers: [8],
        dropout: 0.3,
        inputs: true,
        scaling: 'TRAIN_RANGE',
        repeatable: false,
      },
    });
    expect(data.node.config.errors).toEqual({ smoothing: 30, buffer: 100 });
    expect(data.node.trainingJob.epochs).toHaveLength(4);
  });

  it('forecast too: each pass is told, and the version has settings and figures beside the naive ones', async () => {
    const small = { horizon: 8, lookback: 48, patch: 8, dModel: 8, heads: 2, layers: 1, epochs: 2 };
    const byDropout = { intervals: 'DROPOUT', samples: 6 };
    const snapshots = await train({ transformer: { ...small, ...byDropout, maximumWindows: 200 } });
    const last = snapshots[snapshots.length - 1];
    expect(last).toMatchObject({ status: 'SUCCEEDED', tensorBackend: { name: expect.any(String) } });
    expect(last.epochs.map(({ number }: { number: number }) => number)).toEqual([1, 2]);
    const { data } = await graph.run(
      `{ node(id: "${last.modelVersion.id}") { ... on ModelVersion { family metrics { name value baseline }
        config { ... on TransformerConfig { horizon lookback patch dModel heads layers dropout levels intervals samples } } } } }`,
    );
    const { epochs: _, ...sizes } = small;
    expect(data.node).toMatchObject({
      family: 'transformer',
      config: { ...sizes, ...byDropout, dropout: 0.2, levels: [0.5, 0.9] },
    });
    const mae = data.node.metrics.find(({ name }: { name: string }) => name === 'mae');
    expect(mae).toMatchObject({ value: expect.any(Number), baseline: expect.any(Number) });
  });

  it('several forecasters are trained as one, and the version says which with which settings', async () => {
    const members = [{ ridge: { penalty: 3 } }, { seasonalNaive: { season: 24 } }];
    const snapshots = await train({ forecastEnsemble: { horizon: 8, members } });
    const last = snapshots[snapshots.length - 1];
    expect(last).toMatchObject({ status: 'SUCCEEDED' });
    const { data } = await graph.run(
      `{ node(id: "${last.modelVersion.id}") { ... on ModelVersion { family metrics { name value baseline }
        config { ... on ForecastEnsembleConfig { horizon members { ... on RidgeConfig { horizon penalty }
          ... on SeasonalNaiveConfig { horizon season } } } } } } }`,
    );
    expect(data.node).toMatchObject({
      family: 'forecast-ensemble',
      config: {
        horizon: 8,
        members: [
          { horizon: 8, penalty: 3 },
          { horizon: 8, season: 24 },
        ],
      },
    });
    expect(data.node.metrics.length).toBeGreaterThan(0);
    const one = { forecastEnsemble: { members: [{ ridge: {} }] } };
    const { trainModel } = (await graph.run(TRAIN, { input: { sensorId, model: one } }, 'ENGINEER')).data;
    expect(trainModel).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('are refused with the setting, its value and its range', async () => {
    const refused = async (model: object) =>
      (await graph.run(TRAIN, { input: { sensorId, model } }, 'ENGINEER')).data.trainModel;
    expect(await refused({ telemanom: { lookback: 1 } })).toMatchObject({
      code: 'INVALID_INPUT',
      message: 'lookback is 1',
      remedy: 'lookback must be a whole number from 2 to 1000.',
    });
    expect(await refused({ telemanom: { errors: { prune: 2 } } })).toMatchObject({
      message: 'errors.prune is 2',
    });
    expect(await refused({ echoState: { leak: 0 } })).toMatchObject({ message: 'leak is 0' });
    expect(await refused({ transformer: { dModel: 30, heads: 4 } })).toMatchObject({
      message: 'dModel is 30',
      remedy: 'dModel must be a multiple of heads, 4.',
    });
    expect(await refused({ autoregression: { order: 501 } })).toMatchObject({
      message: 'order is 501',
      remedy: 'order must be a whole number from 1 to 500.',
    });
    expect(await refused({ reconstruction: { variance: 1 } })).toMatchObject({
      message: 'variance is 1',
      remedy: 'variance must be from 0.1 to 0.9999.',
    });
  });

  it.each([
    [
      'autoregression',
      'AutoregressionConfig { order ridge inputs scaling }',
      { order: 40 },
      { ridge: 0.001 },
    ],
    [
      'reconstruction',
      'ReconstructionConfig { window variance inputs scaling }',
      { window: 30 },
      { variance: 0.95 },
    ],
  ])(
    'have a linear one beside them, with its settings as they were filled in: %s',
    async (family, fields, given, filled) => {
      const [last] = (await train({ [family]: given })).slice(-1);
      const { data } = await graph.run(
        `{ node(id: "${last.modelVersion.id}") { ... on ModelVersion { family config { ... on ${fields} } } } }`,
      );
      const config = { ...given, ...filled, inputs: false, scaling: 'TRAIN_RANGE' };
      expect(data.node).toMatchObject({ family, config });
    },
  );

  it('are members of an ensemble, each with its settings', async () => {
    const members = [{ robust: {} }, { autoregression: { order: 30 } }];
    const [last] = (await train({ ensemble: { members, oneIn: 5_000 } })).slice(-1);
    const { data } = await graph.run(
      `{ node(id: "${last.modelVersion.id}") { ... on ModelVersion { family config { ... on EnsembleConfig { oneIn runs {
        stuckMinimum } members { __typename ... on AutoregressionConfig { order ridge } } } } } } }`,
    );
    const linear = { __typename: 'AutoregressionConfig', order: 30, ridge: 0.001 };
    expect(data.node).toEqual({
      family: 'ensemble',
      config: { oneIn: 5_000, runs: null, members: [{ __typename: 'RobustConfig' }, linear] },
    });
  });

  it('are chosen among, and the version says why with the figures of all', async () => {
    const candidates = [{ robust: {} }, { echoState: { units: 40 } }, { autoregression: { order: 30 } }];
    const [last] = (await train({ auto: { candidates, oneIn: 5_000 } })).slice(-1);
    const { data } = await graph.run(
      `{ node(id: "${last.modelVersion.id}") { ... on ModelVersion { family choice { chosen reason candidates { family
        falseAlarmsPer10000 faultsFound faults } } config { ... on AutoConfig { oneIn runs { stuckMinimum } candidates {
        __typename ... on AutoregressionConfig { order } } } } } } }`,
    );
    const { family, choice, config } = data.node;
    expect({ family, config }).toEqual({
      family: 'auto',
      config: {
        oneIn: 5_000,
        runs: null,
        candidates: [
          { __typename: 'RobustConfig' },
          { __typename: 'EchoStateConfig' },
          { __typename: 'AutoregressionConfig', order: 30 },
        ],
      },
    });
    const figures = { falseAlarmsPer10000: 0, faultsFound: expect.any(Number), faults: 20 };
    expect(choice.candidates).toEqual(
      ['robust', 'echo-state', 'autoregression'].map((each) => ({ family: each, ...figures })),
    );
    const found = choice.candidates.map(({ faultsFound }: { faultsFound: number }) => faultsFound);
    expect(choice).toMatchObject({ chosen: choice.candidates[found.indexOf(Math.max(...found))].family });
    const [robust] = (await train({ robust: {} })).slice(-1);
    const other = await graph.run(
      `{ node(id: "${robust.modelVersion.id}") { ... on ModelVersion { choice { reason } } } }`,
    );
    expect(other.data.node).toEqual({ choice: null });
  });

  it.each([
    ['telemanom', { ...SMALL, epochs: 500, patience: 500 }],
    ['transformer', { horizon: 8, lookback: 48, patch: 8, epochs: 500, patience: 500 }],
  ])('end wherever they are when they are cancelled, and leave no version: %s', async (family, settings) => {
    const cancel = `mutation($input: CancelTrainingJobInput!) { cancelTrainingJob(input: $input) { ... on TrainingJob { id } ${FAILURE} } }`;
    let asked = false;
    const snapshots = await train({ [family]: settings }, async (snapshot) => {
      if (asked || !('epochs' in snapshot) || !(snapshot.epochs as unknown[]).length) return;
      asked = true;
      await graph.run(cancel, { input: { id: snapshot.id } }, 'ENGINEER');
    });
    const last = snapshots[snapshots.length - 1];
    expect(last).toMatchObject({ status: 'CANCELLED', modelVersion: null });
    expect(last.epochs.length).toBeLessThan(500);
  });

  it('judge a stored range in columns, by the version that is asked for or the live one', async () => {
    const [last] = (await train({ echoState: { units: 40 } })).slice(-1);
    const modelVersionId = last.modelVersion.id;
    const time = (sample: number) => new Date(START_MS + sample * PERIOD_MS).toISOString();
    const range = { sensorId, from: time(300), to: time(799) };
    const { data } = await graph.run(SCORE, { input: { ...range, modelVersionId } });
    const { times, values, expected, scores, thresholds } = data.scoreSeries;
    expect(times).toEqual(Array.from({ length: 500 }, (_, i) => time(300 + i)));
    for (const column of [values, expected, scores, thresholds]) expect(column).toHaveLength(500);
    const misses = expected.slice(150).map((value: number, i: number) => Math.abs(value - values[150 + i]));
    expect(Math.max(...misses)).toBeLessThan(0.3);
    const unnamed = await graph.run(SCORE, { input: range });
    expect(unnamed.data.scoreSeries).toMatchObject({ code: 'NO_LIVE_VERSION' });
    const other = { ...range, sensorId: encodeId('Sensor', plant.sensorIds[1]), modelVersionId };
    expect((await graph.run(SCORE, { input: other })).data.scoreSeries).toMatchObject({
      code: 'INVALID_INPUT',
    });
    const empty = { ...range, from: time(5_000), to: time(6_000), modelVersionId };
    expect((await graph.run(SCORE, { input: empty })).data.scoreSeries).toMatchObject({
      code: 'INSUFFICIENT_DATA',
    });
  });
});
