import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { decodeId, encodeId } from '../../schema/global-id.ts';
import { SensorInput } from '../../src/equipment/sensor.ts';
import { ScopeMember } from '../../src/registry/model-version.ts';
import { type SeededPlant, scopedToken, seedPlant } from '../access/two-plants.ts';
import { type Answer, openGraph, type TestGraph } from '../schema/graph.ts';
import { overEvents, overSocket } from '../server/stream-client.ts';
import { startStreams, until } from '../server/streaming-server.ts';
import { AUDIENCE, ISSUER, startKeyServer } from '../tokens/key-server.ts';

const NODE = `query($id: ID!) { node(id: $id) { id } }`;
const UPDATE = `mutation($id: ID!) { updateSensor(input: { id: $id, name: "x" }) { __typename ... on Error { code message } } }`;

const EDGES = `query($unit: ID!, $version: ID!) { unit: node(id: $unit) { ... on Equipment { tag parent { tag } } }
        version: node(id: $version) { ... on ModelVersion { sensors { tag } members { __typename } } }
        sensors { totalCount nodes { tag inputs { tag } equipment { tag } } } }`;

describe('a viewer of a subtree', () => {
  let graph: TestGraph;
  let inside: SeededPlant;
  let outside: SeededPlant;
  let who: string;

  beforeAll(async () => {
    graph = await openGraph();
    const { db } = graph.services;
    inside = await seedPlant(db, 'IN', 'scoped');
    outside = await seedPlant(db, 'OUT', 'other');
    const em = db.em();
    const [sensorId, inputId] = [inside.sensorIds[0], outside.sensorIds[0]];
    await em.insert(SensorInput, { sensorId, position: 0, inputId });
    const modelVersionId = decodeId(inside.ids.ModelVersion)?.id as number;
    await em.insert(ScopeMember, { modelVersionId, sensorId: inputId });
    who = await scopedToken(graph.services, inside);
  });
  afterAll(() => graph.close());

  const ask = (query: string, variables: object = {}): Promise<Answer> =>
    graph.run(query, { ...variables }, who);

  it('reads no node that is outside, of whatever type, as if it did not exist', async () => {
    const told = async (ids: SeededPlant['ids']) => {
      const found: string[] = [];
      for (const [type, id] of Object.entries(ids)) {
        const { data, errors } = await ask(NODE, { id });
        expect(errors).toBeUndefined();
        if (data.node) found.push(type);
      }
      return found;
    };
    const types = Object.keys(inside.ids).filter((type) => !['RegistryImport', 'ApiToken'].includes(type));
    expect(await told(inside.ids)).toEqual(types);
    // Versions of a group are seen by whoever sees one of its sensors.
    expect(await told(outside.ids)).toEqual([]);
  });

  it('meets at the top of its tree, in lists of inputs and in groups, nothing of what is beyond', async () => {
    const { data, errors } = await ask(EDGES, {
      unit: inside.ids.Equipment,
      version: inside.ids.ModelVersion,
    });
    // Read often enough to be compiled and kept, and by somebody who sees more in between.
    const plant = { unit: inside.ids.Equipment, version: inside.ids.ModelVersion };
    for (let i = 0; i < 5; i++) {
      const all = await graph.run(EDGES, plant);
      expect(all.data.sensors.totalCount).toBe(2);
      expect(await ask(EDGES, plant)).toEqual({ data });
    }
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      unit: { tag: 'IN-UNIT', parent: null },
      version: { sensors: [{ tag: 'IN-S' }], members: [{ __typename: 'ModelVersionMember' }] },
      sensors: { totalCount: 1, nodes: [{ tag: 'IN-S', inputs: [], equipment: { tag: 'IN-UNIT' } }] },
    });
  });

  it('changes nothing outside, and is told the same as of what does not exist', async () => {
    const absent = encodeId('Sensor', 999);
    const [hidden, nothing] = await Promise.all(
      [outside.ids.Sensor, absent].map((id) => ask(UPDATE, { id })),
    );
    const plain = (answer: Answer) => JSON.stringify(answer).replaceAll(/\d+/g, 'n');
    expect(hidden.data.updateSensor.code).toBe('NOT_FOUND');
    expect(plain(hidden)).toBe(plain(nothing));
    expect((await ask(UPDATE, { id: inside.ids.Sensor })).data.updateSensor.__typename).toBe('Sensor');
  });

  it('sees a version that it shares with others, and does not change it', async () => {
    const archive = `mutation($id: ID!) { archiveModelVersion(input: { id: $id }) { __typename ... on Error { code } } }`;
    const { data } = await ask(archive, { id: inside.ids.ModelVersion });
    expect(data.archiveModelVersion.code).toBe('NOT_FOUND');
  });

  it('names what it is about, where a field could be about the whole plant', async () => {
    const site = `mutation { createEquipment(input: { tag: "NEW", name: "n", kind: SITE }) { ... on Error { code } } }`;
    expect((await ask(site)).data.createEquipment.code).toBe('FORBIDDEN');
    const check = `mutation($id: ID) { validateModels(input: { equipmentId: $id }) { __typename ... on Error { code } } }`;
    expect((await ask(check)).data.validateModels.code).toBe('FORBIDDEN');
    expect((await ask(check, { id: inside.ids.Equipment })).data.validateModels.__typename).toBe(
      'ValidationJob',
    );
    expect((await ask('{ trainingQueue { queued } }')).errors?.[0].extensions.code).toBe('FORBIDDEN');
  });

  it('counts its own sensors in the training status', async () => {
    const status = '{ trainingStatus(task: DETECTION) { totals { never failed stale trained } } }';
    const sum = ({ data }: Answer) =>
      Object.values(data.trainingStatus.totals as Record<string, number>).reduce((a, b) => a + b, 0);
    expect([sum(await ask(status)), sum(await graph.run(status))]).toEqual([1, 2]);
  });
});

