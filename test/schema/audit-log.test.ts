import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditLogDocument } from '../../schema/generated/graphql.ts';
import { encodeId } from '../../schema/global-id.ts';
import { enterPlant, type Plant, recordWave, START_MS } from './fixture.ts';
import { openGraph, type TestGraph } from './graph.ts';
import { trainedVersion } from './trained-version.ts';

interface Entry {
  readonly input: string;
  readonly changes: readonly { what: string; key: string; before: string | null; after: string | null }[];
}

describe('the audit log in the graph', () => {
  let graph: TestGraph;
  let plant: Plant;
  let sensorId: string;
  beforeAll(async () => {
    graph = await openGraph();
    plant = await enterPlant(graph.services, 'P', 2);
    sensorId = encodeId('Sensor', plant.sensorIds[0]);
  });
  afterAll(() => graph.close());

  const entries = async (filter: object) =>
    (await graph.run(String(AuditLogDocument), { filter })).data.auditLog.nodes as Entry[];

  const SET = `mutation SetLimits($id: ID!, $high: Float!) { updateSensor(input: { id: $id, limits: { high: $high },
    detection: { openAfterReadings: 3, closeAfterReadings: 3, closeRatio: 0.5 } }) { ... on Sensor { id } ... on Error { code message } } }`;

  it('tells who changed limits and settings, from what to what', async () => {
    await graph.run(SET, { id: sensorId, high: 5 }, 'ENGINEER');
    await graph.run(SET, { id: sensorId, high: 7 }, 'ENGINEER');
    const found = await entries({ subjectId: sensorId, mutation: 'updateSensor' });
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({
      actor: 'engineer',
      credential: null,
      role: 'ENGINEER',
      operation: 'SetLimits',
      requestId: 'test',
      subjects: [sensorId],
      outcome: 'OK',
    });
    const changed = found[0].changes.map(({ what, before, after }) => [
      what,
      JSON.parse(before ?? 'null'),
      JSON.parse(after ?? 'null'),
    ]);
    expect(changed).toContainEqual(['Sensor', { limitHigh: 5 }, { limitHigh: 7 }]);
    const limits = changed.find(([what]) => what === 'Setting LIMITS');
    expect([limits?.[1].high, limits?.[2].high]).toEqual([5, 7]);
    expect(changed.map(([what]) => what)).toContain('Setting DETECTION');
  });

  it('tells what was refused, for the role, the arguments or the state', async () => {
    await graph.run(SET, { id: sensorId, high: 5 }, 'VIEWER');
    await graph.run(SET, { id: encodeId('Sensor', 99), high: 5 }, 'ENGINEER');
    await graph.run(SET, { id: 'nonsense', high: 5 }, 'ENGINEER');
    const found = await entries({ mutation: 'updateSensor' });
    expect(found.slice(0, 3)).toMatchObject([
      { outcome: 'BAD_ID' },
      { outcome: 'NOT_FOUND' },
      { outcome: 'FORBIDDEN', actor: 'viewer', subjects: [sensorId] },
    ]);
    expect(await entries({ outcome: 'FORBIDDEN' })).toHaveLength(1);
    expect(await entries({ from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' })).toEqual([]);
  });

  it('holds no token and no hash', async () => {
    const create = `mutation { createApiToken(input: { name: "wall", role: VIEWER }) { ... on IssuedApiToken { text token { id } } } }`;
    const { text, token } = (await graph.run(create)).data.createApiToken;
    const rotate = `mutation($id: ID!) { rotateApiToken(input: { id: $id }) { ... on IssuedApiToken { text } } }`;
    const again = (await graph.run(rotate, { id: token.id })).data.rotateApiToken.text;
    const found = await entries({ subjectId: token.id });
    expect(found.map(({ changes }) => changes[0].what)).toEqual(['ApiToken', 'ApiToken']);
    const all = JSON.stringify(found);
    for (const secret of [text, again]) expect(all).not.toContain(secret.slice(9, 30));
    expect(JSON.parse(found[0].changes[0].after as string)).toMatchObject({ sha256: '(hidden)' });
  });

  it('holds recorded readings as counts', async () => {
    const record = `mutation($id: ID!, $time: DateTime!) { recordReadings(input: { series: [{ sensorId: $id,
      times: [$time], values: [1] }] }) { __typename } }`;
    for (let i = 0; i < 3; i++) {
      const time = new Date(START_MS + i * 60_000).toISOString();
      await graph.run(record, { id: sensorId, time }, 'OPERATOR');
    }
    expect(await entries({ mutation: 'recordReadings' })).toEqual([]);
    await graph.services.recordings.write();
    const [entry] = await entries({ mutation: 'recordReadings' });
    expect(JSON.parse(entry.input)).toMatchObject({ batches: 3, series: 3, readings: 3 });
  });

  it('has one entry for a request of work, and none for what the work then does', async () => {
    const sensor = plant.sensorIds[1];
    await recordWave(graph.services, sensor, 400);
    const input = { sensorId: encodeId('Sensor', sensor), model: { robust: {} } };
    for (let i = 0; i < 3; i++) await trainedVersion(graph, input);
    const found = await entries({ mutation: 'trainModel' });
    expect(found.map(({ changes }) => changes.map(({ what }) => what))).toEqual([[], [], []]);
    expect(await entries({ subjectId: input.sensorId })).toHaveLength(3);
  });
});
