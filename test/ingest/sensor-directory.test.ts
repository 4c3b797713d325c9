import { expect, test } from 'vitest';
import { instead, SensorDirectory } from '../../src/ingest/sensor-directory.ts';

const directory = new SensorDirectory([
  { id: 'a', tag: 'PMP-101.VIB', names: ['Vibration', 'PMP-101/PMP-101.VIB'] },
  { id: 'b', tag: 'PMP-102.VIB', names: ['Vibration', 'PMP-102/PMP-102.VIB'] },
  { id: 'c', tag: 'TANK.LEVEL', names: ['Level'] },
]);

test('a sensor is found by its tag, by a name that only it has, and by its path, in any case', () => {
  expect(
    ['PMP-102.VIB', ' tank.level', 'LEVEL', 'pmp-101/PMP-101.vib'].map((name) => directory.find(name)),
  ).toEqual([1, 2, 2, 0]);
});

test('a name of several is refused with their tags, a misspelt one with the nearest', () => {
  expect(directory.find('Vibration')).toEqual({
    candidates: ['PMP-101.VIB', 'PMP-102.VIB'],
    isAmbiguous: true,
  });
  const misspelt = directory.find('PMP-103.VIP');
  expect(misspelt).toEqual({ candidates: ['PMP-101.VIB', 'PMP-102.VIB'], isAmbiguous: false });
  expect(instead(misspelt as never)).toBe('the nearest: PMP-101.VIB, PMP-102.VIB');
  expect(instead(directory.find('something else') as never)).toBe('the tag of a sensor in service');
});
