import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { announce, enterPlant, PERIOD_MS, type Plant } from './fixture.ts';
import { type Answer, nextOf, openGraph, type TestGraph } from './graph.ts';

const EVENTS = `subscription($after: String, $filter: SignalEventFilter) { signalEvents(after: $after, filter: $filter) {
  __typename ... on StreamItem { cursor }
  ... on SignalEvent { state previous since lastReceivedAt lastUsableAt recordedAt sensor { tag signal { state } } } } }`;
const SIGNAL =
  'query($id: ID!) { node(id: $id) { ... on Sensor { signal { state since lastReceivedAt lastUsableAt } signalSettings { silentAfterMs stuckAfterReadings } } } }';
const UPDATE = `mutation($input: UpdateSensorInput!) { updateSensor(input: $input) { __typename
  ... on Error { code message } ... on Sensor { signalSettings { silentAfterMs stuckAfterReadings } } } }`;
const IN_STATES =
  'query($states: [SignalState!]!) { sensors(first: 20, filter: { signalStates: $states }) { nodes { tag } } }';

const item = ({ data }: Answer) => data.signalEvents;
const isEvent = (answer: Answer) => item(answer).__typename === 'SignalEvent';
const isHeartbeat = (answer: Answer) => item(answer).__typename === 'Heartbeat';

