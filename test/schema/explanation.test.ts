import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { sqliteInMemory, type TestDatabase } from '../database.ts';
import { promoted } from '../live/promoted.ts';
import { seededRandom } from '../live/signals.ts';
import { announce, enterPlant, PERIOD_MS, type Plant, recordWave, START_MS } from './fixture.ts';
import { openGraph, type TestGraph } from './graph.ts';
import { trainedVersion } from './trained-version.ts';

const ANOMALIES = `query($id: ID!, $first: Int!) { node(id: $id) { ... on Sensor { anomalies(first: $first) { nodes { start end peakTime score
  cause modelVersion { id } explanation { ... on AnomalyExplanation { modelVersion { id } times actual expected lower upper
    scores thresholds peakScore parts { cause share } inputs { sensor { tag } fall } nearestNormal }
    ... on Error { __typename code message remedy } } } } } } }`;

const TRAINED = 2_000;
const SAMPLES = 2_700;
const FAULT = 2_500;
const isoOf = (sample: number) => new Date(START_MS + sample * PERIOD_MS).toISOString();
const wave = (t: number) => Math.sin(t / 10) + 0.05 * Math.sin(t * 7.7);
const frozen = (t: number) => (t >= FAULT && t < FAULT + 60 ? wave(FAULT) : wave(t));

