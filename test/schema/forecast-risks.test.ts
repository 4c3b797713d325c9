import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { FORECASTER_FAMILIES } from '../../src/ml/forecasters.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { univariate } from '../ml/univariate.ts';
import { candidate } from '../registry/candidate.ts';
import { enterPlant, PERIOD_MS, type Plant } from './fixture.ts';
import { type Answer, openGraph, type TestGraph } from './graph.ts';

const RISK = `risk { absence level probability limits { limit value isBeyond probability level hasCrossed times { quantile step time } } }`;
const FORECAST = `query($id: ID!) { node(id: $id) { ... on Sensor { forecast(horizon: 6) { ... on Forecast { id origin mode ${RISK} } } } } }`;
const RISKIEST = `query($first: Int!, $after: String, $filter: ForecastFilter) {
  forecasts(first: $first, after: $after, order: RISKIEST, filter: $filter) { totalCount pageInfo { hasNextPage endCursor }
    nodes { origin sensor { tag } risk { level probability } } } }`;
const ACCURACY = `query($id: ID!, $from: DateTime!, $to: DateTime!) { node(id: $id) { ... on Sensor {
  forecastAccuracy(from: $from, to: $to) { mode risk { cases crossed brier baseRateBrier skill calibrationError } } } } }`;

const wave = (i: number) => 20 + 5 * Math.sin((2 * Math.PI * i) / 12) + Math.cos(i * i);

onEachDatabase('risks of forecasts in the graph', (database) => {
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let plant: Plant;
  let startMs: number;
  const sensorIds: number[] = [];

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    plant = await enterPlant(graph.services, 'R', 0);
    startMs = Date.now() - 1_000 * PERIOD_MS;
    for (const [sensor, high] of [22, 25.5, 60, undefined, 24].entries()) {
      const tag = `R-S-0${sensor + 1}`;
      const input = {
        tag,
        name: tag,
        equipmentId: plant.unitId,
        quantity: 'velocity',
        unit: 'mm/s',
        limits: { high },
      };
      const made = await graph.services.equipment.createSensor(
        { ...input, samplingPeriodMs: PERIOD_MS },
        'ada',
      );
      sensorIds.push(made.id);
      await record(sensor, 0, 60);
    }
    await promote([0, 1, 2, 3]);
  });
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  const record = async (sensor: number, from: number, count: number) => {
    const indices = Array.from({ length: count }, (_, i) => from + i);
    const times = indices.map((i) => startMs + i * PERIOD_MS);
    const series = [{ sensorId: sensorIds[sensor], times, values: indices.map(wave) }];
    await graph.services.line.record({ series, historical: false });
    await graph.services.forecasts.idle();
  };
  const idOf = (sensor: number) => encodeId('Sensor', sensorIds[sensor]);
  const at = (index: number) => new Date(startMs + index * PERIOD_MS).toISOString();
  const forecastOf = async (sensor: number) =>
    (await graph.run(FORECAST, { id: idOf(sensor) })).data.node.forecast;
  const promote = async (sensors: readonly number[]) => {
    const { registry, db } = graph.services;
    const family = FORECASTER_FAMILIES['seasonal-naive'];
    const train = univariate(Float64Array.from({ length: 240 }, (_, i) => wave(i)));
    const model = await family.fit(train, family.parseConfig({ horizon: 12, season: 12 }), { seed: 1 });
    const artifact = await registry.store(model.save());
    const ids = sensors.map((sensor) => sensorIds[sensor]);
    const version = await db.transaction((em) =>
      registry.createVersion(em, candidate(ids, { task: 'FORECASTING', family: 'seasonal-naive', artifact })),
    );
    await registry.promote({ modelVersionId: version.id, reason: '', by: 'ada' });
  };

  it('say how likely each limit is crossed and by when, and what came of it', async () => {
    const { origin, mode, risk } = await forecastOf(0);
    expect([origin, mode]).toEqual([at(59), 'MODEL']);
    const [high] = risk.limits;
    expect(risk).toMatchObject({ absence: null, level: 'CRITICAL', probability: high.probability });
    expect(high).toMatchObject({ limit: 'HIGH', value: 22, isBeyond: false, hasCrossed: null });
    expect(high.times.map(({ quantile }: Answer['data']) => quantile)).toEqual([0.1, 0.5, 0.9]);
    for (const { step, time } of high.times) expect(time).toBe(at(59 + step));
    const [never] = (await forecastOf(2)).risk.limits;
    expect(never).toMatchObject({ level: 'NEGLIGIBLE', value: 60 });
    for (const time of never.times) expect(time).toMatchObject({ step: null, time: null });
  });

  it('say why they are absent', async () => {
    expect((await forecastOf(3)).risk).toEqual({
      absence: 'NO_LIMITS',
      level: null,
      probability: null,
      limits: [],
    });
    expect(await forecastOf(4)).toMatchObject({ mode: 'FALLBACK', risk: { absence: 'NO_RESIDUAL_PATHS' } });
  });

  it('of a fleet are listed from the riskiest on, each sensor by its latest forecast', async () => {
    await forecastOf(1);
    await record(1, 60, 1);
    await forecastOf(1);
    const pages: Answer['data'][] = [];
    for (let after: string | null = null; pages.length < 5; ) {
      const variables = { first: 1, after, filter: { latestOnly: true } };
      const page: Answer['data'] = (await graph.run(RISKIEST, variables)).data.forecasts;
      pages.push(page);
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    const nodes = pages.flatMap((page) => page.nodes);
    expect(nodes.map(({ sensor }) => sensor.tag)).toEqual(['R-S-01', 'R-S-02', 'R-S-03']);
    expect(nodes[1].origin).toBe(at(60));
    expect(pages[0].totalCount).toBe(3);
    const probabilities = nodes.map(({ risk }) => risk.probability);
    expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
    const all = await graph.run(RISKIEST, { first: 50, filter: {} });
    expect(all.data.forecasts.totalCount).toBe(4);
    const high = await graph.run(RISKIEST, {
      first: 50,
      filter: { latestOnly: true, atLeastRisk: 'CRITICAL' },
    });
    expect(high.data.forecasts.nodes.map(({ sensor }: Answer['data']) => sensor.tag)).toEqual(['R-S-01']);
  });

  it('are held against what came: how they turned out is a query', async () => {
    await record(0, 60, 6);
    const list = `query($filter: ForecastFilter) { forecasts(filter: $filter) { nodes { accuracy { isComplete } ${RISK} } } }`;
    const filter = { sensorIds: [idOf(0)], judgement: 'COMPLETE' };
    const [{ accuracy, risk }] = (await graph.run(list, { filter })).data.forecasts.nodes;
    expect([accuracy.isComplete, risk.limits[0].hasCrossed]).toEqual([true, true]);
    const { data } = await graph.run(ACCURACY, { id: idOf(0), from: at(0), to: at(100) });
    const [{ probability }] = risk.limits;
    expect(data.node.forecastAccuracy).toEqual([
      {
        mode: 'MODEL',
        risk: {
          cases: 1,
          crossed: 1,
          brier: expect.closeTo((1 - probability) ** 2, 12),
          baseRateBrier: 0,
          skill: null,
          calibrationError: expect.closeTo(1 - probability, 12),
        },
      },
    ]);
  });

  it('leave nothing behind in the log of faults', () => {
    expect(graph.log).toEqual([]);
  });
});
