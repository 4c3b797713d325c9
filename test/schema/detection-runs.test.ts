import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { sqliteInMemory, type TestDatabase } from '../database.ts';
import { enterPlant, PERIOD_MS, type Plant, START_MS } from './fixture.ts';
import { type Answer, nextOf, openGraph, type TestGraph } from './graph.ts';
import { trainedVersion } from './trained-version.ts';

const FAILURE = '... on Error { __typename code message remedy }';
const DETECT = `mutation($input: DetectAnomaliesInput!) { detectAnomalies(input: $input) { ... on DetectionJob { id status
  progress requestedBy detectionRun { id } } ${FAILURE} } }`;
const CANCEL = `mutation($input: CancelDetectionJobInput!) { cancelDetectionJob(input: $input) {
  ... on DetectionJob { id } ${FAILURE} } }`;
const JOB = `query($id: ID!) { node(id: $id) { ... on Job { status stage progress failure { code } }
  ... on DetectionJob { detectionRun { id } } } }`;
const RUN = `query($id: ID!) { detectionRun(id: $id) { id sensor { id } modelVersion { id } from to samplingPeriodMs sampleCount
  anomalyCount flaggedCount requestedBy cleaning { imputation { method } counts { missing imputed } }
  anomalies(first: 10) { totalCount nodes { start end peakTime peakScore threshold } } } }`;
const RUNS = `query($filter: DetectionRunFilter, $after: String) { detectionRuns(first: 1, filter: $filter, after: $after) {
  totalCount nodes { id } pageInfo { hasNextPage endCursor } } }`;
const EVENTS = `subscription($after: String, $jobIds: [ID!]) { detectionJobEvents(after: $after, jobIds: $jobIds) { __typename
  ... on StreamItem { cursor } ... on DetectionJobEvent { time detectionJob { status stage progress cancelRequestedAt finishedAt
    sensor { id } detectionRun { id } detectionJob { id status } } } ... on Gap { reason } } }`;
const JOBS = `query($filter: DetectionJobFilter) { detectionJobs(filter: $filter) { totalCount nodes { id status } } }`;
const LIVE = '{ anomalies { totalCount } }';

const TRAINED = 600;
const SAMPLES = 1_000;
const FLOOD = 42_000;
const PEAKS = new Map([
  [700, 40],
  [701, 50],
  [702, 40],
  [800, 45],
]);
const time = (sample: number) => new Date(START_MS + sample * PERIOD_MS).toISOString();

