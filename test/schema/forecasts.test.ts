import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { FORECASTER_FAMILIES } from '../../src/ml/forecasters.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { pinnedDataset } from '../datasets/pinned-dataset.ts';
import { univariate } from '../ml/univariate.ts';
import { candidate } from '../registry/candidate.ts';
import { enterPlant, PERIOD_MS, type Plant } from './fixture.ts';
import { type Answer, nextOf, openGraph, type TestGraph } from './graph.ts';

const ERROR = '... on Error { __typename code message remedy }';
const FAILURE = `${ERROR} ... on HorizonTooLongFailure { asked longest }
  ... on InsufficientDataFailure { needed given }`;
const FIGURES = `steps mae rmse mape mapeSteps smape mase r2 pinball baseline { mae mase } bands { level coverage steps width intervalScore }`;
const FORECAST = `id origin horizon mode method modelVersion { id } values baseline baselineMethod
  freshness { isStale state ageMs silentAfterMs } accuracy { throughStep isComplete total { ${FIGURES} } blocks { steps } }`;
const ISSUE = `mutation($input: IssueForecastInput!) { issueForecast(input: $input) { __typename ... on Forecast { ${FORECAST} } ${FAILURE} } }`;
const FLEET = `query($first: Int!, $after: String, $horizon: Int!, $filter: SensorFilter) {
  forecastFleet(first: $first, after: $after, horizon: $horizon, filter: $filter) { totalCount pageInfo { hasNextPage endCursor }
    nodes { sensor { tag } forecast { __typename ... on Forecast { horizon mode modelVersion { id } values } ${FAILURE} } } } }`;
const EVENTS = `subscription($after: String, $filter: ForecastEventFilter) { forecastEvents(after: $after, filter: $filter) {
  __typename ... on StreamItem { cursor } ... on ForecastEvent { type time origin horizon mode method modelVersion { id }
    sensor { tag } forecast { id } accuracy { steps mae bands { coverage } } } } }`;
const SCHEDULE = `mutation($input: ScheduleForecastsInput!) { scheduleForecasts(input: $input) { __typename
  ... on ScheduledForecasts { sensorCount } ${ERROR} } }`;
const ACCURACY = `query($id: ID!, $version: ID!, $from: DateTime!, $to: DateTime!) {
  node(id: $id) { ... on Sensor { forecastAccuracy(from: $from, to: $to) { mode forecasts unit modelVersion { id } total { steps bands { level coverage } } } } }
  version: node(id: $version) { ... on ModelVersion { liveAccuracy(from: $from, to: $to) { forecasts unit total { steps mae } blocks { steps } } } } }`;

const item = ({ data }: Answer) => data.forecastEvents;
const isEvent = (answer: Answer) => item(answer).__typename === 'ForecastEvent';
const isHeartbeat = (answer: Answer) => item(answer).__typename === 'Heartbeat';
const wave = (i: number) => 20 + 5 * Math.sin((2 * Math.PI * i) / 12) + Math.cos(i * i) / 4;