describe('the explanation of an anomaly', () => {
  const database = sqliteInMemory;
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let plant: Plant;

  const record = async (sensorId: number, valueAt: (t: number) => number, from: number, to: number) => {
    const samples = Array.from({ length: to - from }, (_, i) => from + i);
    const times = samples.map((t) => START_MS + t * PERIOD_MS);
    const series = [{ sensorId, times, values: samples.map(valueAt) }];
    await graph.services.line.record({ series, historical: to <= TRAINED });
    await graph.services.scorer.idle();
  };
  const anomaliesOf = async (sensorId: number, first = 5) =>
    (await graph.run(ANOMALIES, { id: encodeId('Sensor', sensorId), first })).data.node.anomalies.nodes;

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    plant = await enterPlant(graph.services, 'E', 4);
  });
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  it('names the frozen sensor, and shows the nearest normal stretch beside it', async () => {
    const [id] = plant.sensorIds;
    await record(id, frozen, 0, TRAINED);
    const sensorId = encodeId('Sensor', id);
    const version = await trainedVersion(graph, { sensorId, model: { discordEnvelope: {} }, promote: true });
    await record(id, frozen, TRAINED, SAMPLES);
    const [{ explanation, ...anomaly }] = await anomaliesOf(id);
    const { times, scores, parts, nearestNormal } = explanation;
    expect(explanation.modelVersion).toEqual({ id: version });
    const loudest = parts.toSorted((a: { share: number }, b: { share: number }) => b.share - a.share)[0];
    expect(parts.map(({ cause }: { cause: string }) => cause).sort()).toEqual([
      'DRIFT',
      'DROPOUT',
      'ENVELOPE',
      'SHAPE',
      'STUCK',
    ]);
    expect(anomaly.cause).toBe('STUCK');
    expect(loudest.cause).toBe('STUCK');
    expect(loudest.share).toBeGreaterThan(1);
    const peak = times.indexOf(anomaly.peakTime);
    expect(scores[peak]).toBe(explanation.peakScore);
    expect(explanation.peakScore).toBeCloseTo(anomaly.score, 6);
    expect(loudest.share * explanation.thresholds[peak]).toBeCloseTo(anomaly.score, 6);
    expect(times[100]).toBe(anomaly.start);
    expect(times.at(-1)).toBe(anomaly.end);
    for (const column of ['actual', 'expected', 'lower', 'upper', 'thresholds'])
      expect(explanation[column]).toHaveLength(times.length);
    const training = Array.from({ length: TRAINED }, (_, t) => frozen(t));
    const matches = training.filter((_, at) =>
      nearestNormal.every((value: number, l: number) => Math.abs(value - training[at + l]) < 1e-9),
    );
    expect(nearestNormal.length).toBeGreaterThan(5);
    expect(matches).toHaveLength(1);
  });

  it('names the input that the sensor stopped to follow', async () => {
    const { equipment, line } = graph.services;
    const sensor = { equipmentId: plant.unitId, quantity: 'flow', unit: 'l/s', samplingPeriodMs: PERIOD_MS };
    const step = (tag: string) => equipment.createSensor({ ...sensor, tag, name: tag, kind: 'STEP' }, 'test');
    const [lamp, valve] = [await step('LAMP'), await step('VALVE')];
    const inputIds = [lamp.id, valve.id];
    const flow = await equipment.createSensor({ ...sensor, tag: 'FLOW', name: 'FLOW', inputIds }, 'test');
    const random = seededRandom(7);
    const switched = (share: number) => {
      const states: number[] = [];
      for (let t = 0; t < SAMPLES; t++)
        states.push(random() < share && t < FAULT ? 1 - (states[t - 1] ?? 0) : (states[t - 1] ?? 0));
      return states;
    };
    const [lit, opening] = [switched(0.03), switched(0.03)];
    const before = opening[FAULT - 1];
    for (let t = FAULT; t < SAMPLES; t++) opening[t] = 1 - before;
    lit[FAULT + 3] = 1 - lit[FAULT];
    const changes = (states: number[]) => {
      const at = Array.from(states.keys()).filter((t) => t === 0 || states[t] !== states[t - 1]);
      return { times: at.map((t) => START_MS + t * PERIOD_MS), values: at.map((t) => states[t]) };
    };
    const series = [
      { sensorId: lamp.id, ...changes(lit) },
      { sensorId: valve.id, ...changes(opening) },
    ];
    await line.record({ series, historical: true });
    const noise = lit.map(() => 0.02 * random());
    const flowAt = (t: number) => 2 * (t >= FAULT ? before : (opening[t - 1] ?? 0)) + noise[t];
    await record(flow.id, flowAt, 0, TRAINED);
    const model = { echoState: { units: 40, inputs: true } };
    await trainedVersion(graph, { sensorId: encodeId('Sensor', flow.id), model, promote: true });
    await record(flow.id, flowAt, TRAINED, SAMPLES);
    const found = await anomaliesOf(flow.id);
    const { explanation, end } = found.find((one: { end: string }) => one.end >= isoOf(FAULT));
    expect(end >= isoOf(FAULT)).toBe(true);
    expect(explanation.parts[0].cause).toBe('DEVIATION');
    const [first, second] = explanation.inputs;
    expect(first.sensor.tag).toBe('VALVE');
    expect(first.fall).toBeGreaterThan(0.9 * explanation.peakScore);
    expect(second.sensor.tag).toBe('LAMP');
    expect(Math.abs(second.fall)).toBeLessThan(first.fall / 4);
    expect(explanation.nearestNormal).toBeNull();
  });

  it('tells of the fallback what it held against the reading', async () => {
    const id = plant.sensorIds[1];
    const jump = (t: number) => (t >= FAULT && t < FAULT + 5 ? 40 : wave(t));
    await record(id, jump, TRAINED, SAMPLES);
    const [{ explanation }] = await anomaliesOf(id);
    expect(explanation.modelVersion).toBeNull();
    expect(explanation.parts[0]).toMatchObject({ cause: 'DEVIATION' });
    expect(explanation.parts[0].share).toBeGreaterThan(1);
    expect(explanation.inputs).toEqual([]);
  });

  it('is given for every anomaly of a list, be they more than are explained at once', async () => {
    const id = plant.sensorIds[3];
    const detection = { openAfterReadings: 1, closeAfterReadings: 5, closeRatio: 0.7 };
    await graph.services.equipment.updateSensor(id, { detection }, 'test');
    const jumps = (t: number) => (t >= FAULT && t % 50 < 3 ? 40 * 2 ** ((t - FAULT) / 50) : wave(t));
    await record(id, jumps, TRAINED, FAULT + 260);
    const anomalies = await anomaliesOf(id, 20);
    expect(anomalies.length).toBeGreaterThan(4);
    for (const { explanation, peakTime, score } of anomalies) {
      expect(explanation.times).toContain(peakTime);
      expect(explanation.peakScore).toBeCloseTo(score, 6);
    }
  });

  it('shows the limit that was crossed beside what the fallback said', async () => {
    const input = { equipmentId: plant.unitId, quantity: 'flow', unit: 'l/s', samplingPeriodMs: PERIOD_MS };
    const held = { ...input, tag: 'LIMITED', name: 'LIMITED', limits: { high: 20 } };
    const { id } = await graph.services.equipment.createSensor(held, 'test');
    const jump = (t: number) => (t >= FAULT && t < FAULT + 5 ? 40 : wave(t));
    await record(id, jump, TRAINED, SAMPLES);
    const [{ explanation, ...anomaly }] = await anomaliesOf(id);
    expect(anomaly.cause).toBe('LIMIT');
    const peak = explanation.times.indexOf(anomaly.peakTime);
    expect([explanation.expected[peak], explanation.upper[peak]]).toEqual([20, 20]);
    expect(explanation.parts.map(({ cause }: { cause: string }) => cause)).toEqual([
      'DEVIATION',
      'STUCK',
      'DROPOUT',
      'LIMIT',
    ]);
    expect(explanation.parts.at(-1).share).toBeGreaterThan(1.5);
    expect(explanation.peakScore).toBeCloseTo(anomaly.score, 6);
  });

  it('is refused in words where the weights of the version, or the readings, are gone', async () => {
    const id = plant.sensorIds[2];
    await recordWave(graph.services, id, 500);
    const modelVersionId = await promoted(graph.services.db, id, 'a'.repeat(64));
    const startMs = START_MS + 400 * PERIOD_MS;
    const place = {
      startMs,
      endMs: startMs,
      peakMs: startMs,
      modelVersionId,
      detectionMode: 'MODEL' as const,
    };
    await announce(graph.services, plant, id, 'OPENED', place);
    const [{ explanation }] = await anomaliesOf(id);
    expect(explanation).toMatchObject({ __typename: 'CorruptArtifactFailure', code: 'CORRUPT_ARTIFACT' });
    await announce(graph.services, plant, id, 'CLOSED', { ...place, peakMs: startMs + 1 });
    const [{ explanation: gone }] = await anomaliesOf(id);
    expect(gone).toMatchObject({ __typename: 'DomainFailure', code: 'READINGS_GONE' });
  });
});
