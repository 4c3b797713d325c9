import { expect, test } from 'vitest';
import { CorruptArtifactError, InsufficientDataError } from '../../../src/errors.ts';
import { FORECASTER_FAMILIES } from '../../../src/ml/forecasters.ts';
import { ridgeForecaster as ridge } from '../../../src/ml/forecasting/ridge/ridge-kinds.ts';
import { seasonalSensor } from '../noise.ts';
import { univariate } from '../univariate.ts';

const HORIZON = 24;
const config = ridge.parseConfig({ horizon: HORIZON });
const sensors = [seasonalSensor(900, 1), seasonalSensor(900, 2).map((value) => 1_000 - 40 * value)];
const trains = sensors.map((values) => univariate(values.subarray(0, 700)));

const group = () => {
  if (!ridge.group) throw new Error('ridge does not fit groups');
  return ridge.group;
};

test('a group shares weights and forecasts each member in its own unit and season, as after a load', async () => {
  const fitted = await group().fit(trains, config, { seed: 1 });
  const loaded = group().load(fitted.save());
  expect(loaded.save()).toEqual(fitted.save());
  const errors = fitted.members.map((member, k) => {
    const history = univariate(sensors[k].subarray(0, 800));
    const path = member.forecast(history, HORIZON, [0.9]);
    expect(loaded.members[k].forecast(history, HORIZON, [0.9])).toEqual(path);
    const miss = path.point.reduce((sum, value, h) => sum + Math.abs(value - sensors[k][800 + h]), 0);
    return miss / HORIZON;
  });
  // The deviation of what a sensor has beyond its season is 1.4 and 56.
  expect(errors[0]).toBeLessThan(2);
  expect(errors[1]).toBeLessThan(80);
});

test('a member alone is an artifact that the family loads; that of a group is refused there', async () => {
  const { members, save } = await group().fit(trains, config, { seed: 1 });
  const history = univariate(sensors[1].subarray(0, 800));
  const alone = ridge.load(members[1].save());
  expect(alone.forecast(history, HORIZON, [0.5])).toEqual(members[1].forecast(history, HORIZON, [0.5]));
  expect(() => ridge.load(save())).toThrow(CorruptArtifactError);
});

test('a member with too little is refused with both counts', async () => {
  const few = [trains[0], univariate(sensors[1].subarray(0, 30))];
  await expect(async () => group().fit(few, config, { seed: 1 })).rejects.toThrow(InsufficientDataError);
});

test('many histories at once have the points of one at a time', async () => {
  for (const name of ['ridge', 'ols', 'seasonal-naive', 'last-value']) {
    const family = FORECASTER_FAMILIES[name];
    const fitted = await family.fit(trains[0], family.parseConfig({ horizon: HORIZON }), { seed: 1 });
    const histories = [640, 655, 701, 890].map((end) => univariate(sensors[0].subarray(0, end)));
    const points = fitted.points?.(histories, 9);
    expect(points).toEqual(histories.map((history) => fitted.forecast(history, 9, []).point));
  }
});

test('the hour of the day comes from the clock where series have one, and from the season where not', async () => {
  const daily = Float64Array.from({ length: 960 }, (_, t) => (t % 24 === 7 ? 10 : 0));
  const timed = (from: number, to: number) => ({
    ...univariate(daily.subarray(from, to)),
    startStep: 1_000.25 + from,
  });
  const fitted = await ridge.fit(timed(3, 700), config, { seed: 1 });
  for (const { startStep, ...history } of [timed(0, 800), timed(101, 855)]) {
    const origin = Math.round(startStep - 1_000.25) + history.values.length;
    const clocked = fitted.forecast({ ...history, startStep }, HORIZON, []).point;
    expect(fitted.forecast(history, HORIZON, []).point).toEqual(clocked);
    for (const [h, value] of clocked.entries()) expect(value).toBeCloseTo(daily[origin + h], 6);
  }
});

test('a series that never moved is forecast as it is', async () => {
  const still = new Float64Array(400).fill(7.5);
  const fitted = await ridge.fit(univariate(still), config, { seed: 1 });
  const { point } = fitted.forecast(univariate(still.subarray(0, 200)), HORIZON, []);
  expect([...point]).toEqual(new Array(HORIZON).fill(7.5));
});

test('a wave of 20.57 samples a season is continued in phase', async () => {
  const values = Float64Array.from({ length: 2_400 }, (_, t) => 5 * Math.sin((2 * Math.PI * 7 * t) / 144));
  const fitted = await ridge.fit(univariate(values.subarray(0, 1_600)), config, { seed: 1 });
  for (const origin of [1_700, 2_005, 2_300]) {
    const { point } = fitted.forecast(univariate(values.subarray(0, origin)), HORIZON, []);
    for (const [h, value] of point.entries()) expect(Math.abs(value - values[origin + h])).toBeLessThan(1.5);
  }
});
