import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NODE_TYPES, type NodeType } from '../../schema/global-id.ts';
import { buildSchema } from '../../schema/index.ts';
import { type SeededPlant, scopedToken, seedPlant } from '../access/two-plants.ts';
import { openGraph, type TestGraph } from '../schema/graph.ts';

const DEEPEST = 3;
/** Types of the whole plant, and one of whose versions the data is of the other plant here, which is refused. */
const UNTOLD: readonly NodeType[] = ['RegistryImport', 'ApiToken', 'RegisteredModel'];
/** Worked out by threads, from what is read here by itself. */
const WORKED_OUT = new Set(['explanation', 'forecast', 'forecastAccuracy']);
const schema = buildSchema();

const askable = (type: GraphQLObjectType) =>
  Object.values(type.getFields()).filter(
    ({ name, args }) =>
      !WORKED_OUT.has(name) &&
      args.every((arg) => !isNonNullType(arg.type) || arg.defaultValue !== undefined),
  );

/** The nodes among what a field may give; some of them where it gives one of several types. */
function nodesOf(type: GraphQLOutputType): readonly GraphQLObjectType[] {
  const named = getNamedType(type);
  const types = isAbstractType(named) ? schema.getPossibleTypes(named) : isObjectType(named) ? [named] : [];
  return types.filter(({ name }) => NODE_TYPES.includes(name as NodeType));
}

/** What tells apart the nodes that a field leads to, some levels down; null where it leads to none. */
function below(type: GraphQLOutputType, depth: number): string | null {
  const named = getNamedType(type);
  const nodes = nodesOf(type);
  if (isAbstractType(named))
    return nodes.length > 0 ? `{ ${nodes.map(({ name }) => `... on ${name} { id }`).join(' ')} }` : null;
  if (!isObjectType(named)) return null;
  const telling = nodes.length > 0 ? ['id'] : [];
  const further = depth > 0 ? askable(named) : [];
  const fields = further.flatMap((field) => {
    const inner = below(field.type, depth - 1);
    return inner === null ? [] : [`${field.name} ${inner}`];
  });
  const all = [...telling, ...fields];
  return all.length > 0 ? `{ ${all.join(' ')} }` : null;
}

describe('what a viewer of a subtree reads of its own things, as far as they lead', () => {
  let graph: TestGraph;
  let inside: SeededPlant;
  let outside: SeededPlant;
  let who: string;

  beforeAll(async () => {
    graph = await openGraph({
      MAX_QUERY_COST: '100000000',
      MAX_QUERY_DEPTH: '20',
      MAX_QUERY_TOKENS: '100000',
      LOG_LEVEL: 'silent',
    });
    const { db } = graph.services;
    inside = await seedPlant(db, 'IN', 'scoped');
    outside = await seedPlant(db, 'OUT', 'other');
    const em = db.em();
    const [mine, theirs] = [inside.sensorIds[0], outside.sensorIds[0]];
    // Whatever may lead from one plant to the other does.
    const ofMine = '(select model_version_id from scope_member where sensor_id = ?)';
    await em.execute('insert into sensor_input (sensor_id, position, input_id) values (?, 0, ?)', [
      mine,
      theirs,
    ]);
    await em.execute(
      `insert into scope_member (model_version_id, sensor_id) select model_version_id, ? from scope_member
      where sensor_id = ?`,
      [theirs, mine],
    );
    const version = `(select max(model_version_id) from scope_member where sensor_id = ?)`;
    for (const table of ['forecast', 'detection_run', 'model_fault', 'gate_decision', 'assignment'])
      await em.execute(`update ${table} set model_version_id = ${version} where sensor_id = ?`, [
        theirs,
        mine,
      ]);
    await em.execute(`update gate_decision set champion_version_id = ${version} where sensor_id = ?`, [
      theirs,
      mine,
    ]);
    await em.execute(
      `update model_version set dataset_version_id = (select id from dataset_version where sensor_id = ?) where id in ${ofMine}`,
      [theirs, mine],
    );
    who = await scopedToken(graph.services, inside);
  });
  afterAll(() => graph.close());

  /** The fields of the type that tell of the other plant, and how many tell anything at all. */
  async function toldBy(type: NodeType, viewer: string): Promise<{ leaking: string[]; told: number }> {
    const object = schema.getType(type) as GraphQLObjectType;
    const theirs = Object.values(outside.ids).map((id) => `"${id}"`);
    const leaking: string[] = [];
    let told = 0;
    for (const field of askable(object)) {
      const selection = below(field.type, DEEPEST - 1);
      if (selection === null) continue;
      const query = `query($id: ID!) { node(id: $id) { ... on ${type} { ${field.name} ${selection} } } }`;
      const { data, errors } = await graph.run(query, { id: inside.ids[type] }, viewer);
      const refused = errors?.find(({ path }) => path === undefined);
      expect(refused && [query, refused.message]).toBeUndefined();
      if (data?.node) told++;
      const text = JSON.stringify(data ?? null);
      if (theirs.some((one) => text.includes(one))) leaking.push(field.name);
    }
    return { leaking, told };
  }

  it.each(NODE_TYPES)('%s', async (type) => {
    const { leaking, told } = await toldBy(type, who);
    expect(leaking).toEqual([]);
    if (!UNTOLD.includes(type)) expect(told).toBeGreaterThan(0);
  });

  it('where a viewer of the whole plant reads of the other', async () => {
    expect((await toldBy('Sensor', 'ADMIN')).leaking).toEqual(expect.arrayContaining(['inputs']));
    const version = (await toldBy('ModelVersion', 'ADMIN')).leaking;
    expect(version).toEqual(expect.arrayContaining(['sensors', 'datasetVersion']));
    const decision = (await toldBy('GateDecision', 'ADMIN')).leaking;
    expect(decision).toEqual(expect.arrayContaining(['champion', 'modelVersion']));
  });
});
