import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GraphQLError, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as examples from '../../schema/generated/graphql.ts';
import { buildSchema } from '../../schema/index.ts';
import { announce, enterPlant, PERIOD_MS, recordWave, START_MS } from './fixture.ts';
import { nextOf, openGraph, type TestGraph } from './graph.ts';

const run = promisify(execFile);

describe('the example operations', () => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openGraph();
  });
  afterAll(() => graph.close());

  const ask = async <Result, Variables extends Record<string, unknown>>(
    document: examples.TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result> => {
    const { data, errors } = await graph.run(String(document), variables);
    if (errors) throw new GraphQLError(errors[0].message, { extensions: errors[0].extensions });
    return data;
  };

  it('are all part of the graph as it is', () => {
    const documents = Object.entries(examples).filter(([name]) => name.endsWith('Document'));
    expect(documents.length).toBeGreaterThan(12);
    const schema = buildSchema({ cost: 10_000 });
    for (const [name, document] of documents) {
      expect([name, validate(schema, parse(String(document)))]).toEqual([name, []]);
    }
  });

  it('have generated types that are true', async () => {
    const bin = new URL('../../node_modules/.bin/graphql-codegen', import.meta.url).pathname;
    await run(process.execPath, [bin, '--config', 'codegen.ts', '--check'], {
      cwd: new URL('../..', import.meta.url).pathname,
    });
  });

  it('lead from a new plant to a model that was trained, compared, promoted and rolled back', async () => {
    const created = await ask(examples.CreateEquipmentDocument, {
      input: { tag: 'X-SITE', name: 'Site', kind: 'SITE' },
    });
    expect(created.createEquipment.__typename).toBe('Equipment');
    const twice = await ask(examples.CreateEquipmentDocument, {
      input: { tag: 'X-SITE', name: 'Site', kind: 'SITE' },
    });
    expect(twice.createEquipment).toMatchObject({ __typename: 'ConflictFailure', code: 'DUPLICATE_TAG' });
    const plant = await enterPlant(graph.services, 'X2', 1);
    await recordWave(graph.services, plant.sensorIds[0], 400);
    const overview = await ask(examples.OverviewDocument, { first: 50 });
    const [sensor] = overview.sensors.nodes;
    expect(sensor).toMatchObject({ tag: 'X2-S-01', unit: 'mm/s', openAnomaly: null, liveModelVersion: null });
    const to = new Date(START_MS + 9 * PERIOD_MS).toISOString();
    const from = new Date(START_MS).toISOString();
    const chart = await ask(examples.ChartDocument, { sensorId: sensor.id, from, to, maxPoints: 100 });
    expect(chart.node?.__typename === 'Sensor' && chart.node.series.times.length).toBe(10);

    const jobs = graph.subscribe(String(examples.TrainingJobEventsDocument), {});
    await nextOf(jobs);
    for (const fixed of [5, 6]) {
      const input = { sensorId: sensor.id, model: { robust: { threshold: { fixed } } } };
      const { trainModel } = await ask(examples.TrainModelDocument, { input });
      expect(trainModel).toMatchObject({ __typename: 'TrainingJob', status: 'QUEUED' });
      await nextOf(jobs, ({ data }) => data.trainingJobEvents.trainingJob?.status === 'SUCCEEDED');
    }
    await jobs.return();
    const { modelVersions } = await ask(examples.ModelVersionsDocument, {
      first: 10,
      filter: { sensorId: sensor.id },
    });
    const [newer, older] = modelVersions.nodes;
    expect(older.metrics.length).toBeGreaterThan(0);
    for (const { id } of [older, newer]) {
      const { promoteModelVersion } = await ask(examples.PromoteModelVersionDocument, {
        input: { modelVersionId: id },
      });
      expect(promoteModelVersion.__typename).toBe('Promotion');
    }
    const { rollbackModel } = await ask(examples.RollbackModelDocument, {
      input: { sensorId: sensor.id, task: 'DETECTION' },
    });
    expect(rollbackModel).toMatchObject({ modelVersion: { id: older.id } });

    await announce(graph.services, plant, plant.sensorIds[0], 'OPENED');
    const { anomalies } = await ask(examples.AnomaliesDocument, { first: 1 });
    const input = { anomalyId: anomalies.nodes[0].id, verdict: 'CONFIRMED' as const };
    const { labelAnomaly } = await ask(examples.LabelAnomalyDocument, { input });
    expect(labelAnomaly).toMatchObject({ __typename: 'OperatorLabel', verdict: 'CONFIRMED' });
  });
});
