import { expect, test } from 'vitest';
import { robust } from '../../../src/ml/robust/robust.ts';
import { seededNormal } from '../signals.ts';
import { univariate } from '../univariate.ts';

const NONE = new Float64Array(0);
const normal = seededNormal(17);
const steady = (length: number, level = 0) => Float64Array.from({ length }, () => level + normal());

const causesOf = async (settings: object, values: Float64Array) => {
  const fitted = await robust.fit(univariate(steady(4_000)), robust.parseConfig(settings), { seed: 1 });
  const live = robust.load(fitted.save()).live();
  const judged = Array.from(values, (value) => live.update(value, NONE));
  return judged.filter(({ score, threshold }) => score > threshold).map(({ cause }) => cause);
};

test('a small shift that lasts is announced as DRIFT, and only where it was asked for', async () => {
  const shifted = steady(400, 1);
  const causes = await causesOf({ shift: {} }, shifted);
  expect(causes.length).toBeGreaterThan(340);
  expect(new Set(causes)).toEqual(new Set(['DRIFT']));
  expect(await causesOf({}, shifted)).not.toContain('DRIFT');
});

test('readings that are as they were announce no shift, and neither does silence', async () => {
  expect(await causesOf({ shift: {} }, steady(20_000))).not.toContain('DRIFT');
  const silent = new Float64Array(50).fill(Number.NaN);
  expect(await causesOf({ shift: {} }, Float64Array.of(...steady(60, 1), ...silent))).not.toContain('STUCK');
});

test('a step is announced and then taken for the new level where the level may move', async () => {
  const threshold = { kind: 'STREAMING', oneIn: 10_000, drift: true };
  const causes = await causesOf({ threshold }, steady(2_000, 8));
  expect(causes.length).toBeGreaterThan(5);
  expect(causes.length).toBeLessThan(200);
});
