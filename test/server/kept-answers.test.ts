import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Role } from '../../src/access.ts';
import type { ReadingsStore } from '../../src/readings/store.ts';
import { enterPlant, PERIOD_MS, type Plant, START_MS } from '../schema/fixture.ts';
import { openGraph, type TestGraph } from '../schema/graph.ts';

const LIST = 'query($first: Int!) { sensors(first: $first) { totalCount nodes { tag latest { value } } } }';

describe('an answer that follows from the data alone', () => {
  let graph: TestGraph;
  let plant: Plant;

  beforeAll(async () => {
    graph = await openGraph();
    plant = await enterPlant(graph.services, 'K', 3);
  });
  afterAll(() => graph.close());

  const record = (at: number, value: number) =>
    graph.services.line.record({
      series: [{ sensorId: plant.sensorIds[0], times: [START_MS + at * PERIOD_MS], values: [value] }],
      historical: true,
    });

  /** What the stores of all operations are made after. */
  const store = (): ReadingsStore => Object.getPrototypeOf(graph.services.readings);

  /** How often the list was really read while `work` ran. */
  async function readsDuring(work: () => Promise<unknown>): Promise<number> {
    const latest = vi.spyOn(store(), 'latest');
    await work();
    const reads = latest.mock.calls.length;
    latest.mockRestore();
    return reads;
  }

  const ask = async (first = 3, role?: Role) => (await graph.run(LIST, { first }, role)).data.sensors;

  it('is kept when it is asked for again, and is the same from then on', async () => {
    await record(0, 1);
    const first = await ask();
    expect(await readsDuring(ask)).toBe(1);
    expect(first.nodes[0]).toEqual({ tag: 'K-S-01', latest: { value: 1 } });
    expect(
      await readsDuring(async () => {
        for (let i = 0; i < 5; i++) expect(await ask()).toEqual(first);
      }),
    ).toBe(0);
  });

  it('is made anew as soon as anything was written', async () => {
    for (let at = 1; at < 5; at++) {
      await record(at, 10 * at);
      expect((await ask()).nodes[0].latest.value).toBe(10 * at);
    }
    const again = await enterPlant(graph.services, 'K2', 1);
    expect((await ask()).totalCount).toBe(4);
    expect(again.sensorIds).toHaveLength(1);
  });

  it('is not that of other variables, of another role, nor of another media type', async () => {
    await ask();
    expect(await readsDuring(() => ask(2))).toBe(1);
    await ask(3, 'VIEWER');
    expect(await readsDuring(() => ask(3, 'VIEWER'))).toBe(1);
    expect(await readsDuring(() => ask(3, 'VIEWER'))).toBe(0);
    expect((await ask(1)).nodes).toHaveLength(1);
  });

  it('is not kept when it was made while something was written', async () => {
    const read = graph.services.readings.latest.bind(graph.services.readings);
    const query = LIST.replace('totalCount', 'pageInfo { hasNextPage }');
    await graph.run(query, { first: 3 });
    const latest = vi.spyOn(store(), 'latest').mockImplementationOnce(async (ids) => {
      const before = await read(ids);
      await record(7, 70);
      return before;
    });
    const overtaken = await graph.run(query, { first: 3 });
    const { data } = await graph.run(query, { first: 3 });
    latest.mockRestore();
    expect(overtaken.data.sensors.nodes[0].latest.value).toBe(40);
    expect(data.sensors.nodes[0].latest.value).toBe(70);
  });

  it('is kept only where the clock and memory have no say, and only where all went well', async () => {
    const signal = '{ sensors(first: 3) { nodes { tag signal { state } latest { value } } } }';
    for (let i = 0; i < 3; i++) await graph.run(signal);
    expect(await readsDuring(() => graph.run(signal))).toBe(1);
    const failing = '{ sensors(first: 3) { nodes { latest { value } } } node(id: "x") { id } }';
    const first = await graph.run(failing);
    await graph.run(failing);
    expect(first.errors).toHaveLength(1);
    expect(await readsDuring(() => graph.run(failing))).toBeGreaterThan(0);
    expect(await graph.run(failing)).toEqual(first);
  });

  it('carries a request id of its own', async () => {
    const ids = new Set<string | null>();
    for (let i = 0; i < 3; i++)
      ids.add((await graph.respond(LIST, { first: 3 })).headers.get('x-request-id'));
    expect(ids.size).toBe(3);
  });
});
