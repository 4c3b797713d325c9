import { afterAll, beforeAll, expect, it } from 'vitest';
import * as examples from '../../schema/generated/graphql.ts';
import { encodeId } from '../../schema/global-id.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { enterPlant, PERIOD_MS, recordWave, START_MS } from './fixture.ts';
import { openGraph, type TestGraph } from './graph.ts';
import { trainedVersion } from './trained-version.ts';

onEachDatabase('the gate in the graph', (database) => {
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let sensorId: string;
  let forecastId: number;
  let champion: string;
  let jumpy: string;

  const trained = (fixed: number, promote: boolean) =>
    trainedVersion(graph, { sensorId, model: { robust: { threshold: { fixed } } }, promote });
  const ask = async <Result, Variables extends Record<string, unknown>>(
    document: examples.TypedDocumentString<Result, Variables>,
    variables: Variables,
    role: 'ADMIN' | 'ENGINEER' = 'ENGINEER',
  ): Promise<Result> => {
    const { data, errors } = await graph.run(String(document), variables, role);
    if (errors) throw new Error(errors[0].message);
    return data;
  };
  const live = async () => {
    const { node } = await ask(examples.LiveModelVersionsDocument, { sensorId, task: 'DETECTION' });
    return node?.__typename === 'Sensor' ? node.champion?.id : undefined;
  };

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    const plant = await enterPlant(graph.services, 'G', 2);
    sensorId = encodeId('Sensor', plant.sensorIds[0]);
    forecastId = plant.sensorIds[1];
    for (const id of plant.sensorIds) await recordWave(graph.services, id, 600);
    champion = await trained(6, true);
    jumpy = await trained(0.1, true);
  }, 60_000);
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  it('lets a training succeed and its version wait, where it is worse than what is live', async () => {
    expect(await live()).toBe(champion);
    const jobs = await graph.run(
      '{ trainingJobs { nodes { status gateDecision { outcome reasons modelVersion { id } champion { id } } } } }',
    );
    expect(jobs.data.trainingJobs.nodes).toMatchObject([
      {
        status: 'SUCCEEDED',
        gateDecision: { outcome: 'REFUSED', modelVersion: { id: jumpy }, champion: { id: champion } },
      },
      {
        status: 'SUCCEEDED',
        gateDecision: { outcome: 'PASSED', reasons: ['FIRST_VERSION'], champion: null },
      },
    ]);
  });

  it('refuses a promotion with the numbers of both, and an override is the administrator’s', async () => {
    const { promoteModelVersion: refused } = await ask(examples.PromoteModelVersionDocument, {
      input: { modelVersionId: jumpy },
    });
    if (refused.__typename !== 'GateRefused') throw new Error(refused.__typename);
    const [decision] = refused.decisions;
    expect(decision).toMatchObject({
      outcome: 'REFUSED',
      readings: 120,
      labels: 0,
      champion: { id: champion },
    });
    const share = decision.figures.find(({ name }) => name === 'shareOpen');
    expect(share?.candidate).toBeGreaterThan(share?.champion ?? 1);
    const input = { modelVersionId: jumpy, reason: 'The sensor was replaced' };
    const forced = async (role: 'ADMIN' | 'ENGINEER') =>
      (await ask(examples.PromoteDespiteGateDocument, { input }, role)).promoteDespiteGate;
    expect(await forced('ENGINEER')).toMatchObject({ code: 'FORBIDDEN' });
    expect(await forced('ADMIN')).toMatchObject({
      __typename: 'Promotion',
      gateDecisions: [{ outcome: 'OVERRIDDEN', overrideReason: 'The sensor was replaced' }],
    });
    expect(await live()).toBe(jumpy);
    const { gateDecisions } = await ask(examples.GateDecisionsDocument, {
      filter: { modelVersionId: jumpy },
    });
    expect(gateDecisions.nodes.map(({ outcome, decidedBy }) => [outcome, decidedBy])).toEqual([
      ['OVERRIDDEN', 'admin'],
      ['REFUSED', 'engineer'],
      ['REFUSED', 'engineer'],
    ]);
  });

  it('tells whoever decided on what is no longer live, what is', async () => {
    const input = { modelVersionId: champion, expectedAssignmentId: null };
    const { promoteModelVersion: lost } = await ask(examples.PromoteModelVersionDocument, { input });
    expect(lost).toMatchObject({
      __typename: 'PromotionConflict',
      code: 'ASSIGNMENT_CONFLICT',
      live: [{ id: expect.any(String) }],
    });
  });

  it('checks what is live anew as a job, and lists what it found', async () => {
    const { validateModels: job } = await ask(examples.ValidateModelsDocument, { input: {} });
    if (job.__typename !== 'ValidationJob') throw new Error(job.__typename);
    const found = () => ask(examples.ModelValidationsDocument, { jobId: job.id });
    const status = async () => {
      const { node } = await found();
      return node?.__typename === 'ValidationJob' ? node.status : undefined;
    };
    await expect.poll(status, { timeout: 20_000 }).toBe('SUCCEEDED');
    const { node, modelValidations } = await found();
    expect(node).toMatchObject({ verdicts: expect.arrayContaining([{ verdict: 'UNUSABLE', count: 0 }]) });
    expect(modelValidations.nodes).toMatchObject([
      {
        sensor: { tag: 'G-S-01' },
        modelVersion: { id: jumpy, family: 'robust' },
        readings: 120,
        message: null,
      },
    ]);
    const figures = modelValidations.nodes[0].figures.map(({ name }) => name);
    expect(figures).toEqual(expect.arrayContaining(['falseAlarmsPer10000', 'shareOpen']));
    const cancel = `mutation($id: ID!) { cancelValidationJob(input: {id: $id}) { ... on Error { code } } }`;
    expect((await graph.run(cancel, { id: job.id })).data.cancelValidationJob.code).toBe('JOB_FINISHED');
  });

  it('has a challenger judge live readings beside what is live, and compares the two', async () => {
    const input = { sensorId, modelVersionId: champion };
    const { startShadowRun: run } = await ask(examples.StartShadowRunDocument, { input });
    if (run.__typename !== 'ShadowRun') throw new Error(run.__typename);
    expect((await ask(examples.StartShadowRunDocument, { input })).startShadowRun).toMatchObject({
      code: 'SHADOW_RUNNING',
    });
    const times = [1, 2, 3].map((i) => new Date(Date.now() - 60_000 * (4 - i)).toISOString());
    const series = [{ sensorId, times, values: [0.1, 0.2, 0.1] }];
    await ask(examples.RecordReadingsDocument, { input: { series } });
    const runs = async () =>
      (await ask(examples.ShadowRunsDocument, { filter: { sensorId, running: true } })).shadowRuns.nodes;
    await expect.poll(async () => (await runs())[0].readings, { timeout: 10_000 }).toBe(3);
    expect(await runs()).toMatchObject([
      {
        id: run.id,
        modelVersion: { id: champion },
        endedAt: null,
        comparison: { challenger: { anomalies: 0 }, labels: 0 },
      },
    ]);
    const { stopShadowRun } = await ask(examples.StopShadowRunDocument, { input: { id: run.id } });
    expect(stopShadowRun).toMatchObject({ end: 'STOPPED', endedAt: expect.any(String) });
    expect(await runs()).toEqual([]);
  });

  it('has a forecaster in the shadow of what is scheduled, and compares the two', async () => {
    const forecast = encodeId('Sensor', forecastId);
    const trained = { sensorId: forecast, model: { lastValue: { horizon: 4 } } };
    const modelVersionId = await trainedVersion(graph, trained);
    const start = async () =>
      (await ask(examples.StartShadowRunDocument, { input: { sensorId: forecast, modelVersionId } }))
        .startShadowRun;
    expect(await start()).toMatchObject({ code: 'NO_SCHEDULE' });
    const scheduled = { sensorIds: [forecast], horizon: 4, levels: [0.9], everySteps: 1 };
    await ask(examples.ScheduleForecastsDocument, { input: scheduled });
    expect(await start()).toMatchObject({ __typename: 'ShadowRun' });
    const comparison = async () => {
      const { nodes } = (
        await ask(examples.ShadowRunsDocument, { filter: { sensorId: forecast, running: true } })
      ).shadowRuns;
      return nodes.map(({ task, comparison: { __typename, ...of } }) => ({ task, __typename, ...of }));
    };
    expect(await comparison()).toMatchObject([
      { task: 'FORECASTING', __typename: 'ForecastShadowComparison', compared: 0, forecaster: null },
    ]);
    const record = async (i: number) => {
      const times = [new Date(START_MS + PERIOD_MS * (599 + i)).toISOString()];
      await ask(examples.RecordReadingsDocument, {
        input: { series: [{ sensorId: forecast, times, values: [0.1 * i] }] },
      });
      await graph.services.forecasts.idle();
    };
    for (const i of [1, 2, 3, 4]) await record(i);
    await expect
      .poll(async () => (await comparison())[0], { timeout: 10_000 })
      .toMatchObject({ forecasts: 4, compared: 3, forecaster: { steps: 6 }, issued: { steps: 6 } });
  });
});
