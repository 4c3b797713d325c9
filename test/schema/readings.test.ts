import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { enterPlant, PERIOD_MS, type Plant, START_MS } from './fixture.ts';
import { nextOf, openGraph, type TestGraph } from './graph.ts';

const RECORD = `mutation($input: RecordReadingsInput!) { recordReadings(input: $input) {
  ... on RecordedReadings { series { sensor { tag } accepted duplicates late rejected { index reason message } } }
  ... on Error { __typename code message remedy } } }`;

const at = (step: number): string => new Date(START_MS + step * PERIOD_MS).toISOString();

describe('readings in the graph', () => {
  let graph: TestGraph;
  let plant: Plant;
  let ids: string[];

  beforeAll(async () => {
    graph = await openGraph({ MAX_BATCH_READINGS: '100' });
    plant = await enterPlant(graph.services, 'R', 6);
    ids = plant.sensorIds.map((id) => encodeId('Sensor', id));
  });
  afterAll(() => graph.close());

  const record = async (series: object[], more = {}) =>
    (await graph.run(RECORD, { input: { series, ...more } })).data.recordReadings;

  it('are stored, and each that cannot be is named while the others are kept', async () => {
    const times = [at(0), at(1), at(1), at(0), at(2), '2999-01-01T00:00:00Z', at(3)];
    const [answer] = (await record([{ sensorId: ids[0], times, values: [1, 2, 3, 4, null, 6, 7] }])).series;
    expect(answer).toMatchObject({ sensor: { tag: 'R-S-01' }, accepted: 4, duplicates: 0, late: 0 });
    expect(
      answer.rejected.map(({ index, reason }: { index: number; reason: string }) => [index, reason]),
    ).toEqual([
      [2, 'DUPLICATE_TIME'],
      [3, 'DECREASING_TIME'],
      [5, 'FAR_FUTURE'],
    ]);
    const [again] = (await record([{ sensorId: ids[0], times: [at(0), at(1)], values: [1, 2] }])).series;
    expect(again).toMatchObject({ accepted: 0, duplicates: 2, rejected: [] });
  });

  it('refuse a quality that nobody knows, and say which there are', async () => {
    const series = [{ sensorId: ids[0], times: [at(9)], values: [1], qualities: ['NICE'] }];
    const { errors } = await graph.run(RECORD, { input: { series } });
    const remedy = 'Quality must be one of BAD, GOOD, UNCERTAIN.';
    expect(errors?.[0].extensions).toMatchObject({ code: 'INVALID_INPUT', remedy });
  });

  it('refuse a value too large for a double alone, in a literal and in a variable', async () => {
    const literal = `mutation { recordReadings(input: { series: [{ sensorId: "${ids[1]}", times: ["${at(0)}", "${at(1)}"], values: [1e999, 2] }] }) {
      ... on RecordedReadings { series { accepted rejected { index reason } } } } }`;
    const expected = { series: [{ accepted: 1, rejected: [{ index: 0, reason: 'NON_FINITE_VALUE' }] }] };
    expect((await graph.run(literal)).data.recordReadings).toEqual(expected);
    const variables = `{"input":{"series":[{"sensorId":"${ids[2]}","times":["${at(0)}","${at(1)}"],"values":[-1e999,2]}]}}`;
    const answer = await graph.runText(`{"query":${JSON.stringify(RECORD)},"variables":${variables}}`);
    expect(answer.data.recordReadings).toMatchObject(expected);
  });

  it.each([
    ['EMPTY_BATCH', () => []],
    ['UNEQUAL_COLUMNS', () => [{ sensorId: ids[3], times: [at(0)], values: [] }]],
    ['UNEQUAL_COLUMNS', () => [{ sensorId: ids[3], times: [at(0)], values: [1], qualities: [] }]],
    ['REPEATED_SENSOR', () => [3, 3].map((i) => ({ sensorId: ids[i], times: [at(0)], values: [1] }))],
    [
      'BATCH_TOO_LARGE',
      () => [{ sensorId: ids[3], times: Array(101).fill(at(0)), values: Array(101).fill(1) }],
    ],
  ] as const)('refuse a whole batch with %s and store nothing of it', async (code, series) => {
    expect(await record([...series()])).toMatchObject({ __typename: 'BatchFailure', code });
    const { data } = await graph.run(`{ node(id: "${ids[3]}") { ... on Sensor { latest { value } } } }`);
    expect(data.node.latest).toBeNull();
  });

  it('refuse sensors that do not exist, are retired or have a bad id', async () => {
    const one = { times: [at(0)], values: [1] };
    expect(await record([{ sensorId: encodeId('Sensor', 9_999), ...one }])).toMatchObject({
      code: 'NOT_FOUND',
    });
    await graph.services.equipment.retireSensor(plant.sensorIds[5]);
    expect(await record([{ sensorId: ids[5], ...one }])).toMatchObject({ code: 'SENSOR_RETIRED' });
    const bad = await record([{ sensorId: encodeId('Equipment', 1), ...one }]);
    expect(bad).toMatchObject({
      code: 'BAD_ID',
      message: expect.stringContaining('input.series.0.sensorId'),
    });
  });

  it('refuse an unknown quality, and a time without an offset, before anything runs', async () => {
    const quality = { sensorId: ids[3], times: [at(0)], values: [1], qualities: ['SUPERB'] };
    const { data, errors } = await graph.run(RECORD, { input: { series: [quality] } });
    expect(data).toBeUndefined();
    expect(errors?.[0].message).toContain('SUPERB');
  });

  it('are recorded by operators, not by viewers', async () => {
    const input = { series: [{ sensorId: ids[3], times: [at(0)], values: [1] }] };
    const { data } = await graph.run(RECORD, { input }, 'VIEWER');
    expect(data.recordReadings).toMatchObject({
      code: 'FORBIDDEN',
      remedy: expect.stringContaining('OPERATOR'),
    });
  });

  it('come back as columns that keep the extremes of a long range', async () => {
    const sensorId = ids[4];
    const values = Array.from({ length: 90 }, (_, i) => (i === 40 ? 99 : i === 41 ? null : i % 7));
    const times = values.map((_, i) => at(i));
    await record([{ sensorId, times, values }], { historical: true });
    const query = `query($from: DateTime!, $to: DateTime!, $maxPoints: Int! = 1000) { node(id: "${sensorId}") { ... on Sensor {
      series(from: $from, to: $to, maxPoints: $maxPoints) { times values qualities } latest { time value quality receivedAt } } } }`;
    const whole = (await graph.run(query, { from: at(0), to: at(89) })).data.node;
    expect(whole.series).toEqual({ times, values, qualities: values.map(() => 'GOOD') });
    expect(whole.latest).toMatchObject({ time: at(89), value: values[89], quality: 'GOOD' });
    const few = (await graph.run(query, { from: at(0), to: at(89), maxPoints: 10 })).data.node.series;
    expect(few.times.length).toBeLessThan(45);
    expect(Math.max(...few.values)).toBe(99);
    const backwards = await graph.run(query, { from: at(1), to: at(0) });
    expect(backwards.errors?.[0]).toMatchObject({
      extensions: { code: 'INVALID_INPUT', remedy: 'to must be at or after from.' },
    });
    const many = await graph.run(query, { from: at(0), to: at(1), maxPoints: 1 });
    expect(many.errors?.[0].extensions.remedy).toBe('maxPoints must be from 2 to 10000.');
  });

  it('are seen live by who watches them, with the decision on each', async () => {
    const readings = graph.subscribe(
      `subscription($ids: [ID!]!) { readings(sensorIds: $ids, maxRate: 20) { sensor { tag } time value quality coalesced } }`,
      { ids: [ids[3]] },
    );
    const detections = graph.subscribe(
      `subscription($unit: ID!, $ids: [ID!]) { detections(filter: { equipmentId: $unit, sensorIds: $ids }, maxRate: 20) { sensor { tag } time score threshold expected lower upper actual cause detectionMode modelVersion { id } coalesced } }`,
      { unit: encodeId('Equipment', plant.unitId), ids: [ids[3]] },
    );
    const [reading, detection] = [nextOf(readings), nextOf(detections)];
    await new Promise((resolve) => setTimeout(resolve, 50));
    await record([{ sensorId: ids[3], times: [at(0), at(1)], values: [1, 2] }]);
    expect((await reading).data.readings).toEqual([
      { sensor: { tag: 'R-S-04' }, time: at(1), value: 2, quality: 'GOOD', coalesced: 1 },
    ]);
    expect((await detection).data.detections).toMatchObject([
      { sensor: { tag: 'R-S-04' }, detectionMode: 'FALLBACK', modelVersion: null },
    ]);
    await Promise.all([readings.return(), detections.return()]);
  });
});
