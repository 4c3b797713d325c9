import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { announce, enterPlant, type Plant, START_MS } from './fixture.ts';
import { type Answer, nextOf, openGraph, type TestGraph } from './graph.ts';

const EVENTS = `subscription($after: String, $filter: AnomalyEventFilter) { anomalyEvents(after: $after, filter: $filter) {
  __typename ... on StreamItem { cursor }
  ... on AnomalyEvent { type time recordedAt sensor { id tag } modelVersion { id }
    anomaly { revision status severity score threshold expected actual confidence cause detectionMode start end peakTime anomaly { revision status } } }
  ... on Gap { reason fromCursor remedy } ... on Heartbeat { time } } }`;

const item = ({ data }: Answer) => data.anomalyEvents;
const isEvent = (answer: Answer) => item(answer).__typename === 'AnomalyEvent';
const isHeartbeat = (answer: Answer) => item(answer).__typename === 'Heartbeat';

onEachDatabase('the stream of anomalies', (database) => {
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let plant: Plant;
  let other: Plant;

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    plant = await enterPlant(graph.services, 'P', 3);
    other = await enterPlant(graph.services, 'O', 1);
  });
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  it('tells each change as it was then, with where to go on', async () => {
    const events = graph.subscribe(EVENTS);
    await nextOf(events, isHeartbeat);
    const [sensorId] = plant.sensorIds;
    await announce(graph.services, plant, sensorId, 'OPENED');
    const opened = item(await nextOf(events, isEvent));
    expect(opened).toMatchObject({
      type: 'OPENED',
      time: new Date(START_MS).toISOString(),
      sensor: { id: encodeId('Sensor', sensorId), tag: 'P-S-01' },
      modelVersion: null,
      anomaly: {
        revision: 1,
        status: 'OPEN',
        severity: 'MEDIUM',
        score: 9,
        threshold: 6,
        expected: 1,
        actual: 3,
        confidence: 0.999,
        cause: 'DEVIATION',
        detectionMode: 'FALLBACK',
        start: new Date(START_MS).toISOString(),
        peakTime: new Date(START_MS).toISOString(),
        anomaly: { revision: 1, status: 'OPEN' },
      },
    });
    await announce(graph.services, plant, sensorId, 'CLOSED', { score: 40 });
    const closed = item(await nextOf(events, isEvent));
    expect(closed).toMatchObject({
      type: 'CLOSED',
      anomaly: { revision: 2, severity: 'CRITICAL', anomaly: { revision: 2 } },
    });
    await events.return();

    const replayed = graph.subscribe(EVENTS, { after: opened.cursor });
    const again = item(await nextOf(replayed, isEvent));
    expect(again).toEqual(closed);
    await announce(graph.services, plant, sensorId, 'OPENED');
    expect(item(await nextOf(replayed, isEvent))).toMatchObject({ type: 'OPENED', anomaly: { revision: 1 } });
    await replayed.return();
  });

  it('reads what is now anew for every event', async () => {
    const events = graph.subscribe(
      'subscription { anomalyEvents { ... on AnomalyEvent { sensor { name } anomaly { anomaly { revision } } } ... on Heartbeat { time } } }',
    );
    const isNamed = (answer: Answer) => item(answer).sensor;
    await nextOf(events);
    const sensorId = plant.sensorIds[1];
    await announce(graph.services, plant, sensorId, 'OPENED');
    expect(item(await nextOf(events, isNamed))).toEqual({
      sensor: { name: 'P-S-02' },
      anomaly: { anomaly: { revision: 1 } },
    });
    await graph.services.equipment.updateSensor(sensorId, { name: 'Renamed' }, 'test');
    await announce(graph.services, plant, sensorId, 'EXTENDED');
    expect(item(await nextOf(events, isNamed))).toEqual({
      sensor: { name: 'Renamed' },
      anomaly: { anomaly: { revision: 2 } },
    });
    await events.return();
  });

  it('hears only of the places, sensors and severities that were asked for', async () => {
    const [third] = plant.sensorIds.slice(2);
    const [outside] = other.sensorIds;
    const streams = [
      { equipmentId: encodeId('Equipment', plant.areaId) },
      { sensorIds: [encodeId('Sensor', outside)] },
      { minSeverity: 'CRITICAL' },
    ].map((filter) => graph.subscribe(EVENTS, { filter }));
    await Promise.all(streams.map((stream) => nextOf(stream, isHeartbeat)));
    await announce(graph.services, other, outside, 'OPENED');
    await announce(graph.services, plant, third, 'OPENED');
    await announce(graph.services, other, outside, 'CLOSED', { score: 100 });
    const first = await Promise.all(streams.map((stream) => nextOf(stream, isEvent)));
    expect(first.map((answer) => [item(answer).sensor.tag, item(answer).type])).toEqual([
      ['P-S-03', 'OPENED'],
      ['O-S-01', 'OPENED'],
      ['O-S-01', 'CLOSED'],
    ]);
    await Promise.all(streams.map((stream) => stream.return()));
  });

  it('says that there is a gap where it cannot know, and goes on after it', async () => {
    const past = graph.subscribe(EVENTS);
    const { cursor } = item(await nextOf(past, isHeartbeat));
    await past.return();
    await announce(graph.services, other, other.sensorIds[0], 'OPENED');
    await announce(graph.services, other, other.sensorIds[0], 'CLOSED');
    await graph.services.feed.log.prune(Date.now() + 1_000, 1_000);
    const events = graph.subscribe(EVENTS, { after: cursor });
    expect(item(await nextOf(events))).toEqual({
      __typename: 'Gap',
      cursor: expect.any(String),
      reason: 'EXPIRED',
      fromCursor: cursor,
      remedy: expect.stringContaining('Query the list'),
    });
    expect(item(await nextOf(events, isEvent))).toMatchObject({ type: 'CLOSED' });
    await events.return();
  });

  it.each([
    ['made up', () => 'nonsense'],
    [
      'of a list',
      async () =>
        (await graph.run('{ sensors(first: 1) { edges { cursor } } }')).data.sensors.edges[0].cursor,
    ],
  ])('refuses a cursor that is %s', async (_, cursor) => {
    const events = graph.subscribe(EVENTS, { after: await cursor() });
    const { errors } = await nextOf(events);
    expect(errors?.[0].extensions).toMatchObject({ code: 'BAD_CURSOR', remedy: expect.any(String) });
  });

  it('refuses a filter for a place that does not exist', async () => {
    const events = graph.subscribe(EVENTS, { filter: { equipmentId: encodeId('Equipment', 9_999) } });
    expect((await nextOf(events)).errors?.[0].extensions).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('leaves nothing behind in the log of faults', () => {
    expect(graph.log).toEqual([]);
  });
});