onEachDatabase('forecasts in the graph', (database) => {
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let plant: Plant;
  let startMs: number;

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    plant = await enterPlant(graph.services, 'F', 8);
    startMs = Date.now() - 1_000 * PERIOD_MS;
    for (const sensor of [0, 1, 2, 3, 4, 5]) await record(sensor, 0, 60);
  });
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  const record = async (sensor: number, from: number, count: number, historical = false) => {
    const indices = Array.from({ length: count }, (_, i) => from + i);
    const times = indices.map((i) => startMs + i * PERIOD_MS);
    const series = [{ sensorId: plant.sensorIds[sensor], times, values: indices.map(wave) }];
    await graph.services.line.record({ series, historical });
    await graph.services.forecasts.idle();
  };
  const idOf = (sensor: number) => encodeId('Sensor', plant.sensorIds[sensor]);
  const at = (index: number) => new Date(startMs + index * PERIOD_MS).toISOString();
  const issue = async (sensor: number, horizon: number, role?: 'VIEWER' | 'OPERATOR') => {
    const { data, errors } = await graph.run(
      ISSUE,
      { input: { sensorId: idOf(sensor), horizon, levels: [0.5, 0.9] } },
      role,
    );
    return data?.issueForecast ?? errors?.[0].extensions;
  };
  const forecastNow = async (id: string) =>
    (await graph.run(`query($id: ID!) { node(id: $id) { ... on Forecast { ${FORECAST} } } }`, { id })).data
      .node;
  const promoted = async (sensors: readonly number[]) => {
    const { registry, db } = graph.services;
    const family = FORECASTER_FAMILIES['seasonal-naive'];
    const train = univariate(Float64Array.from({ length: 120 }, (_, i) => wave(i)));
    const model = await family.fit(train, family.parseConfig({ horizon: 24 }), { seed: 1 });
    const artifact = await registry.store(model.save());
    const ids = sensors.map((sensor) => plant.sensorIds[sensor]);
    const version = await db.transaction(async (em) => {
      const datasetVersionId = await pinnedDataset(em, ids[0], PERIOD_MS);
      const made = { task: 'FORECASTING', family: 'seasonal-naive', artifact, datasetVersionId } as const;
      return registry.createVersion(em, candidate(ids, made));
    });
    const promote = `mutation($input: PromoteModelVersionInput!) { promoteModelVersion(input: $input) {
      ... on Promotion { assignments { sensor { id } } } ${ERROR} } }`;
    const id = encodeId('ModelVersion', version.id);
    const { data } = await graph.run(promote, { input: { modelVersionId: id } }, 'ENGINEER');
    return { id, promotion: data.promoteModelVersion };
  };

  it('are issued on demand, stored once, and say whether the sensor is still heard', async () => {
    const made = await issue(0, 6, 'OPERATOR');
    expect(made).toMatchObject({
      __typename: 'Forecast',
      origin: at(59),
      mode: 'FALLBACK',
      baselineMethod: 'seasonal-naive',
      freshness: { isStale: false, state: 'LIVE', silentAfterMs: 5 * PERIOD_MS },
      accuracy: { throughStep: 0, isComplete: false, total: null, blocks: [] },
    });
    expect(made.baseline).toHaveLength(6);
    expect((await issue(0, 6)).id).toBe(made.id);
    expect(await issue(0, 6, 'VIEWER')).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('are refused with what would be right', async () => {
    expect(await issue(7, 6)).toMatchObject({
      __typename: 'InsufficientDataFailure',
      code: 'INSUFFICIENT_DATA',
      needed: 2,
      given: 0,
    });
    expect(await issue(0, 721)).toMatchObject({
      __typename: 'HorizonTooLongFailure',
      asked: 721,
      longest: 720,
    });
    expect(await issue(0, 0)).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('are stale where only history is known', async () => {
    await record(6, 0, 60, true);
    expect(await issue(6, 3)).toMatchObject({
      freshness: { isStale: true, state: 'NEVER_HEARD', ageMs: null },
    });
  });

  it('of a list of sensors are made in one go', async () => {
    const spy = vi.spyOn(graph.services.forecasting, 'forecastMany');
    const query = `{ sensors(first: 50, filter: { search: "F-S-0" }) { nodes { tag forecast(horizon: 9) {
      ... on Forecast { horizon freshness { isStale } } ... on Error { code } } } } }`;
    const { data } = await graph.run(query);
    expect(data.sensors.nodes.map(({ forecast }: { forecast: object }) => forecast)).toEqual([
      ...Array(6).fill({ horizon: 9, freshness: { isStale: false } }),
      { horizon: 9, freshness: { isStale: true } },
      { code: 'INSUFFICIENT_DATA' },
    ]);
    expect(spy).toHaveBeenCalledOnce();
    spy.mockRestore();
  });

  it('of a fleet come in pages, by the version that a group shares, and one failure fails one', async () => {
    const { id, promotion } = await promoted([1, 2, 3]);
    expect(promotion.assignments).toHaveLength(3);
    const filter = { within: encodeId('Equipment', plant.unitId) };
    const pages: Answer['data'][] = [];
    for (let after: string | null = null; pages.length < 5; ) {
      const page: Answer['data'] = (await graph.run(FLEET, { first: 3, after, horizon: 9, filter })).data
        .forecastFleet;
      pages.push(page);
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    const nodes = pages.flatMap((page) => page.nodes);
    expect(pages.map((page) => [page.nodes.length, page.totalCount])).toEqual([
      [3, 8],
      [3, 8],
      [2, 8],
    ]);
    expect(nodes.map(({ forecast }) => forecast.modelVersion?.id ?? forecast.mode ?? forecast.code)).toEqual([
      'FALLBACK',
      id,
      id,
      id,
      'FALLBACK',
      'FALLBACK',
      'FALLBACK',
      'INSUFFICIENT_DATA',
    ]);
    const far = (await graph.run(FLEET, { first: 3, horizon: 25, filter })).data.forecastFleet.nodes;
    expect(far.map(({ forecast }: Answer['data']) => forecast.code ?? forecast.mode)).toEqual([
      'FALLBACK',
      'HORIZON_TOO_LONG',
      'HORIZON_TOO_LONG',
    ]);
    const none = await graph.run(FLEET, { first: 3, horizon: 0, filter });
    expect(none.errors?.[0].extensions).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('are judged as actuals arrive, told when they are, and again when late ones change them', async () => {
    const events = graph.subscribe(EVENTS, { filter: { sensorIds: [idOf(4)], types: ['ISSUED', 'JUDGED'] } });
    await nextOf(events, isHeartbeat);
    const made = await issue(4, 4);
    const issued = item(await nextOf(events, isEvent));
    expect(issued).toMatchObject({
      type: 'ISSUED',
      time: at(59),
      origin: at(59),
      horizon: 4,
      mode: 'FALLBACK',
      sensor: { tag: 'F-S-05' },
      forecast: { id: made.id },
      accuracy: null,
    });
    await record(4, 60, 2);
    expect((await forecastNow(made.id)).accuracy).toMatchObject({
      throughStep: 2,
      isComplete: false,
      total: { steps: 2 },
    });
    await record(4, 63, 1);
    const judged = item(await nextOf(events, isEvent));
    expect(judged).toMatchObject({
      type: 'JUDGED',
      time: at(63),
      forecast: { id: made.id },
      accuracy: { steps: 3 },
    });
    await record(4, 62, 1);
    const again = item(await nextOf(events, isEvent));
    expect(again).toMatchObject({ type: 'JUDGED', accuracy: { steps: 4 } });
    const { accuracy } = await forecastNow(made.id);
    expect(accuracy).toMatchObject({
      isComplete: true,
      blocks: [{ steps: 1 }, { steps: 1 }, { steps: 1 }, { steps: 1 }],
    });
    expect(accuracy.total.bands.map(({ level, steps }: Answer['data']) => [level, steps])).toEqual([
      [0.5, 4],
      [0.9, 4],
    ]);
    expect(accuracy.total.mae).toBe(again.accuracy.mae);
    await events.return();
    const replayed = graph.subscribe(EVENTS, { after: issued.cursor, filter: { types: ['JUDGED'] } });
    expect(item(await nextOf(replayed, isEvent))).toEqual(judged);
    expect(item(await nextOf(replayed, isEvent))).toEqual(again);
    await replayed.return();
  });

  it('are scheduled for a part of the plant, by the time of its readings', async () => {
    const schedule = (input: object, role?: 'OPERATOR') => graph.run(SCHEDULE, { input }, role);
    const everywhere = {
      equipmentId: encodeId('Equipment', plant.areaId),
      horizon: 3,
      levels: [0.9],
      everySteps: 2,
    };
    expect((await schedule(everywhere, 'OPERATOR')).data.scheduleForecasts).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect((await schedule({ ...everywhere, horizon: 800 })).data.scheduleForecasts).toMatchObject({
      code: 'HORIZON_TOO_LONG',
    });
    expect((await schedule({ horizon: 3, everySteps: 2 })).data.scheduleForecasts).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect((await schedule(everywhere)).data.scheduleForecasts).toEqual({
      __typename: 'ScheduledForecasts',
      sensorCount: 8,
    });
    const query = `query($id: ID!) { node(id: $id) { ... on Sensor { forecastSchedule { horizon levels everySteps } } } }`;
    const settings = async (sensor: number) =>
      (await graph.run(query, { id: idOf(sensor) })).data.node.forecastSchedule;
    expect(await settings(5)).toEqual({ horizon: 3, levels: [0.9], everySteps: 2 });
    const events = graph.subscribe(EVENTS, { filter: { sensorIds: [idOf(5)], types: ['ISSUED'] } });
    await nextOf(events, isHeartbeat);
    for (const index of [60, 61, 62, 63]) await record(5, index, 1);
    const origins = [await nextOf(events, isEvent), await nextOf(events, isEvent)];
    expect(origins.map((answer) => item(answer).origin)).toEqual([at(60), at(62)]);
    await events.return();
    await schedule({ sensorIds: [idOf(5)], horizon: 3, levels: [0.9], everySteps: 0 });
    expect(await settings(5)).toBeNull();
    expect(await settings(4)).not.toBeNull();
  });

  it('are held against what came, by maker: live coverage is a query', async () => {
    const { id } = await promoted([0]);
    for (const index of [60, 61]) {
      await record(0, index, 1);
      await issue(0, 2);
    }
    await record(0, 62, 2);
    const range = { from: at(60), to: at(61) };
    const { data } = await graph.run(ACCURACY, { id: idOf(0), version: id, ...range });
    const own = data.node.forecastAccuracy.find(({ mode }: Answer['data']) => mode === 'MODEL');
    expect(own).toMatchObject({ modelVersion: { id }, unit: 'mm/s' });
    expect(own.total.bands.map(({ level }: Answer['data']) => level)).toEqual([0.5, 0.9]);
    for (const { coverage } of own.total.bands) expect(coverage).toBeGreaterThanOrEqual(0);
    expect(data.version.liveAccuracy).toMatchObject({
      forecasts: own.forecasts,
      total: { steps: own.total.steps },
    });
    const list = `query($filter: ForecastFilter) { forecasts(filter: $filter) { nodes { mode accuracy { isComplete } } } }`;
    const filter = { modelVersionIds: [id], judgement: 'COMPLETE', modes: ['MODEL'] };
    const nodes = (await graph.run(list, { filter })).data.forecasts.nodes;
    expect(nodes.length).toBeGreaterThanOrEqual(2);
    for (const node of nodes) expect(node).toEqual({ mode: 'MODEL', accuracy: { isComplete: true } });
  });

  it('leave nothing behind in the log of faults', () => {
    expect(graph.log).toEqual([]);
  });
});
