import { afterAll, beforeAll, expect, it } from 'vitest';
import { riskOf } from '../../src/forecasting/forecast-risk.ts';
import { FORECASTER_FAMILIES } from '../../src/ml/forecasters.ts';
import { openTensors } from '../../src/tensors/open-tensors.ts';
import { sqliteInMemory } from '../database.ts';
import { univariate } from '../ml/univariate.ts';
import { HORIZON, LEVELS, type LearningPlant, openLearningPlant, TRAIN, values } from './learning-plant.ts';

const SMALL = {
  ...{ horizon: HORIZON, lookback: 24, patch: 6, dModel: 4, heads: 2, layers: 1, feedForward: 4 },
  ...{ batch: 32, epochs: 1, maximumWindows: 64 },
};
const NAIVES = {
  horizon: HORIZON,
  members: [{ family: 'last-value' }, { family: 'seasonal-naive', config: { season: 12 } }],
};

let plant: LearningPlant;

beforeAll(async () => {
  plant = await openLearningPlant(sqliteInMemory);
});
afterAll(() => plant.close());

const served = async (family: string, config: object) => {
  const known = FORECASTER_FAMILIES[family];
  const tensors = openTensors;
  const train = univariate(values.slice(0, TRAIN));
  const fitted = await known.fit(train, known.parseConfig(config), { seed: 1, tensors });
  const [id] = plant.taken(1);
  await plant.keep(id, 0, TRAIN + 60);
  await plant.limit([id]);
  await plant.promote([id], fitted.save(), family);
  const made = await plant.ask(id);
  return { id, made, fitted };
};

it.each([
  ['forecast-ensemble', NAIVES, true],
  ['transformer', SMALL, true],
  ['transformer', { ...SMALL, intervals: 'HEADS' }, false],
])(
  'a live %s knows the risk of crossing a limit, and its intervals learn',
  async (family, config, follows) => {
    const { id, made, fitted } = await served(family, config);
    expect(made).toMatchObject({ mode: 'MODEL', method: family });
    expect(riskOf(made)).toMatchObject({ absence: null });
    expect(riskOf(made)?.limits.map(({ name }) => name)).toEqual(['LOW', 'HIGH']);
    expect((await plant.kept(id))?.state).not.toBeNull();
    const unlearnt = fitted.forecast(univariate(values.slice(0, TRAIN + 60)), HORIZON, LEVELS).bands;
    const [{ lower, upper }] = JSON.parse(made.bands);
    const same = [...unlearnt[0].lower, ...unlearnt[0].upper].every(
      (end, i) => Math.abs(end - [...lower, ...upper][i]) < 1e-9,
    );
    expect(same).toBe(!follows);
  },
);
