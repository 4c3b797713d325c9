import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { sqliteInMemory, type TestDatabase } from '../database.ts';
import { enterPlant, PERIOD_MS, type Plant, START_MS } from './fixture.ts';
import { openGraph, type TestGraph } from './graph.ts';
import { trainedVersion } from './trained-version.ts';

const REPLAY = `{ modelVersion { id } detection { openAfterReadings closeAfterReadings closeRatio judgeLimits } limits { high }
  readings anomalies { start end peakTime peakScore threshold cause } anomaliesPerDay shareOpen caught { note } missed { note }
  falseAlarms falseAlarmsPer10000 }`;
const COMPARE = `query($input: CompareDetectorsInput!) { compareDetectors(input: $input) { ... on DetectorComparison {
  detectors { modelVersion { id } detection { openAfterReadings } readings readingsOfTraining anomalies { start end }
    caught { note } missed { note } baseline { readings anomalies { start } caught { note } falseAlarmsPer10000 } } }
  ... on Error { __typename code message remedy } } }`;
const WHAT_IF = `query($input: WhatIfInput!) { whatIf(input: $input) { ... on WhatIf { today ${REPLAY} asked ${REPLAY} }
  ... on Error { __typename code message remedy } } }`;
const ANNOUNCED = `query($id: ID!) { node(id: $id) { ... on Sensor { scoredThrough
  anomalies(first: 10) { nodes { start end peakTime score threshold cause } } } } }`;

const TRAINED = 600;
const SAMPLES = 1_000;
const isFault = (i: number) => (i >= 700 && i < 705) || (i >= 800 && i < 805);
const reading = (i: number) => (isFault(i) ? 50 : Math.sin(i / 10) + 0.05 * Math.sin(i * 7.7));
const time = (sample: number) => new Date(START_MS + sample * PERIOD_MS).toISOString();

