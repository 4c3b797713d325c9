import { afterAll, beforeAll, expect, it } from 'vitest';
import * as examples from '../../schema/generated/graphql.ts';
import { decodeId, encodeId } from '../../schema/global-id.ts';
import { ModelVersion } from '../../src/registry/model-version.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { enterPlant, type Plant, recordWave } from './fixture.ts';
import { nextOf, openGraph, type TestGraph } from './graph.ts';
import { trainedVersion } from './trained-version.ts';

onEachDatabase('the registry in the graph', (database) => {
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let plant: Plant;
  let sensorId: string;
  let versions: string[];

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    plant = await enterPlant(graph.services, 'R', 2);
    sensorId = encodeId('Sensor', plant.sensorIds[0]);
    await recordWave(graph.services, plant.sensorIds[0], 400);
    versions = [];
    for (const fixed of [6, 7, 8])
      versions.push(await trainedVersion(graph, { sensorId, model: { robust: { threshold: { fixed } } } }));
  }, 60_000);
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  const ask = async <Result, Variables extends Record<string, unknown>>(
    document: examples.TypedDocumentString<Result, Variables>,
    variables: Variables,
    role: 'ADMIN' | 'ENGINEER' | 'OPERATOR' = 'ADMIN',
  ): Promise<Result> => {
    const { data, errors } = await graph.run(String(document), variables, role);
    if (errors) throw new Error(errors[0].message);
    return data;
  };
  const promote = async (modelVersionId: string) =>
    (await ask(examples.PromoteModelVersionDocument, { input: { modelVersionId } })).promoteModelVersion;

  it('says what was live at any instant, and what challenges it', async () => {
    const before = new Date().toISOString();
    await promote(versions[0]);
    const between = new Date().toISOString();
    await promote(versions[1]);
    const challenge = { input: { sensorId, modelVersionId: versions[2] } };
    expect((await ask(examples.SetChallengerDocument, challenge)).setChallenger.__typename).toBe(
      'ModelVersion',
    );
    const live = async (at?: string) => {
      const { node } = await ask(examples.LiveModelVersionsDocument, { sensorId, task: 'DETECTION', at });
      return node?.__typename === 'Sensor' ? [node.champion?.id, node.challenger?.id] : [];
    };
    expect(await live()).toEqual([versions[1], versions[2]]);
    expect(await live(between)).toEqual([versions[0], versions[2]]);
    expect(await live(before)).toEqual([undefined, versions[2]]);
    expect(await ask(examples.SetChallengerDocument, challenge, 'OPERATOR')).toMatchObject({
      setChallenger: { code: 'FORBIDDEN' },
    });
  });

  it('compares versions side by side, each with a score whose formula is shown', async () => {
    const { compareModelVersions: compared } = await ask(examples.CompareModelVersionsDocument, {
      ids: versions.slice(0, 2),
    });
    if (compared.__typename !== 'ModelComparison') throw new Error(compared.__typename);
    expect(compared.config).toEqual([{ path: 'threshold.limit', values: ['6', '7'] }]);
    expect(compared.dataset).toEqual([]);
    expect(compared.metrics.map(({ name }) => name)).toContain('falseAlarmsPer10000');
    const { parts, score } = compared.modelVersions[0].performance;
    const sum = (of: (part: (typeof parts)[number]) => number) =>
      parts.reduce((total, part) => total + of(part), 0);
    expect(score).toBeCloseTo(
      (100 * sum(({ value, weight }) => value * weight)) / sum(({ weight }) => weight),
      9,
    );
    const set = `mutation { setPerformanceWeights(input: {skill: 1, accuracy: 0, calibration: 0, evidence: 0}) {
      ... on PerformanceScoring { formula setBy weights { skill } } ... on Error { code } } }`;
    expect((await graph.run(set, {}, 'ENGINEER')).data.setPerformanceWeights.code).toBe('FORBIDDEN');
    expect((await graph.run(set)).data.setPerformanceWeights).toMatchObject({
      formula: expect.stringContaining('skill'),
      setBy: 'admin',
      weights: { skill: 1 },
    });
    const weighed = await ask(examples.SearchModelVersionsDocument, { filter: { sensorId } });
    for (const { performance } of weighed.modelVersions.nodes)
      expect(performance.score).toBeCloseTo(100 * parts[0].value, 9);
  });

  it('finds versions by equipment, family, figures and text', async () => {
    const found = async (filter: examples.ModelVersionFilter) =>
      (await ask(examples.SearchModelVersionsDocument, { filter })).modelVersions.totalCount;
    const equipmentId = encodeId('Equipment', plant.unitId);
    expect(await found({ equipmentId, families: ['robust'], search: 'r-s-01', archived: false })).toBe(3);
    expect(await found({ equipmentId, metrics: [{ name: 'shareFlagged', atLeast: 0, atMost: 1 }] })).toBe(3);
    expect(await found({ metrics: [{ name: 'shareFlagged', atLeast: 1.5 }] })).toBe(0);
    expect(await found({ createdTo: '2020-01-01T00:00:00Z' })).toBe(0);
  });

  it('refuses to delete what is in use, and says for whom', async () => {
    const remove = async (id: string, role: 'ADMIN' | 'ENGINEER' = 'ADMIN') =>
      (await ask(examples.DeleteModelVersionDocument, { input: { id } }, role)).deleteModelVersion;
    expect(await remove(versions[0], 'ENGINEER')).toMatchObject({ code: 'FORBIDDEN' });
    expect(await remove(versions[1])).toMatchObject({
      __typename: 'VersionInUse',
      code: 'VERSION_IN_USE',
      uses: [{ use: 'LIVE', sensor: { tag: 'R-S-01' } }],
    });
    expect(await remove(versions[2])).toMatchObject({ uses: [{ use: 'CHALLENGER' }] });
    const archive = `mutation($id: ID!) { archiveModelVersion(input: {id: $id}) { __typename ... on Error { code } } }`;
    expect((await graph.run(archive, { id: versions[1] })).data.archiveModelVersion.__typename).toBe(
      'VersionInUse',
    );
  });

  it('cleans up only when it is told to', async () => {
    const id = await trainedVersion(graph, { sensorId, model: { robust: { threshold: { fixed: 9 } } } });
    const newest = await trainedVersion(graph, { sensorId, model: { robust: { threshold: { fixed: 10 } } } });
    const cleanUp = async (dryRun?: boolean) => {
      const input = { keepNewest: 1, dryRun };
      const { cleanUpModels } = await ask(examples.CleanUpModelsDocument, { input });
      if (cleanUpModels.__typename !== 'ModelCleanUp') throw new Error(cleanUpModels.__typename);
      return cleanUpModels;
    };
    const dry = await cleanUp();
    expect(dry).toMatchObject({ dryRun: true, more: false, modelVersions: [{ id }] });
    expect(await cleanUp(false)).toEqual({ ...dry, dryRun: false });
    const kept = await ask(examples.SearchModelVersionsDocument, { filter: { sensorId } });
    expect(kept.modelVersions.nodes.map((node) => node.id)).toEqual([
      newest,
      versions[2],
      versions[1],
      versions[0],
    ]);
  });

  it('tells at once that the live version cannot be used, and which decides in its place', async () => {
    const damaged = await graph.services.db
      .em()
      .findOneOrFail(ModelVersion, decodeId(versions[1])?.id as number);
    await promote(versions[0]);
    const stream = graph.subscribe(String(examples.ModelEventsDocument), {
      filter: { sensorIds: [sensorId] },
    });
    await nextOf(stream);
    await graph.services.db
      .em()
      .nativeUpdate(ModelVersion, { id: damaged.id }, { artifactSha256: 'f'.repeat(64) });
    // What may have been loaded before belongs to another assignment.
    await ask(examples.RollbackModelDocument, { input: { sensorId, task: 'DETECTION' } });
    const time = new Date(Date.now() - 60_000).toISOString();
    const series = [{ sensorId, times: [time], values: [0.5] }];
    await ask(examples.RecordReadingsDocument, { input: { series } });
    const told = await nextOf(stream, ({ data }) => data.modelEvents.__typename === 'ModelUnusableEvent');
    expect(told.data.modelEvents.fault).toMatchObject({
      code: 'CORRUPT_ARTIFACT',
      message: expect.stringContaining('f'.repeat(64)),
      standIn: { id: versions[0] },
    });
    await promote(versions[2]);
    const next = await nextOf(stream, ({ data }) => data.modelEvents.__typename === 'ModelAssignedEvent');
    expect(next.data.modelEvents.assignment).toMatchObject({
      action: 'PROMOTE',
      modelVersion: { id: versions[2] },
    });
    const { node } = await ask(examples.LiveModelVersionsDocument, { sensorId, task: 'DETECTION' });
    if (node?.__typename !== 'Sensor') throw new Error(node?.__typename);
    expect(node.challenger).toBeNull();
    expect(node.modelFaults.nodes).toMatchObject([
      { modelVersion: { id: versions[1] }, standIn: { id: versions[0] } },
    ]);
    await stream.return();
  });
});