describe('detection runs', () => {
  const database = sqliteInMemory;
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let plant: Plant;
  let sensorId: string;
  let modelVersionId: string;
  let range: object;

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    plant = await enterPlant(graph.services, 'D', 2);
    sensorId = encodeId('Sensor', plant.sensorIds[0]);
    const kept = [...Array(SAMPLES).keys()].filter((i) => i !== 750);
    const times = kept.map((i) => START_MS + i * PERIOD_MS);
    const values = kept.map((i) => PEAKS.get(i) ?? Math.sin(i / 10) + 0.05 * Math.sin(i * 7.7));
    await graph.services.line.record({
      series: [{ sensorId: plant.sensorIds[0], times, values }],
      historical: true,
    });
    const model = { robust: {} };
    modelVersionId = await trainedVersion(graph, { sensorId, model, to: time(TRAINED - 1) });
    range = { sensorId, from: time(TRAINED), to: time(SAMPLES - 1) };
  });
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  const detect = async (input: object) =>
    (await graph.run(DETECT, { input }, 'ENGINEER')).data.detectAnomalies;
  const cancel = async (id: string) =>
    (await graph.run(CANCEL, { input: { id } }, 'ENGINEER')).data.cancelDetectionJob;
  const look = async (id: string) => (await graph.run(JOB, { id })).data.node;
  const until = async (id: string, reached: (job: { status: string; stage: string }) => boolean) => {
    for (;;) {
      const job = await look(id);
      if (reached(job)) return job;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const ended = (id: string) => until(id, ({ status }) => !['QUEUED', 'RUNNING'].includes(status));
  const item = ({ data }: Answer) => data.detectionJobEvents;
  const runs = async (filter: object = {}, after?: string) =>
    (await graph.run(RUNS, { filter, after })).data.detectionRuns;

  it('are asked for as a job, and keep what they found apart from what is announced', async () => {
    const asked = await detect({
      ...range,
      modelVersionId,
      cleaning: { imputation: { method: 'LINEAR', longestGap: 2 } },
    });
    expect(asked).toMatchObject({ status: 'QUEUED', requestedBy: 'engineer', detectionRun: null });
    const job = await ended(asked.id);
    expect(job).toMatchObject({ status: 'SUCCEEDED', progress: 1, failure: null });
    const { data } = await graph.run(RUN, { id: job.detectionRun.id });
    expect(data.detectionRun).toMatchObject({
      id: job.detectionRun.id,
      sensor: { id: sensorId },
      modelVersion: { id: modelVersionId },
      from: time(TRAINED),
      to: time(SAMPLES - 1),
      samplingPeriodMs: PERIOD_MS,
      sampleCount: SAMPLES - TRAINED,
      anomalyCount: 2,
      flaggedCount: 4,
      requestedBy: 'engineer',
      cleaning: { imputation: { method: 'LINEAR' }, counts: { missing: 1, imputed: 1 } },
      anomalies: { totalCount: 2 },
    });
    const [first, second] = data.detectionRun.anomalies.nodes;
    expect(first).toMatchObject({ start: time(700), end: time(702), peakTime: time(701) });
    expect(second).toMatchObject({ start: time(800), end: time(800), peakTime: time(800) });
    for (const { peakScore, threshold } of [first, second]) expect(peakScore).toBeGreaterThan(threshold);
    expect((await graph.run(LIVE)).data.anomalies.totalCount).toBe(0);
  });

  it('have ids of their own, and are listed newest first', async () => {
    const { id } = await detect({ ...range, modelVersionId });
    const { detectionRun } = await ended(id);
    const first = await runs({ sensorId });
    expect(first).toMatchObject({ totalCount: 2, nodes: [detectionRun], pageInfo: { hasNextPage: true } });
    const second = await runs({ modelVersionId }, first.pageInfo.endCursor);
    expect(second.pageInfo.hasNextPage).toBe(false);
    expect(second.nodes).not.toEqual(first.nodes);
    const { data } = await graph.run(`{ node(id: "${detectionRun.id}") { id __typename } }`);
    expect(data.node).toEqual({ ...detectionRun, __typename: 'DetectionRun' });
    expect((await runs({ sensorId: encodeId('Sensor', plant.sensorIds[1]) })).totalCount).toBe(0);
    expect((await graph.run(RUN, { id: encodeId('DetectionRun', 999) })).data.detectionRun).toBeNull();
  });

  it('tell how their jobs go on, each change once and in order, again from a cursor', async () => {
    const events = graph.subscribe(EVENTS);
    const { cursor } = item(await nextOf(events, (answer) => item(answer).__typename === 'Heartbeat'));
    await trainedVersion(graph, { sensorId, model: { robust: {} }, to: time(TRAINED - 1) });
    const { id } = await detect({ ...range, modelVersionId });
    const told: { cursor: string; time: string; detectionJob: Record<string, unknown> }[] = [];
    while (told.at(-1)?.detectionJob.status !== 'SUCCEEDED')
      told.push(item(await nextOf(events, (answer) => item(answer).detectionJob)));
    await events.return();
    const jobs = told.map(({ detectionJob }) => detectionJob);
    expect(jobs.map(({ status }) => status).filter((status) => status !== 'RUNNING')).toEqual([
      'QUEUED',
      'SUCCEEDED',
    ]);
    expect(new Set(jobs.map(({ stage }) => stage))).toEqual(new Set(['', 'DATA', 'JUDGE', 'STORE']));
    for (const job of jobs) expect(job).toMatchObject({ sensor: { id: sensorId }, detectionJob: { id } });
    const { detectionRun } = await look(id);
    expect(jobs.at(-1)).toMatchObject({ progress: 1, detectionRun, detectionJob: { status: 'SUCCEEDED' } });
    expect(jobs[0].detectionRun).toBeNull();

    const again = graph.subscribe(EVENTS, { after: cursor, jobIds: [id] });
    for (const one of told)
      expect(item(await nextOf(again))).toMatchObject({ cursor: one.cursor, time: one.time });
    await again.return();
  });

  it('say that there is a gap where they cannot know; the list is what to query then', async () => {
    const past = graph.subscribe(EVENTS);
    const { cursor } = item(await nextOf(past));
    await past.return();
    const { id } = await detect({ ...range, modelVersionId });
    await ended(id);
    await graph.services.feed.log.prune(Date.now() + 1_000, 1_000);
    const events = graph.subscribe(EVENTS, { after: cursor });
    expect(item(await nextOf(events))).toMatchObject({ __typename: 'Gap', reason: 'EXPIRED' });
    await events.return();
    const { detectionJobs } = (await graph.run(JOBS, { filter: { sensorId, statuses: ['SUCCEEDED'] } })).data;
    expect(detectionJobs.nodes[0]).toEqual({ id, status: 'SUCCEEDED' });
    expect(detectionJobs.totalCount).toBe(detectionJobs.nodes.length);
    const { data } = await graph.run(JOBS, { filter: { statuses: ['FAILED'] } });
    expect(data.detectionJobs.nodes).toEqual([]);
  });

  it('leave nothing when they are cancelled, which takes less than a second', async () => {
    const events = graph.subscribe(EVENTS);
    await nextOf(events);
    /** A job that is over before it is told of is tried again. */
    const cancelled = async (): Promise<{ id: string; before: number }> => {
      const before = (await runs()).totalCount;
      const { id } = await detect({ ...range, modelVersionId });
      await nextOf(events, (answer) => item(answer).detectionJob?.stage === 'JUDGE');
      const answer = await cancel(id);
      if (answer.code === 'JOB_FINISHED') return cancelled();
      expect(answer).toEqual({ id });
      return { id, before };
    };
    const { id, before } = await cancelled();
    const told = await nextOf(events, (answer) => item(answer).detectionJob?.status === 'CANCELLED');
    await events.return();
    const { cancelRequestedAt, finishedAt } = item(told).detectionJob;
    expect(Date.parse(finishedAt) - Date.parse(cancelRequestedAt)).toBeLessThan(1_000);
    expect(await ended(id)).toMatchObject({ status: 'CANCELLED', detectionRun: null });
    expect((await runs()).totalCount).toBe(before);
    expect(await cancel(id)).toMatchObject({ code: 'JOB_FINISHED' });
    const training = encodeId('DetectionJob', 1);
    expect(await cancel(training)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await look(training)).toBeNull();
  });

  it('are given up when so much departs from normal that it says nothing', async () => {
    const [, flooded] = plant.sensorIds;
    for (let first = 0; first < FLOOD; first += 10_000) {
      const samples = Array.from({ length: Math.min(10_000, FLOOD - first) }, (_, i) => first + i);
      const times = samples.map((i) => START_MS + i * PERIOD_MS);
      const values = samples.map((i) => (i >= TRAINED && i % 2 === 0 ? 50 : Math.sin(i / 10)));
      await graph.services.line.record({ series: [{ sensorId: flooded, times, values }], historical: true });
    }
    const asked = { sensorId: encodeId('Sensor', flooded), to: time(TRAINED - 1), model: { robust: {} } };
    const version = await trainedVersion(graph, asked);
    const before = (await runs()).totalCount;
    const rest = { sensorId: asked.sensorId, from: time(TRAINED), to: time(FLOOD) };
    const { id } = await detect({ ...rest, modelVersionId: version });
    expect(await ended(id)).toMatchObject({ status: 'FAILED', failure: { code: 'TOO_MANY_ANOMALIES' } });
    expect((await runs()).totalCount).toBe(before);
  });

  it('are refused before they are queued when they cannot succeed', async () => {
    expect(await detect(range)).toMatchObject({ code: 'NO_LIVE_VERSION' });
    const other = { ...range, sensorId: encodeId('Sensor', plant.sensorIds[1]), modelVersionId };
    expect(await detect(other)).toMatchObject({ code: 'INVALID_INPUT' });
    const asked = { ...range, modelVersionId };
    expect(await detect({ ...asked, to: time(0) })).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await detect({ ...asked, from: time(5_000), to: time(6_000) })).toMatchObject({
      code: 'INSUFFICIENT_DATA',
    });
    expect(await detect({ ...asked, modelVersionId: encodeId('ModelVersion', 999) })).toMatchObject({
      code: 'NOT_FOUND',
    });
    const { data } = await graph.run(DETECT, { input: asked }, 'OPERATOR');
    expect(data.detectAnomalies).toMatchObject({ code: 'FORBIDDEN' });
  });
});
