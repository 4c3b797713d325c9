import { expect, test } from 'vitest';
import { FAULT_KINDS } from '../../seeds/faults.ts';
import {
  type DemoReadings,
  demoPlant,
  demoReadings,
  FAULTS,
  HISTORY_SAMPLES,
  LIVE_SAMPLES,
} from '../../seeds/scenario.ts';
import { healthyValues } from '../../seeds/signal.ts';

const SEED = 42;
const ALL = HISTORY_SAMPLES + LIVE_SAMPLES;
const { equipment, sensors } = demoPlant(SEED);
const all = new Map(sensors.map((sensor) => [sensor.tag, demoReadings(sensor, SEED, 0, ALL)]));
const readingsOf = (tag: string): DemoReadings => all.get(tag) ?? { indices: [], values: [] };

test('the same seed gives the same plant and the same readings, another seed others', () => {
  const again = demoPlant(SEED);
  expect(again).toEqual({ equipment, sensors });
  for (const sensor of again.sensors)
    expect(demoReadings(sensor, SEED, 0, ALL)).toEqual(readingsOf(sensor.tag));
  for (const sensor of sensors.filter(({ kind }) => kind === 'CONTINUOUS')) {
    expect(demoReadings(sensor, SEED + 1, 0, 50)).not.toEqual(demoReadings(sensor, SEED, 0, 50));
  }
});

test('readings do not depend on how a range is cut into parts', () => {
  for (const sensor of sensors) {
    const cuts = [0, 1, 2_999, 3_000, 3_901, 3_902, 4_700, ALL];
    const parts = cuts.slice(1).map((to, k) => demoReadings(sensor, SEED, cuts[k], to));
    expect(parts.flatMap(({ indices }) => indices)).toEqual(readingsOf(sensor.tag).indices);
    expect(parts.flatMap(({ values }) => values)).toEqual(readingsOf(sensor.tag).values);
  }
});

test('exactly seven kinds of fault hit seven sensors of the plant, after a quiet start and before a quiet end', () => {
  expect(FAULTS.map(({ kind }) => kind).toSorted()).toEqual(Object.keys(FAULT_KINDS).toSorted());
  expect(FAULTS).toHaveLength(7);
  expect(new Set(FAULTS.map(({ sensorTag }) => sensorTag)).size).toBe(7);
  expect(Math.min(...FAULTS.map(({ startIndex }) => startIndex))).toBeGreaterThanOrEqual(
    HISTORY_SAMPLES + 300,
  );
  expect(Math.max(...FAULTS.map(({ endIndex }) => endIndex))).toBeLessThan(ALL - 100);
  expect(LIVE_SAMPLES).toBeLessThanOrEqual(2_500);
});

test('a fault changes its sensor from its first sample to its last and nowhere else', () => {
  for (const sensor of sensors.filter(({ kind }) => kind === 'CONTINUOUS')) {
    const healthy = healthyValues(sensor.signal, SEED, sensor.tag, 0, ALL);
    const { values } = readingsOf(sensor.tag);
    const changed = values.flatMap((value, i) => (value === healthy[i] ? [] : [i]));
    const fault = FAULTS.find(({ sensorTag }) => sensorTag === sensor.tag);
    if (fault === undefined) {
      expect(changed, sensor.tag).toEqual([]);
      continue;
    }
    expect(changed.length, sensor.tag).toBeGreaterThan(10);
    expect(changed[0], sensor.tag).toBeGreaterThanOrEqual(fault.startIndex);
    // A ramp or growth begins below the resolution, a held value begins at the healthy one.
    expect(changed[0], sensor.tag).toBeLessThan(fault.startIndex + 60);
    expect(changed.at(-1), sensor.tag).toBeLessThanOrEqual(fault.endIndex);
    expect(changed.at(-1), sensor.tag).toBeGreaterThan(fault.endIndex - 40);
  }
});

test('whoever goes on meets the same faults again', () => {
  for (const { sensorTag, startIndex, endIndex } of FAULTS) {
    const sensor = sensors.find(({ tag }) => tag === sensorTag);
    if (!sensor || sensor.signal.form === 'SCHEDULE') throw new Error(`${sensorTag} is no measured sensor`);
    const [from, to] = [startIndex - 10, endIndex + 11].map((i) => i + 2 * LIVE_SAMPLES);
    const healthy = healthyValues(sensor.signal, SEED, sensor.tag, from, to);
    const { values } = demoReadings(sensor, SEED, from, to);
    const changed = values.flatMap((value, i) => (value === healthy[i] ? [] : [i]));
    expect(changed.length, sensorTag).toBeGreaterThan(10);
    expect(changed[0], sensorTag).toBeGreaterThanOrEqual(10);
    expect(changed.at(-1), sensorTag).toBeLessThan(to - from - 10);
  }
});

test('only the dropout loses readings, and no fault is grotesque', () => {
  for (const { kind, sensorTag } of FAULTS) {
    const { values } = readingsOf(sensorTag);
    const sensor = sensors.find(({ tag }) => tag === sensorTag);
    const present = values.filter((value) => value !== null);
    if (kind === 'DROPOUT') expect(values.length - present.length).toBeGreaterThan(75);
    else expect(present).toHaveLength(ALL);
    expect(Math.max(...present)).toBeLessThan(sensor?.limitHighHigh ?? Number.NaN);
    expect(Math.min(...present)).toBeGreaterThan(sensor?.limitLowLow ?? Number.NEGATIVE_INFINITY);
  }
});

test('a setpoint is sent on change only and stays within a day', () => {
  const { indices, values } = readingsOf('PMP-101.SPD');
  expect(indices.slice(0, 4)).toEqual([0, 72, 216, 288]);
  expect(values.slice(0, 4)).toEqual([1380, 1480, 1440, 1380]);
});

test('there are 28 measured sensors, 2 setpoints, and the twelve spacecraft units', () => {
  expect(sensors.filter(({ kind }) => kind === 'CONTINUOUS')).toHaveLength(28);
  expect(sensors.filter(({ kind }) => kind === 'STEP')).toHaveLength(2);
  const units = equipment.filter(({ tag }) => /^(SMAP|MSL)-[A-Z]{3}-001$/.test(tag));
  expect(units).toHaveLength(12);
  for (const { description } of units)
    expect(description).toMatch(/anonymised.*limits come from the training data/s);
});

test('tags are unique, parents stand before children, inputs before the sensors that look at them', () => {
  const places = new Map<string | null, string | null>([[null, null]]);
  const within = { SITE: null, AREA: 'SITE', UNIT: 'AREA' };
  for (const { tag, parentTag, kind } of equipment) {
    expect(places.has(tag)).toBe(false);
    expect(places.get(parentTag), tag).toBe(within[kind]);
    places.set(tag, kind);
  }
  const seen = new Set<string>();
  for (const { tag, equipmentTag, inputTags } of sensors) {
    expect(seen.has(tag)).toBe(false);
    expect(places.get(equipmentTag), tag).toBe('UNIT');
    for (const input of inputTags) expect(seen, tag).toContain(input);
    seen.add(tag);
  }
});
