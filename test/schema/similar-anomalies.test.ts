import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import type { AnomalyTransition } from '../../src/detection/anomalies.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { announce, enterPlant, PERIOD_MS, type Plant, START_MS } from './fixture.ts';
import { openGraph, type TestGraph } from './graph.ts';

const SIMILAR = `query($first: Int!) { anomalies(first: 10) { nodes { id start similar(first: $first) { sameCause distance
  anomaly { start cause label { verdict note } } } } } }`;

const isoOf = (sample: number) => new Date(START_MS + sample * PERIOD_MS).toISOString();

interface Similar {
  readonly sameCause: boolean;
  readonly distance: number;
  readonly anomaly: { readonly start: string; readonly label: object | null };
}

onEachDatabase('anomalies like another one', (database) => {
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let plant: Plant;

  const tell = (sensor: number, sample: number, readings: number, more: Partial<AnomalyTransition>) => {
    const startMs = START_MS + sample * PERIOD_MS;
    const place = { startMs, peakMs: startMs, endMs: startMs + (readings - 1) * PERIOD_MS };
    return announce(graph.services, plant, plant.sensorIds[sensor], 'CLOSED', { ...place, ...more });
  };
  const ask = async (first: number) => (await graph.run(SIMILAR, { first })).data.anomalies.nodes;
  const at = async (sample: number, first = 5): Promise<Similar[]> =>
    (await ask(first)).find(({ start }: { start: string }) => start === isoOf(sample)).similar;
  const starts = (similar: Similar[]) => similar.map(({ anomaly }) => anomaly.start);

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    plant = await enterPlant(graph.services, 'L', 2);
    await tell(0, 0, 10, { cause: 'STUCK' });
    await tell(0, 100, 40, {});
    await tell(0, 200, 10, { score: 18, actual: null });
    await tell(0, 300, 10, { actual: -3 });
    await tell(1, 350, 10, {});
    const open = { startMs: START_MS + 400 * PERIOD_MS, endMs: START_MS + 409 * PERIOD_MS };
    await announce(graph.services, plant, plant.sensorIds[0], 'OPENED', { ...open, peakMs: open.startMs });
    const labelled = (await ask(1)).find(({ start }: { start: string }) => start === isoOf(300)).id;
    const label = `mutation($input: LabelAnomalyInput!) { labelAnomaly(input: $input) { __typename } }`;
    for (const [verdict, note] of [
      ['REJECTED', 'nothing'],
      ['CONFIRMED', 'pump ran dry'],
    ])
      await graph.run(label, { input: { anomalyId: labelled, verdict, note } });
  });
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  it('are those of the same sensor that are over, of the same cause first, then the nearest', async () => {
    const similar = await at(400);
    expect(starts(similar)).toEqual([200, 300, 100, 0].map(isoOf));
    expect(similar.map(({ sameCause }) => sameCause)).toEqual([true, true, true, false]);
    const [louder, below, longer, stuck] = similar.map(({ distance }) => distance);
    expect(louder).toBeCloseTo(Math.hypot(Math.log(2), 0.5));
    expect(below).toBeCloseTo(1);
    expect(longer).toBeCloseTo(Math.log(4));
    expect(stuck).toBe(0);
    expect(starts(await at(400, 2))).toEqual([200, 300].map(isoOf));
    expect(starts(await at(300))).toEqual([200, 100, 0].map(isoOf));
    expect(await at(350)).toEqual([]);
  });

  it('carry what operators last said of them', async () => {
    const labels = (await at(400)).map(({ anomaly }) => anomaly.label);
    expect(labels).toEqual([null, { verdict: 'CONFIRMED', note: 'pump ran dry' }, null, null]);
  });

  it('leave out what was retracted', async () => {
    const { db } = graph.services;
    await db
      .em()
      .execute(`update anomaly set status = 'RETRACTED' where start_ms = ?`, [START_MS + 200 * PERIOD_MS]);
    expect(starts(await at(400))).toEqual([300, 100, 0].map(isoOf));
  });

  it('are refused beyond twenty', async () => {
    const id = encodeId('Anomaly', 1);
    const query = `query($id: ID!) { node(id: $id) { ... on Anomaly { similar(first: 21) { distance } } } }`;
    const { errors } = await graph.run(query, { id });
    expect(errors?.[0].extensions).toMatchObject({ code: 'INVALID_INPUT' });
  });
});
