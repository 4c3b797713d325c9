import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { importRegistry } from '../../src/ingest/old-registry/import-registry.ts';
import { openOldRegistry } from '../../src/ingest/old-registry/old-registry.ts';
import { DETECTION, ENTRIES, type OldEntry, writeJsonRegistry } from '../ingest/old-registry-folder.ts';
import { enterPlant } from './fixture.ts';
import { openGraph, type TestGraph } from './graph.ts';

const UNMAPPED: OldEntry = { ...DETECTION, model_id: 'm2', sensor_id: 'MSL-NAV-001', version_id: 'v-nav' };
const PROMOTE = `mutation($input: PromoteModelVersionInput!) { promoteModelVersion(input: $input) {
  ... on Promotion { assignments { id } } ... on Error { __typename code message remedy } } }`;
const VERSIONS = `query($filter: ImportedVersionFilter) { importedVersions(first: 2, filter: $filter) { totalCount nodes { id
  sourceVersionId sourceModelId layout sourceFile modelType validated claimedAt description tags claims { name json }
  sensor { tag } registeredModel { name importedVersions { totalCount } versions { totalCount } }
  registryImport { importedCount leftOut { what } } } } }`;

describe('imported versions in the graph', () => {
  let graph: TestGraph;
  let sensorId: string;

  beforeAll(async () => {
    graph = await openGraph();
    const { sensorIds } = await enterPlant(graph.services, 'I', 1);
    sensorId = encodeId('Sensor', sensorIds[0]);
    const dir = await mkdtemp(join(tmpdir(), 'telltale-imported-'));
    await writeJsonRegistry(dir, [...ENTRIES, UNMAPPED]);
    const registry = await openOldRegistry(dir);
    await rm(dir, { recursive: true });
    const order = { source: 'old', tags: new Map([['SMAP-PWR-001', 'I-S-01']]) };
    await importRegistry(graph.services.db, registry, order);
  });
  afterAll(() => graph.close());

  const list = async (filter?: object) =>
    (await graph.run(VERSIONS, { filter }, 'VIEWER')).data.importedVersions;

  it('show where they came from and what was said of them, and are no versions of ours', async () => {
    const { totalCount, nodes } = await list({ sensorId });
    expect([totalCount, nodes.length]).toEqual([3, 2]);
    expect(nodes[1]).toMatchObject({
      sourceVersionId: ENTRIES[1].version_id,
      sourceModelId: DETECTION.model_id,
      layout: 'JSON',
      sourceFile: `metadata/${ENTRIES[1].version_id}.json`,
      modelType: 'telemanom',
      validated: false,
      claimedAt: '2024-06-01T12:00:00.000Z',
      tags: ['smap', 'prod'],
      sensor: { tag: 'I-S-01' },
      registeredModel: {
        name: 'I-S-01/detection',
        importedVersions: { totalCount: 2 },
        versions: { totalCount: 0 },
      },
      registryImport: { importedCount: 3, leftOut: [{ what: 'v-nav' }] },
    });
    expect(nodes[1].claims).toContainEqual({ name: 'is_active', json: 'true' });
    expect((await list({ sensorId: encodeId('Sensor', 999) })).totalCount).toBe(0);
  });

  it('are not promoted, and nobody is told that they do not exist', async () => {
    const { nodes } = await list();
    const promote = async (modelVersionId: string) =>
      (await graph.run(PROMOTE, { input: { modelVersionId } }, 'ENGINEER')).data.promoteModelVersion;
    expect(await promote(nodes[0].id)).toMatchObject({
      __typename: 'ConflictFailure',
      code: 'UNVALIDATED',
      remedy: 'Train a model for its sensor here, and promote that.',
    });
    expect(await promote(encodeId('ImportedVersion', 999))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await promote(sensorId)).toMatchObject({
      code: 'BAD_ID',
      remedy: expect.stringContaining('ModelVersion'),
    });
    const live = `query($id: ID!) { node(id: $id) { ... on Sensor { liveModelVersion(task: DETECTION) { id } } } }`;
    expect((await graph.run(live, { id: sensorId })).data.node.liveModelVersion).toBeNull();
  });

  it('have a report that says what was left out, as much of it as is asked for', async () => {
    const reports = `{ registryImports { nodes { id source foundCount importedCount knownCount leftOutCount
      leftOut(first: 1) { file what why } } } }`;
    const [report] = (await graph.run(reports, {}, 'VIEWER')).data.registryImports.nodes;
    expect(report).toMatchObject({
      source: 'old',
      foundCount: 4,
      importedCount: 3,
      knownCount: 0,
      leftOutCount: 1,
    });
    expect(report.leftOut[0].why).toContain('no sensor has the tag MSL-NAV-001');
    expect((await list({ registryImportId: report.id })).totalCount).toBe(3);
    const tooMany = await graph.run('{ registryImports { nodes { leftOut(first: 1001) { what } } } }');
    expect(tooMany.errors?.[0].extensions.code).toMatch(/INVALID_INPUT|QUERY_TOO_COSTLY/);
  });
});
