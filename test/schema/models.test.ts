import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { announce, enterPlant, PERIOD_MS, type Plant, recordWave, START_MS } from './fixture.ts';
import { type Answer, nextOf, openGraph, type TestGraph } from './graph.ts';

const FAILURE = '... on Error { __typename code message remedy }';
const TRAIN = `mutation($input: TrainModelInput!) { trainModel(input: $input) { ... on TrainingJob { id status progress sensor { tag } requestedBy } ${FAILURE} } }`;
const PROMOTE = `mutation($input: PromoteModelVersionInput!) { promoteModelVersion(input: $input) { ... on Promotion {
  assignments { id action reason assignedBy sensor { tag } modelVersion { version } } } ${FAILURE} } }`;
const JOB_EVENTS = `subscription($after: String, $jobIds: [ID!]) { trainingJobEvents(after: $after, jobIds: $jobIds) { ... on StreamItem { cursor }
  ... on TrainingJobEvent { time trainingJob { status progress stage failure { code message remedy } modelVersion { id } trainingJob { id } } }
  ... on Heartbeat { time } } }`;
const SAMPLES = 900;

const job = ({ data }: Answer) => data.trainingJobEvents.trainingJob;

onEachDatabase('models in the graph', (database) => {
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let plant: Plant;
  let sensorId: string;
  let versions: string[];

  /** Trains to the end, watching over the stream, and gives the last snapshot. */
  const train = async (model: object, more = {}) => {
    const stream = graph.subscribe(JOB_EVENTS);
    await nextOf(stream);
    const { data } = await graph.run(TRAIN, { input: { sensorId, model, ...more } }, 'ENGINEER');
    expect(data.trainModel).toMatchObject({
      status: 'QUEUED',
      sensor: { tag: 'M-S-01' },
      requestedBy: 'engineer',
    });
    const shares: number[] = [];
    for (;;) {
      const snapshot = job(
        await nextOf(stream, (answer) => job(answer)?.trainingJob.id === data.trainModel.id),
      );
      shares.push(snapshot.progress);
      if (!['QUEUED', 'RUNNING'].includes(snapshot.status)) {
        await stream.return();
        return { ...snapshot, shares };
      }
    }
  };

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    plant = await enterPlant(graph.services, 'M', 3);
    sensorId = encodeId('Sensor', plant.sensorIds[0]);
    await recordWave(graph.services, plant.sensorIds[0], SAMPLES);
    const first = await train({ robust: { threshold: { fixed: 7 }, runs: { stuckMinimum: 20 } } });
    const second = await train(
      { robust: { threshold: { tail: { rate: 0.001, atLeast: 5 } } } },
      { promote: true },
    );
    versions = [first, second].map(({ modelVersion }) => modelVersion.id);
  }, 60_000);
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  it('come from jobs that tell how far they are', async () => {
    const done = await train(
      { ridge: { horizon: 24, penalty: 10 } },
      { promote: true, seed: 3, trainShare: 0.7 },
    );
    expect(done).toMatchObject({
      status: 'SUCCEEDED',
      progress: 1,
      failure: null,
      modelVersion: { id: expect.any(String) },
    });
    expect(done.shares).toEqual([...done.shares].sort((a, b) => a - b));
    const { data } = await graph.run(
      `query($filter: TrainingJobFilter) { trainingJobs(filter: $filter) { totalCount nodes { id status stage attempt modelVersion { id } createdAt startedAt finishedAt cancelRequestedAt failure { code } } } }`,
      { filter: { sensorId, statuses: ['SUCCEEDED'] } },
    );
    expect(data.trainingJobs.totalCount).toBe(3);
    expect(data.trainingJobs.nodes[0]).toMatchObject({
      modelVersion: done.modelVersion,
      attempt: 1,
      failure: null,
    });
  });

  it('say what they were made from, and how they compare with the naive baseline', async () => {
    const query = `query($filter: ModelVersionFilter) { modelVersions(filter: $filter) { nodes { id version family seed scopeKind scopeName
      sensors { tag } config { __typename ... on RobustConfig { threshold { __typename ... on FixedThreshold { limit } ... on TailThreshold { rate atLeast } } runs { stuckMinimum dropoutMinimum } } }
      metrics { name value baseline } artifactSha256 artifactBytes registeredModel { name task versions { totalCount } }
      datasetVersion { sha256 from to sampleCount missingCount trainCount testCount samplingPeriodMs sensor { tag } inputs { tag } } } } }`;
    const { data, errors } = await graph.run(query, { filter: { sensorId, task: 'DETECTION' } });
    expect(errors).toBeUndefined();
    const [newer, older] = data.modelVersions.nodes;
    expect([newer.id, older.id]).toEqual([versions[1], versions[0]]);
    expect(older).toMatchObject({
      version: 1,
      family: 'robust',
      seed: 0,
      scopeKind: 'SENSOR',
      scopeName: 'M-S-01',
      sensors: [{ tag: 'M-S-01' }],
      config: {
        __typename: 'RobustConfig',
        threshold: { __typename: 'FixedThreshold', limit: 7 },
        runs: { stuckMinimum: 20, dropoutMinimum: 5 },
      },
      registeredModel: { name: 'M-S-01/detection', task: 'DETECTION', versions: { totalCount: 2 } },
      datasetVersion: {
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        from: new Date(START_MS).toISOString(),
        to: new Date(START_MS + (SAMPLES - 1) * PERIOD_MS).toISOString(),
        sampleCount: SAMPLES,
        missingCount: 0,
        trainCount: SAMPLES * 0.8,
        testCount: SAMPLES * 0.2,
        samplingPeriodMs: PERIOD_MS,
        sensor: { tag: 'M-S-01' },
        inputs: [],
      },
    });
    expect(newer.config.threshold).toEqual({ __typename: 'TailThreshold', rate: 0.001, atLeast: 5 });
    expect(older.metrics.length).toBeGreaterThan(0);
    for (const metric of older.metrics)
      expect(metric).toMatchObject({ name: expect.any(String), value: expect.any(Number) });
    expect(older.metrics.some(({ baseline }: { baseline: number | null }) => baseline !== null)).toBe(true);
    const models = await graph.run('{ registeredModels(task: DETECTION) { nodes { name } } }');
    expect(models.data.registeredModels.nodes).toEqual([{ name: 'M-S-01/detection' }]);
  });

  it('go live and back, each step in a history that is never rewritten', async () => {
    const live = `{ node(id: "${sensorId}") { ... on Sensor { liveModelVersion(task: DETECTION) { id } assignments(task: DETECTION) { nodes { id action modelVersion { id } } } } } }`;
    const before = (await graph.run(live)).data.node;
    expect(before.liveModelVersion.id).toBe(versions[1]);
    const [{ id: expectedAssignmentId }] = before.assignments.nodes;
    const promote = async (input: object) =>
      (await graph.run(PROMOTE, { input }, 'ENGINEER')).data.promoteModelVersion;
    expect(await promote({ modelVersionId: versions[1] })).toMatchObject({ code: 'ALREADY_LIVE' });
    expect(await promote({ modelVersionId: versions[0], expectedAssignmentId: null })).toMatchObject({
      code: 'ASSIGNMENT_CONFLICT',
    });
    expect(
      await promote({ modelVersionId: versions[0], reason: 'Fewer false alarms', expectedAssignmentId }),
    ).toMatchObject({
      assignments: [
        {
          action: 'PROMOTE',
          reason: 'Fewer false alarms',
          assignedBy: 'engineer',
          sensor: { tag: 'M-S-01' },
          modelVersion: { version: 1 },
        },
      ],
    });
    const rollback = `mutation($input: RollbackModelInput!) { rollbackModel(input: $input) { ... on Assignment { action task modelVersion { id } } ${FAILURE} } }`;
    const back = await graph.run(rollback, { input: { sensorId, task: 'DETECTION' } });
    expect(back.data.rollbackModel).toEqual({
      action: 'ROLLBACK',
      task: 'DETECTION',
      modelVersion: { id: versions[1] },
    });
    const after = (await graph.run(live)).data.node;
    expect(after.liveModelVersion.id).toBe(versions[1]);
    expect(after.assignments.nodes.map(({ action }: { action: string }) => action)).toEqual([
      'ROLLBACK',
      'PROMOTE',
      'PROMOTE',
    ]);
    const further = await graph.run(rollback, { input: { sensorId, task: 'DETECTION' } });
    expect(further.data.rollbackModel).toMatchObject({
      __typename: 'ConflictFailure',
      code: 'NO_EARLIER_VERSION',
    });
    expect(await promote({ modelVersionId: encodeId('ModelVersion', 999) })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it.each([
    ['no family', {}],
    ['two families', { robust: {}, ridge: {} }],
    ['a family set to null', { robust: null }],
  ])('are not trained from a model with %s', async (_, model) => {
    const { data, errors } = await graph.run(TRAIN, { input: { sensorId, model } });
    expect(data).toBeUndefined();
    expect(errors?.[0].message).toMatch(/ModelInput|must be non-null/);
  });

  it.each([
    ['INVALID_INPUT', { robust: { threshold: { fixed: -1 } } }, {}],
    ['INVALID_INPUT', { discordEnvelope: { shapeWindows: [16] } }, {}],
    ['INVALID_INPUT', { discordEnvelope: { drift: { release: 2 } } }, {}],
    ['INVALID_INPUT', { ridge: { horizon: 0 } }, {}],
    ['INVALID_INPUT', { seasonalNaive: { season: 0 } }, {}],
    ['INVALID_INPUT', { lastValue: { horizon: 721 } }, {}],
    ['INVALID_INPUT', { robust: {} }, { trainShare: 1 }],
    ['INVALID_INPUT', { robust: {} }, { seed: -1 }],
    ['INSUFFICIENT_DATA', { robust: {} }, { to: new Date(START_MS + 10 * PERIOD_MS).toISOString() }],
  ])('are refused before they wait: %s for %j %j', async (code, model, more) => {
    const { data } = await graph.run(TRAIN, { input: { sensorId, model, ...more } });
    expect(data.trainModel).toMatchObject({ code, remedy: expect.any(String) });
  });

  it('are trained by engineers only', async () => {
    const { data } = await graph.run(TRAIN, { input: { sensorId, model: { robust: {} } } }, 'OPERATOR');
    expect(data.trainModel).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('are not made by a job that was cancelled, nor can an ended one be', async () => {
    const cancel = `mutation($input: CancelTrainingJobInput!) { cancelTrainingJob(input: $input) { ... on TrainingJob { status cancelRequestedAt } ${FAILURE} } }`;
    const { data } = await graph.run(TRAIN, { input: { sensorId, model: { discordEnvelope: {} } } });
    const cancelled = await graph.run(cancel, { input: { id: data.trainModel.id } });
    expect(cancelled.data.cancelTrainingJob.cancelRequestedAt).toEqual(expect.any(String));
    const list = `{ node(id: "${data.trainModel.id}") { ... on TrainingJob { status modelVersion { id } } } }`;
    await expect
      .poll(async () => (await graph.run(list)).data.node, { timeout: 10_000 })
      .toEqual({ status: 'CANCELLED', modelVersion: null });
    const again = await graph.run(cancel, { input: { id: data.trainModel.id } });
    expect(again.data.cancelTrainingJob).toMatchObject({
      __typename: 'ConflictFailure',
      code: 'JOB_FINISHED',
    });
    const missing = await graph.run(cancel, { input: { id: encodeId('TrainingJob', 9_999) } });
    expect(missing.data.cancelTrainingJob).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('forecast from the last reading on, or say that the fallback did', async () => {
    const query = `query($id: ID!, $horizon: Int!, $levels: [Float!]!) { node(id: $id) { ... on Sensor { forecast(horizon: $horizon, levels: $levels) {
      ... on Forecast { id origin stepMs horizon mode method modelVersion { family } times values bands { level lower upper } } ${FAILURE} ... on HorizonTooLongFailure { asked longest } } } } }`;
    const forecast = async (id: string, horizon: number, levels: number[]) =>
      (await graph.run(query, { id, horizon, levels })).data.node.forecast;
    const made = await forecast(sensorId, 3, [0.5, 0.9]);
    const last = START_MS + (SAMPLES - 1) * PERIOD_MS;
    expect(made).toMatchObject({
      origin: new Date(last).toISOString(),
      stepMs: PERIOD_MS,
      horizon: 3,
      mode: 'MODEL',
      method: 'ridge',
      modelVersion: { family: 'ridge' },
      times: [1, 2, 3].map((step) => new Date(last + step * PERIOD_MS).toISOString()),
    });
    expect(made.values).toHaveLength(3);
    expect(made.bands.map(({ level }: { level: number }) => level)).toEqual([0.5, 0.9]);
    for (const step of [0, 1, 2])
      expect(made.bands[1].lower[step]).toBeLessThanOrEqual(made.bands[0].lower[step]);
    expect((await forecast(sensorId, 3, [0.5, 0.9])).id).toBe(made.id);
    expect(await forecast(sensorId, 25, [0.9])).toMatchObject({
      code: 'HORIZON_TOO_LONG',
      asked: 25,
      longest: 24,
    });
    expect(await forecast(sensorId, 3, [2])).toMatchObject({ code: 'INVALID_INPUT' });
    await recordWave(graph.services, plant.sensorIds[1], 50);
    const naive = await forecast(encodeId('Sensor', plant.sensorIds[1]), 2, [0.9]);
    expect(naive).toMatchObject({ mode: 'FALLBACK', modelVersion: null });
    expect(await forecast(encodeId('Sensor', plant.sensorIds[2]), 2, [0.9])).toMatchObject({
      code: 'INSUFFICIENT_DATA',
    });
    const list = await graph.run(
      'query($filter: ForecastFilter) { forecasts(filter: $filter) { nodes { id } } }',
      { filter: { sensorIds: [sensorId] } },
    );
    expect(list.data.forecasts.nodes).toEqual([{ id: made.id }]);
  });

  it('are told what an anomaly turned out to be', async () => {
    await announce(graph.services, plant, plant.sensorIds[2], 'OPENED');
    const { data } = await graph.run('{ anomalies { nodes { id label { verdict } } } }');
    const [anomaly] = data.anomalies.nodes;
    expect(anomaly.label).toBeNull();
    const label = `mutation($input: LabelAnomalyInput!) { labelAnomaly(input: $input) { ... on OperatorLabel { verdict note author start end sensor { tag } anomaly { id } } ${FAILURE} } }`;
    const say = async (input: object, role: 'OPERATOR' | 'VIEWER' = 'OPERATOR') =>
      (await graph.run(label, { input }, role)).data.labelAnomaly;
    expect(await say({ anomalyId: anomaly.id, verdict: 'EXPECTED', note: 'Cleaning' })).toEqual({
      verdict: 'EXPECTED',
      note: 'Cleaning',
      author: 'operator',
      start: new Date(START_MS).toISOString(),
      end: new Date(START_MS + PERIOD_MS).toISOString(),
      sensor: { tag: 'M-S-03' },
      anomaly: { id: anomaly.id },
    });
    await say({ anomalyId: anomaly.id, verdict: 'REJECTED' });
    const now = await graph.run('{ anomalies { nodes { label { verdict note } } } }');
    expect(now.data.anomalies.nodes).toEqual([{ label: { verdict: 'REJECTED', note: '' } }]);
    expect(await say({ anomalyId: encodeId('Anomaly', 999), verdict: 'REJECTED' })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await say({ anomalyId: anomaly.id, verdict: 'REJECTED', note: 'x'.repeat(2_001) })).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await say({ anomalyId: anomaly.id, verdict: 'REJECTED' }, 'VIEWER')).toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