onEachDatabase('the signal of a sensor', (database) => {
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let plant: Plant;
  let startMs: number;

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    plant = await enterPlant(graph.services, 'P', 4);
    startMs = Date.now() - 100 * PERIOD_MS;
    const signal = { silentAfterMs: 3 * PERIOD_MS, stuckAfterReadings: 4 };
    for (const id of plant.sensorIds) await graph.services.equipment.updateSensor(id, { signal }, 'test');
  });
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  const record = async (sensor: number, values: (number | null)[], from = 0) => {
    const times = values.map((_, i) => startMs + (from + i) * PERIOD_MS);
    const series = [{ sensorId: plant.sensorIds[sensor], times, values }];
    await graph.services.line.record({ series, historical: false });
    await graph.services.scorer.idle();
  };
  const at = (index: number) => new Date(startMs + index * PERIOD_MS).toISOString();
  const idOf = (sensor: number) => encodeId('Sensor', plant.sensorIds[sensor]);

  it('is told with every change, as it was then, and again after a cursor', async () => {
    const events = graph.subscribe(EVENTS);
    const { cursor } = item(await nextOf(events, isHeartbeat));
    await record(0, [1, 2, 2, 2, 2, 3]);
    const live = [
      await nextOf(events, isEvent),
      await nextOf(events, isEvent),
      await nextOf(events, isEvent),
    ];
    expect(live.map((answer) => [item(answer).previous, item(answer).state, item(answer).since])).toEqual([
      ['NEVER_HEARD', 'LIVE', at(0)],
      ['LIVE', 'STUCK', at(1)],
      ['STUCK', 'LIVE', at(5)],
    ]);
    expect(item(live[1])).toMatchObject({
      lastUsableAt: at(4),
      sensor: { tag: 'P-S-01', signal: { state: 'LIVE' } },
    });
    await events.return();
    const again = graph.subscribe(EVENTS, { after: cursor });
    for (const answer of live) expect(item(await nextOf(again, isEvent))).toEqual(item(answer));
    await again.return();
  });

  it('is told only of the sensors, places and states that were asked for, and when they are left', async () => {
    const other = await enterPlant(graph.services, 'O', 1);
    const filters = [
      { states: ['DROPPED_OUT'] },
      { sensorIds: [idOf(1)] },
      { equipmentId: encodeId('Equipment', other.areaId) },
    ];
    const streams = filters.map((filter) => graph.subscribe(EVENTS, { filter }));
    for (const stream of streams) await nextOf(stream, isHeartbeat);
    await record(1, [1, null, null, null, null, 2]);
    const [dropped, first] = [await nextOf(streams[0], isEvent), await nextOf(streams[1], isEvent)];
    const back = await nextOf(streams[0], isEvent);
    expect([item(dropped).state, item(first).state, item(back).state]).toEqual([
      'DROPPED_OUT',
      'LIVE',
      'LIVE',
    ]);
    expect(item(back)).toMatchObject({ previous: 'DROPPED_OUT', since: at(5) });
    expect(isHeartbeat(await nextOf(streams[2]))).toBe(true);
    for (const stream of streams) await stream.return();
  });

  it('can be asked for, and sensors by it', async () => {
    await record(2, [1, 2, 2, 2, 2]);
    const { node } = (await graph.run(SIGNAL, { id: idOf(2) }, 'VIEWER')).data;
    expect(node.signal).toEqual({
      state: 'STUCK',
      since: at(1),
      lastReceivedAt: expect.any(String),
      lastUsableAt: at(4),
    });
    const tagsIn = async (...states: string[]) =>
      (await graph.run(IN_STATES, { states })).data.sensors.nodes.map(({ tag }: { tag: string }) => tag);
    expect(await tagsIn('STUCK')).toEqual(['P-S-03']);
    expect(await tagsIn('NEVER_HEARD', 'STUCK')).toEqual(['O-S-01', 'P-S-03', 'P-S-04']);
    expect(await tagsIn('SILENT')).toEqual([]);
    expect(await tagsIn()).toEqual([]);
  });

  it('has rules that can be set, are kept when others change, and say what is in force', async () => {
    const set = async (signal: object | null, id = idOf(3)) =>
      (await graph.run(UPDATE, { input: { id, signal } })).data.updateSensor;
    expect(await set({})).toEqual({
      __typename: 'Sensor',
      signalSettings: { silentAfterMs: 5 * PERIOD_MS, stuckAfterReadings: null },
    });
    expect((await set({ silentAfterMs: 0, stuckAfterReadings: 9 })).signalSettings).toEqual({
      silentAfterMs: 0,
      stuckAfterReadings: 9,
    });
    expect((await set(null)).signalSettings).toEqual({ silentAfterMs: 0, stuckAfterReadings: 9 });
    expect(await set({ silentAfterMs: 999 })).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('999'),
    });
    expect(await set({ stuckAfterReadings: 1 })).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('is that of sampled sensors: a STEP sensor has none, and takes no rules for it', async () => {
    const input = { tag: 'CMD', name: 'CMD', equipmentId: plant.unitId, quantity: 'command', unit: '1' };
    const create = `mutation($input: CreateSensorInput!) { createSensor(input: $input) { ... on Error { code } ... on Sensor { id signal { state } signalSettings { silentAfterMs } } } }`;
    const step = {
      ...input,
      equipmentId: encodeId('Equipment', plant.unitId),
      kind: 'STEP',
      samplingPeriodMs: 1_000,
    };
    const ask = async (more: object) =>
      (await graph.run(create, { input: { ...step, ...more } })).data.createSensor;
    expect(await ask({ signal: { silentAfterMs: 5_000 } })).toEqual({ code: 'INVALID_INPUT' });
    expect(await ask({})).toMatchObject({ signal: null, signalSettings: null });
  });

  it.each(['signalEvents', 'anomalyEvents', 'detections'])(
    'and %s refuse a filter with a sensor that does not exist',
    async (field) => {
      const filter = `{ sensorIds: ["${encodeId('Sensor', 9_999)}"] }`;
      const events = graph.subscribe(`subscription { ${field}(filter: ${filter}) { __typename } }`);
      expect((await nextOf(events)).errors?.[0].extensions).toMatchObject({ code: 'NOT_FOUND' });
    },
  );

  it('does not mix with anomalies, whose stream can be narrowed to what happened', async () => {
    const query = `subscription($filter: AnomalyEventFilter) { anomalyEvents(filter: $filter) { __typename ... on AnomalyEvent { type } } }`;
    const closed = graph.subscribe(query, { filter: { types: ['CLOSED', 'REVISED'] } });
    const none = graph.subscribe(query, { filter: { types: [] } });
    await nextOf(closed);
    await nextOf(none);
    await record(3, [1, 2, 3]);
    await announce(graph.services, plant, plant.sensorIds[3], 'OPENED');
    await announce(graph.services, plant, plant.sensorIds[3], 'CLOSED');
    const isAnomaly = ({ data }: Answer) => data.anomalyEvents.__typename === 'AnomalyEvent';
    expect((await nextOf(closed, isAnomaly)).data.anomalyEvents.type).toBe('CLOSED');
    expect((await nextOf(none)).data.anomalyEvents.__typename).toBe('Heartbeat');
    await closed.return();
    await none.return();
  });
});
