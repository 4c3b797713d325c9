import { buildSchema, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import type { Role } from '../../src/access.ts';
import { CompiledQueries, compileQueries } from '../../src/server/operations/compiled.ts';
import { announce, enterPlant, PERIOD_MS, START_MS } from '../schema/fixture.ts';
import { openGraph, type TestGraph } from '../schema/graph.ts';

/** More runs than it takes to compile. */
const RUNS = 6;

describe('a query that comes again', () => {
  let graph: TestGraph;
  let sensorId: string;

  beforeAll(async () => {
    graph = await openGraph();
    const plant = await enterPlant(graph.services, 'C', 4);
    sensorId = encodeId('Sensor', plant.sensorIds[0]);
    const series = plant.sensorIds.map((id) => ({
      sensorId: id,
      times: [START_MS, START_MS + PERIOD_MS],
      values: [1, 2],
    }));
    await graph.services.line.record({ series, historical: true });
    await announce(graph.services, plant, plant.sensorIds[0], 'OPENED');
  });
  afterAll(() => graph.close());

  const everyTime = async (query: string, variables: Record<string, unknown> = {}, role?: Role) => {
    const answers = [];
    for (let run = 0; run < RUNS; run++) answers.push(await graph.run(query, variables, role));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    return answers[0];
  };

  it('is answered as it was the first time, whatever it is made of', async () => {
    const { data } = await everyTime(
      `query($with: Boolean!, $first: Int = 2) { page: sensors(first: $first) { totalCount nodes { ...Facts unit @include(if: $with) } pageInfo { endCursor } }
        anomalies { nodes { severity sensor { ...Facts } revisions { revision } } } __schema { queryType { name } } }
        fragment Facts on Sensor { __typename id tag latest { time value quality } openAnomaly { severity } }`,
      { with: true },
    );
    expect(data.page.nodes).toHaveLength(2);
    expect(data.page.nodes[0]).toMatchObject({ tag: 'C-S-01', unit: 'mm/s', latest: { value: 2 } });
    expect(data.__schema.queryType.name).toBe('Query');
  });

  it('takes other variables than the first time', async () => {
    const query = 'query($first: Int!) { sensors(first: $first) { nodes { tag } } }';
    for (let first = 1; first <= RUNS; first++) {
      const { data } = await graph.run(query, { first: Math.min(first, 4) });
      expect(data.sensors.nodes).toHaveLength(Math.min(first, 4));
    }
    const { errors } = await graph.run(query, { first: 'many' });
    expect(errors?.[0].message).toContain('$first');
  });

  it('is refused as it was the first time', async () => {
    const costly = await everyTime(
      '{ equipment(first: 100) { nodes { sensors(first: 100) { nodes { id tag name } } } } }',
    );
    expect(costly.errors?.[0].extensions).toMatchObject({ code: 'QUERY_TOO_COSTLY' });
    const cursor = await everyTime('{ sensors(after: "no") { nodes { tag } } }');
    expect(cursor.errors?.[0]).toMatchObject({ path: ['sensors'], extensions: { code: 'BAD_CURSOR' } });
    const page = await everyTime('query($first: Int!) { sensors(first: $first) { nodes { tag } } }', {
      first: 0,
    });
    expect(page.errors?.[0].extensions).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('says which of two parts failed, and answers the other', async () => {
    const { data, errors } = await everyTime(
      `query($id: ID!, $no: ID!) { node(id: $id) { id ... on Sensor { tag } } other: node(id: $no) { id } bad: node(id: "x") { id } }`,
      { id: sensorId, no: encodeId('Sensor', 9_999) },
    );
    expect(data).toMatchObject({ node: { tag: 'C-S-01' }, other: null, bad: null });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ path: ['bad'] });
  });
});

it('with long variables a query is interpreted: compiled code would make an error of every item that is wrong', () => {
  const schema = buildSchema('type Query { sum(of: [Int!]!): Int! }');
  const document = parse('query($of: [Int!]!) { sum(of: $of) }');
  const { onExecute } = compileQueries(new CompiledQueries());
  const compiledRuns = (of: string[]) => {
    let times = 0;
    const args = { schema, document, variableValues: { of } };
    const setExecuteFn = () => void times++;
    for (let run = 0; run < RUNS; run++)
      onExecute?.({ args, executeFn: () => ({}), setExecuteFn } as unknown as Parameters<
        typeof onExecute
      >[0]);
    return times;
  };
  expect(compiledRuns(Array(10_000).fill('x'))).toBe(0);
  expect(compiledRuns(['x'])).toBe(RUNS);
});