describe('what if', () => {
  const database = sqliteInMemory;
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;
  let plant: Plant;
  let sensorId: string;
  let live: string;
  let range: object;

  const record = (from: number, to: number, historical: boolean) => {
    const samples = Array.from({ length: to - from }, (_, i) => from + i);
    const times = samples.map((i) => START_MS + i * PERIOD_MS);
    const series = [{ sensorId: plant.sensorIds[0], times, values: samples.map(reading) }];
    return graph.services.line.record({ series, historical });
  };
  const ask = async (input: object) => (await graph.run(WHAT_IF, { input })).data.whatIf;
  const announced = async () => (await graph.run(ANNOUNCED, { id: sensorId })).data.node;

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
    plant = await enterPlant(graph.services, 'W', 2);
    sensorId = encodeId('Sensor', plant.sensorIds[0]);
    range = { sensorId, from: time(TRAINED), to: time(SAMPLES - 1) };
    await record(0, TRAINED, true);
    live = await trainedVersion(graph, { sensorId, model: { robust: {} }, promote: true });
    await record(TRAINED, SAMPLES, false);
    await vi.waitFor(async () => expect((await announced()).scoredThrough).toBe(time(SAMPLES - 1)), 10_000);
    const startMs = START_MS + 702 * PERIOD_MS;
    const label = { sensorId: plant.sensorIds[0], startMs, endMs: startMs + PERIOD_MS, author: 'test' };
    await graph.services.labels.add({ ...label, verdict: 'CONFIRMED', note: 'bearing' });
    await graph.services.labels.add({ ...label, verdict: 'REJECTED', note: 'not one' });
  });
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  it('replays history to what was announced while it happened, and announces nothing', async () => {
    const before = await announced();
    const { today, asked } = await ask(range);
    const { nodes } = before.anomalies;
    expect(nodes).toHaveLength(1);
    expect(today.anomalies).toEqual(
      nodes.map(({ score, ...rest }: { score: number }) => ({ ...rest, peakScore: score })),
    );
    expect(asked).toEqual(today);
    expect(today.detection).toEqual({
      openAfterReadings: 2,
      closeAfterReadings: 100,
      closeRatio: 0.7,
      judgeLimits: true,
    });
    expect(today.limits).toBeNull();
    expect(today).toMatchObject({ modelVersion: { id: live }, readings: SAMPLES - TRAINED });
    expect(await announced()).toEqual(before);
  });

  it('holds other settings against those in force, on the same labels', async () => {
    const quick = { openAfterReadings: 2, closeAfterReadings: 10, closeRatio: 0.7 };
    const { today, asked } = await ask({ ...range, detection: quick });
    expect(today).toMatchObject({ caught: [{ note: 'bearing' }], missed: [], falseAlarms: 0 });
    expect(asked.anomalies.map(({ start, end }: Record<string, string>) => [start, end])).toEqual([
      [time(700), time(704)],
      [time(800), time(804)],
    ]);
    expect(asked).toMatchObject({ detection: quick, caught: [{ note: 'bearing' }], falseAlarms: 1 });
    expect(asked.anomaliesPerDay).toBeCloseTo((2 * 1_440) / 400);
    expect(asked.shareOpen).toBeCloseTo(10 / 400);
    expect(asked.falseAlarmsPer10000).toBeCloseTo(10_000 / 398);
    expect(today.shareOpen).toBeGreaterThan(asked.shareOpen);
    const slow = await ask({ ...range, detection: { ...quick, openAfterReadings: 6 } });
    expect(slow.asked).toMatchObject({ anomalies: [], caught: [], missed: [{ note: 'bearing' }] });
  });

  it('holds history against other limits, and against none where they are switched off', async () => {
    const quick = { openAfterReadings: 2, closeAfterReadings: 10, closeRatio: 0.7 };
    const limits = { high: 0.5 };
    const { today, asked } = await ask({ ...range, detection: quick, limits });
    expect([today.limits, asked.limits]).toEqual([null, limits]);
    const peaks = asked.anomalies.filter(({ cause }: Record<string, string>) => cause === 'LIMIT');
    // The sine is over 0.5 for a third of each of its six or seven periods.
    expect(peaks.length).toBeGreaterThan(4);
    expect(today.anomalies.every(({ cause }: Record<string, string>) => cause !== 'LIMIT')).toBe(true);
    const off = await ask({ ...range, detection: { ...quick, judgeLimits: false }, limits });
    expect(off.asked.limits).toBeNull();
    expect(off.asked.anomalies).toHaveLength(2);
  });

  it('replays another version beside the live one', async () => {
    const model = { robust: { threshold: { fixed: 100 } } };
    const modelVersionId = await trainedVersion(graph, { sensorId, model, to: time(TRAINED - 1) });
    const { today, asked } = await ask({ ...range, modelVersionId });
    expect([today.modelVersion.id, asked.modelVersion.id]).toEqual([live, modelVersionId]);
    expect([today.caught, asked.missed]).toEqual([[{ note: 'bearing' }], [{ note: 'bearing' }]]);
  });

  const compare = async (input: object) => (await graph.run(COMPARE, { input })).data.compareDetectors;

  it('sets several versions side by side, each beside the naive baseline', async () => {
    const blunt = { sensorId, model: { robust: { threshold: { fixed: 100 } } }, to: time(TRAINED - 1) };
    const modelVersionIds = [await trainedVersion(graph, blunt), live];
    const { detectors } = await compare({ ...range, from: time(400), modelVersionIds });
    const [first, second] = detectors;
    expect([first.modelVersion.id, second.modelVersion.id]).toEqual(modelVersionIds);
    expect(first).toMatchObject({ anomalies: [], missed: [{ note: 'bearing' }] });
    expect(second).toMatchObject({ caught: [{ note: 'bearing' }], missed: [] });
    for (const { readings, readingsOfTraining, baseline } of detectors) {
      expect([readings, readingsOfTraining]).toEqual([SAMPLES - 400, 0.8 * TRAINED - 400]);
      expect(baseline.readings).toBe(readings);
    }
    expect(second.baseline.anomalies.length).toBeGreaterThan(0);
    const [known] = modelVersionIds;
    for (const wrong of [[known], [known, known], Array.from({ length: 6 }, () => known)]) {
      const { errors, data } = await graph.run(COMPARE, { input: { ...range, modelVersionIds: wrong } });
      expect((errors?.[0].extensions ?? data.compareDetectors).code).toBe('INVALID_INPUT');
    }
    const unknown = [known, encodeId('ModelVersion', 999)];
    expect(await compare({ ...range, modelVersionIds: unknown })).toMatchObject({ code: 'NOT_FOUND' });
    const foreign = { ...range, sensorId: encodeId('Sensor', plant.sensorIds[1]), modelVersionIds };
    expect(await compare(foreign)).toMatchObject({ code: 'INSUFFICIENT_DATA' });
  });

  it('is refused with what would be right', async () => {
    const other = { ...range, sensorId: encodeId('Sensor', plant.sensorIds[1]) };
    expect(await ask(other)).toMatchObject({ code: 'INSUFFICIENT_DATA' });
    const none = { sensorId: plant.sensorIds[1], times: [START_MS, START_MS + PERIOD_MS], values: [1, 2] };
    await graph.services.line.record({ series: [none], historical: true });
    expect(await ask({ ...other, from: time(0), to: time(1) })).toMatchObject({ code: 'NO_LIVE_VERSION' });
    expect(await ask({ ...range, to: time(0) })).toMatchObject({ code: 'INVALID_INPUT' });
    const detection = { openAfterReadings: 0, closeAfterReadings: 10, closeRatio: 0.7 };
    expect(await ask({ ...range, detection })).toMatchObject({
      code: 'INVALID_INPUT',
      remedy: 'detection.openAfterReadings must be a whole number from 1 to 1000.',
    });
    expect(await ask({ ...range, modelVersionId: encodeId('ModelVersion', 999) })).toMatchObject({
      code: 'NOT_FOUND',
    });
    for (let first = 2; first < 50_002; first += 10_000) {
      const samples = Array.from({ length: 10_000 }, (_, i) => first + i);
      const times = samples.map((i) => START_MS + i * PERIOD_MS);
      await graph.services.line.record({ series: [{ ...none, times, values: samples }], historical: true });
    }
    expect(await ask({ ...other, from: time(0), to: time(50_000) })).toMatchObject({
      code: 'DATASET_TOO_LARGE',
      message: 'The range holds 50001 readings',
    });
    const many = Array.from({ length: 4 }, () => ask(range));
    expect((await Promise.all(many)).map(({ code }) => code ?? 'DONE')).toEqual(many.map(() => 'DONE'));
  });
});
