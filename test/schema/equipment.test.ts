import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { openGraph, type TestGraph } from './graph.ts';

const FAILURE = '... on Error { __typename code message remedy } ... on InvalidInputFailure { field }';
const CREATE_EQUIPMENT = `mutation($input: CreateEquipmentInput!) { createEquipment(input: $input) {
  ... on Equipment { id tag kind criticality parent { tag } } ${FAILURE} } }`;
const CREATE_SENSOR = `mutation($input: CreateSensorInput!) { createSensor(input: $input) {
  ... on Sensor { id tag unit kind samplingPeriodMs normalRange { low high } limits { lowLow low high highHigh }
    inputs { tag } detectionSettings { openAfterReadings closeAfterReadings closeRatio judgeLimits } equipment { tag } } ${FAILURE} } }`;

describe('equipment and sensors in the graph', () => {
  let graph: TestGraph;
  let unitId: string;
  const pump = { name: 'Pump', quantity: 'velocity', unit: 'mm/s', samplingPeriodMs: 1000 };

  beforeAll(async () => {
    graph = await openGraph();
    const create = async (input: object) =>
      (await graph.run(CREATE_EQUIPMENT, { input })).data.createEquipment.id;
    const site = await create({ tag: 'PLANT', name: 'Plant', kind: 'SITE' });
    const area = await create({ tag: 'HALL', name: 'Hall', kind: 'AREA', parentId: site });
    unitId = await create({ tag: 'PUMP-1', name: 'Pump', kind: 'UNIT', parentId: area });
  });
  afterAll(() => graph.close());

  const createSensor = async (input: object) =>
    (await graph.run(CREATE_SENSOR, { input: { ...pump, equipmentId: unitId, ...input } })).data.createSensor;

  it('are entered with what was said of them', async () => {
    const command = await createSensor({ tag: 'PUMP-1.CMD', kind: 'STEP', unit: '1' });
    const sensor = await createSensor({
      tag: 'PUMP-1.VIB',
      normalRange: { low: 0, high: 4.5 },
      limits: { high: 7, highHigh: 11 },
      inputIds: [command.id],
      detection: { openAfterReadings: 3, closeAfterReadings: 20, closeRatio: 0.5 },
    });
    expect(sensor).toEqual({
      id: expect.any(String),
      tag: 'PUMP-1.VIB',
      unit: 'mm/s',
      kind: 'CONTINUOUS',
      samplingPeriodMs: 1000,
      normalRange: { low: 0, high: 4.5 },
      limits: { lowLow: null, low: null, high: 7, highHigh: 11 },
      inputs: [{ tag: 'PUMP-1.CMD' }],
      detectionSettings: {
        openAfterReadings: 3,
        closeAfterReadings: 20,
        closeRatio: 0.5,
        judgeLimits: true,
      },
      equipment: { tag: 'PUMP-1' },
    });
  });

  it('are found again by their global ids, several at once and in order', async () => {
    const query = `query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Equipment { tag } } node(id: "${unitId}") { id } }`;
    const ids = [encodeId('Sensor', 1), unitId, encodeId('Sensor', 999_999)];
    const { data } = await graph.run(query, { ids });
    expect(data.node).toEqual({ id: unitId });
    expect(data.nodes).toEqual([
      { __typename: 'Sensor', id: ids[0] },
      { __typename: 'Equipment', id: unitId, tag: 'PUMP-1' },
      null,
    ]);
  });

  it.each([
    ['of another type', encodeId('Sensor', 1), 'this is the id of a Sensor'],
    ['made up', 'pump-1', 'the id of an Equipment'],
    ['of a type that does not exist', encodeId('Robot', 1), 'the id of an Equipment'],
  ])('refuse an id %s, naming the field', async (_, equipmentId, remedy) => {
    const failure = await createSensor({ tag: 'X', equipmentId });
    expect(failure).toMatchObject({ __typename: 'DomainFailure', code: 'BAD_ID' });
    expect(failure.remedy).toContain(remedy);
    expect(failure.message).toContain('input.equipmentId');
  });

  it('refuse a made-up id of a node with the same code', async () => {
    const { errors } = await graph.run('{ node(id: "nonsense") { id } }');
    expect(errors?.[0].extensions).toMatchObject({ code: 'BAD_ID' });
  });

  it('tell a taken tag from a bad one, from a missing unit and from a retired one', async () => {
    await createSensor({ tag: 'TWICE' });
    expect(await createSensor({ tag: 'TWICE' })).toMatchObject({
      __typename: 'ConflictFailure',
      code: 'DUPLICATE_TAG',
      message: 'The tag TWICE is taken',
    });
    expect(await createSensor({ tag: 'no spaces' })).toMatchObject({
      __typename: 'InvalidInputFailure',
      field: 'tag',
    });
    expect(await createSensor({ tag: 'X', limits: { low: 2, high: 1 } })).toMatchObject({
      field: 'limits.high',
    });
    expect(await createSensor({ tag: 'X', equipmentId: encodeId('Equipment', 99) })).toMatchObject({
      __typename: 'NotFoundFailure',
    });
    const again = await graph.run(CREATE_EQUIPMENT, { input: { tag: 'PLANT', name: 'Plant', kind: 'SITE' } });
    expect(again.data.createEquipment).toMatchObject({ code: 'DUPLICATE_TAG' });
  });

  it('change, and remember which limits held before', async () => {
    const { id } = await createSensor({ tag: 'HISTORY', limits: { high: 5 } });
    const before = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const update = `mutation($input: UpdateSensorInput!) { updateSensor(input: $input) { ... on Sensor {
      name limits { high } before: limits(asOf: "${before}") { high } never: limits(asOf: "2000-01-01T00:00:00Z") { high } } ${FAILURE} } }`;
    const { data } = await graph.run(update, { input: { id, name: 'Renamed', limits: { high: 4 } } });
    expect(data.updateSensor).toEqual({
      name: 'Renamed',
      limits: { high: 4 },
      before: { high: 5 },
      never: null,
    });
    const refused = await graph.run(update, {
      input: { id, detection: { openAfterReadings: 0, closeAfterReadings: 1, closeRatio: 1 } },
    });
    expect(refused.data.updateSensor).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'detection.openAfterReadings',
    });
    const equipment = await graph.run(
      `mutation($input: UpdateEquipmentInput!) { updateEquipment(input: $input) { ... on Equipment { location criticality } ${FAILURE} } }`,
      { input: { id: unitId, location: 'Hall 1', criticality: 'HIGH' } },
    );
    expect(equipment.data.updateEquipment).toEqual({ location: 'Hall 1', criticality: 'HIGH' });
  });

  it('retire, and leave the lists with it', async () => {
    const { id } = await createSensor({ tag: 'LEAVING' });
    const retire = `mutation($input: RetireSensorInput!) { retireSensor(input: $input) { ... on Sensor { retiredAt } ${FAILURE} } }`;
    const { data } = await graph.run(retire, { input: { id } });
    expect(data.retireSensor.retiredAt).toMatch(/^20.*Z$/);
    const list = 'query($filter: SensorFilter) { sensors(filter: $filter) { nodes { tag } } }';
    const tags = async (filter: object) => (await graph.run(list, { filter })).data.sensors.nodes;
    expect(await tags({ tags: ['LEAVING'] })).toEqual([]);
    expect(await tags({ tags: ['LEAVING'], includeRetired: true })).toEqual([{ tag: 'LEAVING' }]);
    const area = await graph.run(
      '{ equipment(filter: { kinds: [AREA] }) { nodes { id children { nodes { tag } } } } }',
    );
    expect(area.data.equipment.nodes[0].children.nodes).toEqual([{ tag: 'PUMP-1' }]);
    const held = await graph.run(
      `mutation($input: RetireEquipmentInput!) { retireEquipment(input: $input) { ... on Equipment { tag } ${FAILURE} } }`,
      { input: { id: area.data.equipment.nodes[0].id } },
    );
    expect(held.data.retireEquipment).toMatchObject({ code: 'HAS_ACTIVE_CHILDREN' });
  });

  it('are changed by engineers, read by viewers', async () => {
    const input = { ...pump, tag: 'X', equipmentId: unitId };
    const { data } = await graph.run(CREATE_SENSOR, { input }, 'OPERATOR');
    expect(data.createSensor).toEqual({
      __typename: 'DomainFailure',
      code: 'FORBIDDEN',
      message: 'createSensor needs the role ENGINEER; operator is OPERATOR',
      remedy: 'Ask with a token of the role ENGINEER or above.',
    });
    expect((await graph.run('{ sensors(first: 1) { nodes { tag } } }', {}, 'VIEWER')).errors).toBeUndefined();
  });
});