it('a person of the same name as a token sees none of the jobs that the token asked for', async () => {
  const issuer = await startKeyServer();
  const graph = await openGraph({
    JWT_JWKS_URL: issuer.url,
    JWT_ISSUER: ISSUER,
    JWT_AUDIENCE: AUDIENCE,
    JWT_SUBTREE_CLAIM: 'equipment',
  });
  onTestFinished(() => graph.close());
  const { unitId } = await seedPlant(graph.services.db, 'IN', 'nobody');
  const input = { name: 'ann', role: 'ENGINEER', equipmentId: unitId } as const;
  const token = (await graph.services.tokens.create(input, 'test')).text;
  const person = await issuer.sign({ sub: 'ann', role: 'engineer', equipment: 'IN-UNIT' });
  const check = `mutation($id: ID!) { validateModels(input: { equipmentId: $id }) { ... on ValidationJob { id } } }`;
  const asked = await graph.run(check, { id: encodeId('Equipment', unitId) }, token);
  const { id } = asked.data.validateModels;
  const jobs = async (who: string) => {
    const { data } = await graph.run(
      `query($id: ID!) { node(id: $id) { id } validationJobs(first: 9) { nodes { id requestedBy } } }`,
      { id },
      who,
    );
    return data;
  };
  expect(await jobs(token)).toEqual({
    node: { id },
    validationJobs: { nodes: [{ id, requestedBy: 'ann' }] },
  });
  expect(await jobs(person)).toEqual({ node: null, validationJobs: { nodes: [] } });
});

describe('the streams of a subtree', () => {
  it('tell what happens inside, over either transport, live and replayed', async () => {
    const server = await startStreams();
    const { tokens, equipment } = server.services;
    const other = await equipment.createEquipment({ tag: 'Q', name: 'Q', kind: 'SITE' });
    const make = (name: string, equipmentId: number) =>
      tokens.create({ name, role: 'VIEWER', equipmentId }, 'test');
    const seeing = (await make('seeing', server.plant.unitId)).text;
    const blind = (await make('blind', other.id)).text;
    const query = `subscription($after: String) { anomalyEvents(after: $after) { ... on StreamItem { cursor }
      ... on AnomalyEvent { anomaly { score } } } }`;
    const follow = (who: string, after?: string) => [
      overSocket(server, query, { after }, who),
      overEvents(server, query, { after }, { role: who }),
    ];
    const clients = [seeing, blind, 'VIEWER'].map((who) => follow(who));
    await until(() => clients.flat().every(({ cursors }) => cursors.length > 0));
    await server.announce(2);
    await until(() => clients[2].every(({ scores }) => scores.length === 2));
    await until(() => clients[0].every(({ scores }) => scores.length === 2));
    const again = follow(blind, clients[1][0].cursors[0]);
    await until(() => again.every(({ cursors }) => cursors.length > 0));
    expect([...clients[1], ...again].map(({ scores, errors }) => [scores, errors])).toEqual(
      Array(4).fill([[], []]),
    );
    const named = overSocket(
      server,
      `subscription($id: ID!) { readings(sensorIds: [$id]) { value } }`,
      { id: encodeId('Sensor', server.plant.sensorIds[0]) },
      blind,
    );
    await until(() => named.errors.length > 0);
    expect(named.errors[0].extensions.code).toBe('NOT_FOUND');
  });
});
