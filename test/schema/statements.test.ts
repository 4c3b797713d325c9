import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as examples from '../../schema/generated/graphql.ts';
import { encodeId } from '../../schema/global-id.ts';
import { statementsOf } from './counted-statements.ts';
import { announce, enterPlant, PERIOD_MS, type Plant, recordWave, START_MS } from './fixture.ts';
import { openGraph, type TestGraph } from './graph.ts';

const SENSORS = 8;
const SAMPLES = 300;
const NESTED = `query($first: Int!) { equipment(first: $first) { nodes { tag children { nodes { tag } } } }
  sensors(first: $first) { nodes { anomalies { totalCount nodes { id } } assignments(task: DETECTION) { nodes { modelVersion { id } } }
    modelFaults(task: DETECTION) { nodes { code } } } } }`;
const LONG = { timeout: 30_000, interval: 50 };
const isoOf = (sample: number) => new Date(START_MS + sample * PERIOD_MS).toISOString();

/** A plant in which every list has as many rows as there are sensors. */
async function busyPlant(graph: TestGraph): Promise<Plant> {
  const plant = await enterPlant(graph.services, 'N', SENSORS);
  for (const sensorId of plant.sensorIds) {
    await recordWave(graph.services, sensorId, SAMPLES);
    await announce(graph.services, plant, sensorId, 'OPENED');
  }
  const sensorIds = plant.sensorIds.map((id) => encodeId('Sensor', id));
  for (const model of [{ robust: {} }, { lastValue: { horizon: 4 } }]) {
    const input = { sensors: { sensorIds }, model, promote: true };
    const { data, errors } = await graph.run(String(examples.TrainModelsDocument), { input });
    expect(errors ?? data.trainModels.items).toHaveLength(SENSORS);
  }
  await vi.waitFor(async () => expect(await jobsOf(graph)).toEqual({ queued: 0, running: 0 }), LONG);
  const range = { from: isoOf(0), to: isoOf(SAMPLES - 1) };
  for (const sensorId of sensorIds) {
    await graph.run(String(examples.DetectAnomaliesDocument), { input: { sensorId, ...range } });
  }
  await vi.waitFor(async () => {
    const { data } = await graph.run('{ detectionRuns { totalCount } }');
    expect(data.detectionRuns.totalCount).toBe(SENSORS);
  }, LONG);
  return plant;
}

const jobsOf = async (graph: TestGraph) =>
  (await graph.run('{ trainingQueue { queued running } }')).data.trainingQueue;

describe('an example operation', () => {
  let graph: TestGraph;
  let plant: Plant;
  let sensorId: string;

  beforeAll(async () => {
    graph = await openGraph();
    plant = await busyPlant(graph);
    sensorId = encodeId('Sensor', plant.sensorIds[0]);
  });
  afterAll(() => graph.close());

  const count = async (document: unknown, variables: Record<string, unknown>) =>
    statementsOf(graph, async () => {
      const { errors } = await graph.run(String(document), variables);
      expect(errors).toBeUndefined();
    });

  const horizon = { horizon: 4, levels: [0.9] };
  /** Each list with the most statements that a page of it may take. */
  const lists = [
    ['Sensors', examples.SensorsDocument, {}, 5],
    ['Overview', examples.OverviewDocument, {}, 6],
    ['lists in lists', NESTED, {}, 12],
    ['Equipment', examples.EquipmentDocument, {}, 1],
    ['Anomalies', examples.AnomaliesDocument, {}, 3],
    ['ForecastFleet', examples.ForecastFleetDocument, horizon, 9],
    ['ForecastRisks', examples.ForecastRisksDocument, { atLeastRisk: 'NEGLIGIBLE' }, 4],
    ['ModelVersions', examples.ModelVersionsDocument, {}, 3],
    ['SearchModelVersions', examples.SearchModelVersionsDocument, { filter: {} }, 4],
    ['TrainingJobs', examples.TrainingJobsDocument, {}, 1],
    ['TrainingStatus', examples.TrainingStatusDocument, { task: 'DETECTION' }, 9],
    ['DetectionJobs', examples.DetectionJobsDocument, {}, 2],
    ['DetectionRuns', examples.DetectionRunsDocument, {}, 4],
    ['GateDecisions', examples.GateDecisionsDocument, {}, 3],
    ['ShadowRuns', examples.ShadowRunsDocument, {}, 1],
    ['ImportedVersions', examples.ImportedVersionsDocument, {}, 1],
  ] as const;

  it.each(lists)(
    '%s takes as many statements for many rows as for two',
    async (_, document, variables, most) => {
      // What is made when it is first asked for has been made.
      await count(document, { first: SENSORS + 2, ...variables });
      const few = await count(document, { first: 2, ...variables });
      const many = await count(document, { first: SENSORS, ...variables });
      expect(many).toHaveLength(few.length);
      expect(many.length).toBeGreaterThan(0);
      expect(many.length).toBeLessThanOrEqual(most);
    },
  );

  it('about one thing takes a few', async () => {
    const range = { from: isoOf(0), to: isoOf(SAMPLES - 1) };
    const { data } = await graph.run('{ modelVersions(first: 2) { nodes { id trainingJob { id } } } }');
    const [version, other] = data.modelVersions.nodes;
    const single = [
      [examples.ChartDocument, { sensorId, ...range, maxPoints: 100 }, 2],
      [examples.LiveModelVersionsDocument, { sensorId, task: 'DETECTION' }, 5],
      [examples.ForecastDocument, { id: sensorId, ...horizon }, 8],
      [examples.ForecastAccuracyDocument, { sensorId, ...range }, 3],
      [examples.TrainingJobDocument, { id: version.trainingJob.id, first: 10 }, 3],
      [examples.CompareModelVersionsDocument, { ids: [version.id, other.id] }, 7],
      [examples.DataQualityDocument, { sensorId, ...range }, 6],
      [examples.ScoreSeriesDocument, { input: { sensorId, ...range } }, 12],
      [examples.VerifyLineageDocument, { modelVersionId: version.id }, 12],
    ] as const;
    for (const [document, variables, most] of single) {
      const statements = await count(document, variables);
      expect({ document: String(document).slice(0, 40), statements }).toMatchObject({
        statements: expect.toSatisfy(({ length }: string[]) => length > 0 && length <= most),
      });
    }
  });

  it('that goes back in time takes as many for a plant as for a sensor', async () => {
    const asOf = { time: isoOf(SAMPLES), from: isoOf(0) };
    const one = await enterPlant(graph.services, 'N1', 1);
    const few = await count(examples.AsOfDocument, { within: encodeId('Equipment', one.unitId), ...asOf });
    const many = await count(examples.AsOfDocument, { within: encodeId('Equipment', plant.unitId), ...asOf });
    expect(many).toHaveLength(few.length);
  });
});
