import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { statementsOf } from './counted-statements.ts';
import { enterPlant, PERIOD_MS, type Plant, recordWave, START_MS } from './fixture.ts';
import { openGraph, type TestGraph } from './graph.ts';
import { trainedVersion } from './trained-version.ts';

const AS_OF = `query($id: ID!, $time: DateTime!, $from: DateTime!, $to: DateTime!) { node(id: $id) { ... on Sensor { asOf(time: $time) {
  detectionVersion { id } detectionAssignment { assignedBy } forecastVersion { id } isRetired
  threshold { ... on FittedThreshold { score } ... on Error { code } }
  detectionSettings { openAfterReadings } limits { high } signalSettings { silentAfterMs } inputs { id } acceptedRegimes
  series(from: $from, to: $to, maxPoints: 100) { values } } } } }`;

const SUBTREE = `query($within: ID!, $time: DateTime!, $first: Int!) {
  sensors(first: $first, filter: {within: $within, includeRetired: true}) {
    nodes { asOf(time: $time) { detectionSettings { openAfterReadings } limits { high } acceptedRegimes } } } }`;

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

onEachDatabase('a sensor as it was', (database) => {
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let plant: Plant;

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    plant = await enterPlant(graph.services, 'O', 12);
    await recordWave(graph.services, plant.sensorIds[0], 400);
  });
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  const at = async (timeMs: number, id = plant.sensorIds[0]) => {
    const { data, errors } = await graph.run(AS_OF, {
      id: encodeId('Sensor', id),
      time: new Date(timeMs).toISOString(),
      from: new Date(START_MS).toISOString(),
      to: new Date(START_MS + 10 * PERIOD_MS).toISOString(),
    });
    if (errors) throw new Error(errors[0].message);
    return data.node.asOf;
  };
  /** An instant that lies apart from what came before and what comes after it. */
  const now = async () => {
    await pause();
    const instant = Date.now();
    await pause();
    return instant;
  };

  it('keeps version, settings, limits, inputs and threshold through every change', async () => {
    const [id, input] = plant.sensorIds;
    const sensorId = encodeId('Sensor', id);
    const entered = await now();
    const train = (fixed: number) =>
      trainedVersion(graph, { sensorId, model: { robust: { threshold: { fixed } } }, promote: true });
    const first = await train(7);
    const limits = { lowLow: null, low: null, high: 9, highHigh: null };
    const detection = { openAfterReadings: 5, closeAfterReadings: 4, closeRatio: 0.5 };
    await graph.services.equipment.updateSensor(
      id,
      { limits, detection, inputIds: [input], signal: { silentAfterMs: 5_000 } },
      'test',
    );
    const changed = await now();
    const second = await train(11);
    await graph.services.equipment.updateSensor(id, { limits: null, inputIds: [] }, 'test');
    const changedAgain = await now();
    await graph.services.equipment.retireSensor(id);
    const retired = await now();

    expect(await at(entered)).toMatchObject({
      detectionVersion: null,
      detectionAssignment: null,
      forecastVersion: null,
      detectionSettings: { openAfterReadings: 2 },
      limits: { high: null },
      inputs: [],
      acceptedRegimes: 0,
    });
    expect(await at(changed)).toMatchObject({
      detectionVersion: { id: first },
      detectionAssignment: { assignedBy: 'engineer' },
      threshold: { score: 7 },
      detectionSettings: { openAfterReadings: 5 },
      limits: { high: 9 },
      signalSettings: { silentAfterMs: 5_000 },
      inputs: [{ id: encodeId('Sensor', input) }],
      isRetired: false,
    });
    expect(await at(changedAgain)).toMatchObject({
      detectionVersion: { id: second },
      threshold: { score: 11 },
      detectionSettings: { openAfterReadings: 5 },
      limits: { high: null },
      inputs: [],
      isRetired: false,
    });
    expect((await at(retired)).isRetired).toBe(true);
    expect(await at(START_MS)).toBeNull();
  });

  it('shows readings as they had arrived by then: those that came late only afterwards', async () => {
    const id = plant.sensorIds[1];
    const record = (indices: number[]) =>
      graph.services.line.record({
        series: [{ sensorId: id, times: indices.map((i) => START_MS + i * PERIOD_MS), values: indices }],
        historical: false,
      });
    await record([0, 1, 3]);
    const before = await now();
    await record([2, 4]);
    const after = await now();
    expect((await at(before, id)).series.values).toEqual([0, 1, 3]);
    expect((await at(after, id)).series.values).toEqual([0, 1, 2, 3, 4]);
  });

  it('is read of a whole subtree in as many statements as of one', async () => {
    const within = encodeId('Equipment', plant.areaId);
    const time = new Date().toISOString();
    const askedOf = async (first: number) => {
      let nodes: { asOf: { detectionSettings: { openAfterReadings: number } } }[] = [];
      const statements = await statementsOf(graph, async () => {
        nodes = (await graph.run(SUBTREE, { within, time, first })).data.sensors.nodes;
      });
      return { nodes, statements: statements.length };
    };
    const whole = await askedOf(50);
    const one = await askedOf(1);
    expect(whole.nodes).toHaveLength(12);
    expect(whole.nodes[1].asOf.detectionSettings.openAfterReadings).toBe(2);
    expect(whole.statements).toBe(one.statements);
    expect(whole.statements).toBeLessThanOrEqual(7);
  });

  it('is refused for the future', async () => {
    await expect(at(Date.now() + 60_000)).rejects.toThrow(/time/);
  });
});
