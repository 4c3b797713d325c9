import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { statementsOf } from './counted-statements.ts';
import { announce, enterPlant, PERIOD_MS, type Plant, START_MS } from './fixture.ts';
import { openGraph, type TestGraph } from './graph.ts';

onEachDatabase('lists', (database) => {
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let plant: Plant;

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    plant = await enterPlant(graph.services, 'L', 50);
    const times = [START_MS, START_MS + PERIOD_MS];
    const series = plant.sensorIds.map((sensorId) => ({ sensorId, times, values: [1, 2] }));
    await graph.services.line.record({ series, historical: true });
    for (const sensorId of plant.sensorIds.slice(0, 10))
      await announce(graph.services, plant, sensorId, 'OPENED');
  });
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  const sensors =
    'query($first: Int! = 20, $after: String) { sensors(first: $first, after: $after) { nodes { tag } edges { cursor node { tag } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }';

  it('are read page by page without a gap or a double', async () => {
    const tags: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 10; pages++) {
      const { data } = await graph.run(sensors, { first: 7, after });
      const { edges, pageInfo } = data.sensors;
      tags.push(...edges.map(({ node }: { node: { tag: string } }) => node.tag));
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0].cursor, edges.at(-1).cursor]);
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(tags).toEqual(plant.sensorIds.map((_, i) => `L-S-${String(i + 1).padStart(2, '0')}`));
  });

  it.each([
    ['made up', 'bm9uc2Vuc2U', 'is not one that this API gave'],
    ['empty', '', 'is not one that this API gave'],
  ])('refuse a cursor that is %s and never begin anew by themselves', async (_, after, why) => {
    const { data, errors } = await graph.run(sensors, { after });
    expect(data).toBeNull();
    expect(errors?.[0].extensions).toMatchObject({ code: 'BAD_CURSOR', remedy: expect.any(String) });
    expect(errors?.[0].message).toContain(why);
  });

  it('refuse the cursor of another list', async () => {
    const { data } = await graph.run('{ anomalies(first: 1) { edges { cursor } } }');
    const { errors } = await graph.run(sensors, { after: data.anomalies.edges[0].cursor });
    expect(errors?.[0]).toMatchObject({
      message: 'The cursor belongs to another list or stream',
      extensions: { code: 'BAD_CURSOR' },
    });
  });

  it.each([0, -1, 101])('refuse a page of %i', async (first) => {
    const { errors } = await graph.run(sensors, { first });
    expect(errors?.[0].extensions).toMatchObject({
      code: 'INVALID_INPUT',
      remedy: expect.stringContaining('1 to 100'),
    });
  });

  it('count only when they are asked to', async () => {
    const statements = await statementsOf(graph, () => graph.run(sensors));
    expect(statements).toHaveLength(1);
    const withTotal = await statementsOf(graph, async () => {
      const { data } = await graph.run('{ sensors(first: 1) { totalCount } }');
      expect(data.sensors.totalCount).toBe(50);
    });
    expect(withTotal).toHaveLength(2);
  });

  it('of 50 sensors with unit, latest reading, open anomaly and live version take five statements', async () => {
    const query = `{ sensors(first: 50) { nodes { tag equipment { tag } latest { value quality } openAnomaly { severity }
      liveModelVersion(task: DETECTION) { version } } } }`;
    const statements = await statementsOf(graph, async () => {
      const { data } = await graph.run(query);
      expect(data.sensors.nodes).toHaveLength(50);
      expect(data.sensors.nodes[0]).toEqual({
        tag: 'L-S-01',
        equipment: { tag: 'L-UNIT' },
        latest: { value: 2, quality: 'GOOD' },
        openAnomaly: { severity: 'MEDIUM' },
        liveModelVersion: null,
      });
      expect(data.sensors.nodes[49].openAnomaly).toBeNull();
    });
    expect(statements.length).toBeLessThanOrEqual(5);
    expect(statements.filter((one) => one === 'readings.latest')).toHaveLength(1);
  });

  it('refuse what would cost too much, and say how much', async () => {
    const inner = 'nodes { sensors(first: 100) { nodes { id tag name } } }';
    const { data, errors } = await graph.run(`{ equipment(first: 100) { ${inner} } }`);
    expect(data).toBeNull();
    expect(errors?.[0].message).toMatch(/^The operation costs \d{5}, and 10000 is allowed$/);
    expect(errors?.[0].extensions).toMatchObject({ code: 'QUERY_TOO_COSTLY' });
  });

  it('of anomalies are filtered by sensor, place, status, severity and time', async () => {
    const [first, second] = plant.sensorIds;
    const late = START_MS + 3_600_000;
    await announce(graph.services, plant, second, 'CLOSED', { score: 40, endMs: late, atMs: late });
    const elsewhere = await enterPlant(graph.services, 'OTHER', 1);
    await announce(graph.services, elsewhere, elsewhere.sensorIds[0], 'OPENED', {
      startMs: late,
      endMs: late,
    });
    const query =
      'query($filter: AnomalyFilter) { anomalies(first: 100, filter: $filter) { totalCount nodes { sensor { tag } } } }';
    const count = async (filter: object) => (await graph.run(query, { filter })).data.anomalies.totalCount;
    expect(await count({})).toBe(11);
    expect(await count({ sensorIds: [encodeId('Sensor', first)] })).toBe(1);
    expect(await count({ sensorIds: [] })).toBe(0);
    expect(await count({ within: encodeId('Equipment', plant.areaId) })).toBe(10);
    expect(await count({ status: 'CLOSED' })).toBe(1);
    expect(await count({ minSeverity: 'CRITICAL' })).toBe(1);
    expect(await count({ from: new Date(late + 1).toISOString(), status: 'CLOSED' })).toBe(0);
    expect(await count({ from: new Date(late).toISOString(), status: 'CLOSED' })).toBe(1);
    expect(await count({ to: new Date(late - 1).toISOString() })).toBe(10);
    const { errors } = await graph.run(query, { filter: { within: encodeId('Equipment', 9_999) } });
    expect(errors?.[0].extensions).toMatchObject({ code: 'NOT_FOUND' });
    const own = await graph.run(
      `{ node(id: "${encodeId('Sensor', second)}") { ... on Sensor { anomalies { nodes { revision revisions { revision status severity } } } } } }`,
    );
    expect(own.data.node.anomalies.nodes).toEqual([
      {
        revision: 2,
        revisions: [
          { revision: 1, status: 'OPEN', severity: 'MEDIUM' },
          { revision: 2, status: 'CLOSED', severity: 'CRITICAL' },
        ],
      },
    ]);
  });

  it('of several parents are those of each, whatever page is asked', async () => {
    for (const change of ['CLOSED', 'OPENED', 'CLOSED', 'OPENED'] as const) {
      const atMs = START_MS + 100 * PERIOD_MS;
      for (const sensorId of plant.sensorIds.slice(0, 3))
        await announce(graph.services, plant, sensorId, change, { atMs, endMs: atMs });
    }
    const anomalies =
      'anomalies(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { id start } }';
    const many = `query($first: Int!, $after: String) { sensors(first: 5) { nodes { id ${anomalies} } } }`;
    const one = `query($id: ID!, $first: Int!, $after: String) { node(id: $id) { ... on Sensor { id ${anomalies} } } }`;
    for (const first of [1, 2, 10]) {
      const { data } = await graph.run(many, { first });
      const counts = data.sensors.nodes.map(
        (node: { anomalies: { totalCount: number } }) => node.anomalies.totalCount,
      );
      expect(counts).toEqual([3, 4, 3, 1, 1]);
      for (const node of data.sensors.nodes) {
        expect((await graph.run(one, { id: node.id, first })).data.node).toEqual(node);
        expect(node.anomalies.nodes).toHaveLength(Math.min(first, node.anomalies.totalCount));
      }
      const { id, anomalies: page } = data.sensors.nodes[0];
      const next = await graph.run(one, { id, first, after: page.pageInfo.endCursor });
      expect(next.data.node.anomalies.nodes).toHaveLength(Math.max(0, Math.min(first, 3 - first)));
    }
  });
});
