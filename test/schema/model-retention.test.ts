import { parse } from 'graphql';
import { expect, it, onTestFinished } from 'vitest';
import * as examples from '../../schema/generated/graphql.ts';
import { encodeId } from '../../schema/global-id.ts';
import { buildSchema } from '../../schema/index.ts';
import { costOf } from '../../src/server/operations/operation-cost.ts';
import { enterPlant, recordWave } from './fixture.ts';
import { openGraph } from './graph.ts';
import { trainedVersion } from './trained-version.ts';

it('keeps what is pinned, by a policy that is looked at before it is enabled', async () => {
  const graph = await openGraph();
  onTestFinished(() => graph.close());
  const plant = await enterPlant(graph.services, 'R', 1);
  const sensorId = encodeId('Sensor', plant.sensorIds[0]);
  await recordWave(graph.services, plant.sensorIds[0], 400);
  const versions: string[] = [];
  for (const fixed of [6, 7, 8])
    versions.push(await trainedVersion(graph, { sensorId, model: { robust: { threshold: { fixed } } } }));
  const ask = async <Result, Variables extends Record<string, unknown>>(
    document: examples.TypedDocumentString<Result, Variables>,
    variables: Variables,
    role: 'ADMIN' | 'ENGINEER' = 'ADMIN',
  ): Promise<Result> => (await graph.run(String(document), variables, role)).data;
  const pin = { input: { id: versions[0], reason: 'the reference' } };
  expect((await ask(examples.PinModelVersionDocument, pin)).pinModelVersion).toMatchObject({
    pinnedBy: 'admin',
    pinReason: 'the reference',
  });
  const equipmentId = encodeId('Equipment', plant.areaId);
  const input = { equipmentId, keepNewest: 1, keepLiveWithinDays: 0 };
  const { setModelRetentionPolicy: set } = await ask(examples.SetModelRetentionPolicyDocument, { input });
  expect(set).toMatchObject({
    version: 1,
    isEnabled: false,
    equipment: { tag: 'R-AREA' },
    outlived: { more: false, modelVersions: [{ id: versions[1] }] },
  });
  const held = await ask(examples.ModelRetentionPoliciesDocument, {});
  expect(held.modelRetentionPolicies).toMatchObject([{ version: 1, keepNewest: 1, setBy: 'admin' }]);
  const look = '{ modelRetentionPolicies { outlived { more } } }';
  expect((await graph.run(look)).data.modelRetentionPolicies).toEqual([{ outlived: { more: false } }]);
  expect(costOf({ schema: buildSchema(), document: parse(look) })).toBeGreaterThan(5_000);
  const engineer = await ask(examples.SetModelRetentionPolicyDocument, { input }, 'ENGINEER');
  expect(engineer.setModelRetentionPolicy).toMatchObject({ code: 'FORBIDDEN' });
  const withdraw = `mutation { withdrawModelRetentionPolicy(input: { equipmentId: "${equipmentId}" }) {
      ... on ModelRetentionPolicy { version isWithdrawn } } }`;
  expect((await graph.run(withdraw)).data.withdrawModelRetentionPolicy).toEqual({
    version: 2,
    isWithdrawn: true,
  });
  expect((await ask(examples.ModelRetentionPoliciesDocument, {})).modelRetentionPolicies).toEqual([]);
  const log = `{ auditLog(first: 1, filter: { mutation: "withdrawModelRetentionPolicy" }) { nodes { subjects changes { what before after } } } }`;
  const [entry] = (await graph.run(log)).data.auditLog.nodes;
  expect(entry.subjects).toContain(equipmentId);
  const noted = entry.changes.find(({ what }: { what: string }) => what === 'Model retention');
  expect([JSON.parse(noted.before), JSON.parse(noted.after)]).toEqual([
    { isEnabled: false, keepNewest: 1, keepLiveWithinDays: 0 },
    null,
  ]);
  const unpin = `mutation { unpinModelVersion(input: { id: "${versions[0]}" }) { ... on ModelVersion { pinnedAt } } }`;
  expect((await graph.run(unpin)).data.unpinModelVersion).toEqual({ pinnedAt: null });
}, 60_000);
