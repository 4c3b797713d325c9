import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GraphQLError, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as examples from '../../schema/generated/graphql.ts';
import { encodeId } from '../../schema/global-id.ts';
import { buildSchema } from '../../schema/index.ts';
import { announce, enterPlant, PERIOD_MS, recordWave, START_MS } from './fixture.ts';
import { type Answer, nextOf, openGraph, type TestGraph } from './graph.ts';

const run = promisify(execFile);
const isoOf = (sample: number) => new Date(START_MS + sample * PERIOD_MS).toISOString();

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
    const schema = buildSchema();
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

  it('lead from detectors of every kind to what they would have found, and why', async () => {
    const plant = await enterPlant(graph.services, 'X3', 1);
    const [id] = plant.sensorIds;
    const sensorId = encodeId('Sensor', id);
    await recordWave(graph.services, id, 600);
    const jobs = graph.subscribe(String(examples.TrainingJobEventsDocument), {});
    await nextOf(jobs);
    const versions: string[] = [];
    for (const document of [
      examples.TrainWithThresholdDocument,
      examples.TrainCleanedDocument,
      examples.TrainEnsembleDocument,
      examples.TrainAutoDocument,
    ]) {
      const { trainModel } = await ask<examples.TrainAutoMutation, { sensorId: string }>(document, {
        sensorId,
      });
      if (trainModel.__typename !== 'TrainingJob') throw new GraphQLError(trainModel.message);
      const isMade = ({ data }: Answer) => {
        const { trainingJob: job } = data.trainingJobEvents;
        return job?.trainingJob.id === trainModel.id && job.status === 'SUCCEEDED';
      };
      await nextOf(jobs, isMade);
      const filter = { sensorId };
      const { modelVersions } = await ask(examples.ModelVersionsDocument, { first: 1, filter });
      versions.push(modelVersions.nodes[0].id);
      expect(modelVersions.nodes[0].choice !== null).toBe(document === examples.TrainAutoDocument);
    }
    await jobs.return();
    expect(new Set(versions).size).toBe(4);
    const [, modelVersionId] = versions;
    await ask(examples.PromoteModelVersionDocument, { input: { modelVersionId } });
    const times = Array.from({ length: 200 }, (_, i) => START_MS + (600 + i) * PERIOD_MS);
    const values = times.map((_, i) => (i >= 150 && i < 160 ? 9 : Math.sin((600 + i) / 10)));
    await graph.services.line.record({ series: [{ sensorId: id, times, values }], historical: false });
    await graph.services.scorer.idle();

    const range = { sensorId, from: isoOf(600), to: isoOf(799) };
    const { scoreSeries } = await ask(examples.ScoreSeriesDocument, { input: range });
    expect(scoreSeries.__typename === 'ScoredSeries' && scoreSeries.scores.length).toBe(200);
    const events = graph.subscribe(String(examples.DetectionJobEventsDocument), {});
    await nextOf(events);
    const { detectAnomalies } = await ask(examples.DetectAnomaliesDocument, { input: range });
    expect(detectAnomalies).toMatchObject({ __typename: 'DetectionJob', status: 'QUEUED' });
    await nextOf(events, ({ data }) => data.detectionJobEvents.detectionJob?.detectionRun);
    await events.return();
    const listed = { first: 1, filter: { sensorId } };
    const { detectionJobs } = await ask(examples.DetectionJobsDocument, listed);
    const { detectionRuns } = await ask(examples.DetectionRunsDocument, listed);
    const [run] = detectionRuns.nodes;
    expect(detectionJobs.nodes[0]).toMatchObject({ status: 'SUCCEEDED', detectionRun: { id: run.id } });
    expect(run.anomalies.nodes.some(({ start, end }) => start <= isoOf(750) && end >= isoOf(750))).toBe(true);

    const detection = { openAfterReadings: 1, closeAfterReadings: 10, closeRatio: 0.7 };
    const { whatIf } = await ask(examples.WhatIfDocument, { input: { ...range, detection } });
    expect(whatIf).toMatchObject({
      __typename: 'WhatIf',
      today: { readings: 200 },
      asked: { readings: 200 },
    });
    const modelVersionIds = versions.slice(0, 2);
    const { compareDetectors } = await ask(examples.CompareDetectorsDocument, {
      input: { ...range, modelVersionIds },
    });
    const compared = compareDetectors.__typename === 'DetectorComparison' ? compareDetectors.detectors : [];
    expect(compared.map(({ modelVersion }) => modelVersion.id)).toEqual(modelVersionIds);

    const { anomalies } = await ask(examples.ExplainAnomaliesDocument, {
      first: 1,
      filter: { sensorIds: [sensorId] },
    });
    const [{ explanation, peakTime, similar }] = anomalies.nodes;
    expect(explanation.__typename === 'AnomalyExplanation' && explanation.times).toContain(peakTime);
    expect(similar).toEqual([]);
  });
});
