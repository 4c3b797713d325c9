import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { seededRandom } from '../live/signals.ts';
import { enterPlant, PERIOD_MS, START_MS } from './fixture.ts';
import { openGraph, type TestGraph } from './graph.ts';
import { trainedVersion } from './trained-version.ts';

const ANOMALY = 'start end peakTime threshold';
const WHAT_IF = `query($input: WhatIfInput!) { whatIf(input: $input) { ... on WhatIf { today { readings
  anomalies { ${ANOMALY} peakScore } } } ... on Error { message } } }`;
const ANNOUNCED = `query($id: ID!) { node(id: $id) { ... on Sensor {
  anomalies(first: 10) { nodes { ${ANOMALY} peakScore: score } } } } }`;

const TRAINED = 2_000;
const SAMPLES = 3_000;
const time = (sample: number) => new Date(START_MS + sample * PERIOD_MS).toISOString();

onEachDatabase('a replay of a version that looks at inputs', (database) => {
  let opened: Awaited<ReturnType<TestDatabase['open']>>;
  let graph: TestGraph;

  beforeAll(async () => {
    opened = await database.open();
    graph = await openGraph({}, opened.url);
  });
  afterAll(async () => {
    await graph.close();
    await opened.close();
  });

  it('finds to the last digit what was announced, BAD readings left out', async () => {
    const { equipment, line, scorer } = graph.services;
    const { unitId } = await enterPlant(graph.services, 'I', 0);
    const sensor = { equipmentId: unitId, quantity: 'flow', unit: 'l/s', samplingPeriodMs: PERIOD_MS };
    const valve = await equipment.createSensor({ ...sensor, tag: 'V', name: 'V', kind: 'STEP' }, 'test');
    const flow = await equipment.createSensor(
      { ...sensor, tag: 'F', name: 'F', inputIds: [valve.id] },
      'test',
    );
    const random = seededRandom(7);
    const opening: number[] = [];
    for (let t = 0; t < SAMPLES; t++) {
      const before = opening[t - 1] ?? 0;
      opening.push(random() < 0.03 ? 1 - before : before);
    }
    const stays = (t: number) => t >= 2_500 && t < 2_600;
    const values = opening.map((_, t) => {
      const open = opening[t - 1] ?? 0;
      return 2 * (stays(t) ? 1 - open : open) + 0.02 * random();
    });
    const record = async (from: number, to: number, historical: boolean) => {
      const samples = Array.from({ length: to - from }, (_, i) => from + i);
      const changes = samples.filter((i) => i === from || opening[i] !== opening[i - 1]);
      const times = (some: number[]) => some.map((i) => START_MS + i * PERIOD_MS);
      const qualities = samples.map((i) => (i % 50 === 0 ? 'BAD' : 'GOOD'));
      const series = [
        { sensorId: valve.id, times: times(changes), values: changes.map((i) => opening[i]) },
        { sensorId: flow.id, times: times(samples), values: samples.map((i) => values[i]), qualities },
      ];
      await line.record({ series, historical });
    };
    await record(0, TRAINED, true);
    const sensorId = encodeId('Sensor', flow.id);
    const model = { echoState: { units: 40, inputs: true } };
    await trainedVersion(graph, { sensorId, model, promote: true });
    await record(TRAINED, SAMPLES, false);
    await scorer.idle();
    const announced = (await graph.run(ANNOUNCED, { id: sensorId })).data.node.anomalies.nodes;
    expect(announced.length).toBeGreaterThan(0);
    const input = { sensorId, from: time(TRAINED), to: time(SAMPLES - 1) };
    const { today } = (await graph.run(WHAT_IF, { input })).data.whatIf;
    expect(today.readings).toBe(0.98 * (SAMPLES - TRAINED));
    expect(today.anomalies).toEqual(announced.toReversed());
  });
});
