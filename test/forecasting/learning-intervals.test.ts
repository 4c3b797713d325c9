import { afterAll, beforeAll, expect, it } from 'vitest';
import { bandsOf } from '../../src/forecasting/forecast.ts';
import { TrackerState } from '../../src/forecasting/tracker-state.ts';
import type { BandTracker } from '../../src/ml/intervals/band-tracker.ts';
import { followSeries } from '../../src/ml/intervals/follow-series.ts';
import { onEachDatabase } from '../database.ts';
import { univariate } from '../ml/univariate.ts';
import {
  HORIZON,
  LEVELS,
  type LearningPlant,
  model,
  openLearningPlant,
  SEASON,
  TRAIN,
  values,
} from './learning-plant.ts';
import { LONG_AGO, PERIOD_MS } from './plant-forecasts.ts';

/** The tracker as it would be had it never been saved. */
const trackerAt = (end: number, from = TRAIN): BandTracker => {
  const tracker = model.tracker?.() as BandTracker;
  followSeries(
    tracker,
    values.slice(0, end),
    0,
    from,
    (known) => model.forecast(univariate(values.slice(0, known)), HORIZON, []).point,
  );
  return tracker;
};
const bandAt = (end: number, from = TRAIN) => {
  const known = values.slice(0, end);
  const tracker = trackerAt(end, from);
  const { point } = model.forecast(univariate(known), HORIZON, []);
  return tracker.around(point, LEVELS[0], tracker.calibration.scale.at(known));
};

/** The state after `end` samples, as it is saved; indices count from the epoch. */
const trackerStateAt = (end: number): Uint8Array => {
  const tracker = model.tracker?.() as BandTracker;
  const first = LONG_AGO / PERIOD_MS;
  followSeries(
    tracker,
    values.slice(0, end),
    first,
    TRAIN,
    (known) => model.forecast(univariate(values.slice(0, known)), HORIZON, []).point,
  );
  return tracker.save();
};

onEachDatabase('intervals that learn', (kind) => {
  let plant: LearningPlant;

  beforeAll(async () => {
    plant = await openLearningPlant(kind);
  });
  afterAll(() => plant.close());

  const askAfterRestart = async (id: number) => {
    const restarted = plant.restarted();
    const made = await plant.ask(id, restarted);
    await restarted.stop();
    return made;
  };

  it('have bands that follow the sensor, as if they had never been saved, whatever portions readings come in', async () => {
    const { id } = await plant.begun();
    for (const end of [TRAIN, TRAIN + 7, TRAIN + 40, TRAIN + 41, TRAIN + 120]) {
      const before = await plant.readings.latest([id]);
      const known = ((before.get(id)?.timeMs ?? 0) - LONG_AGO) / PERIOD_MS + 1;
      if (end > known) await plant.keep(id, known, end);
      const made = end === TRAIN + 41 ? await askAfterRestart(id) : await plant.ask(id);
      const expected = bandAt(end);
      expect(bandsOf(made)[0].lower).toEqual([...expected.lower]);
      expect(bandsOf(made)[0].upper).toEqual([...expected.upper]);
      expect((await plant.ask(id)).id).toBe(made.id);
    }
    const calm = model.forecast(univariate(values.slice(0, TRAIN + 120)), HORIZON, LEVELS).bands[0];
    const learnt = bandAt(TRAIN + 120);
    const width = ({ lower, upper }: { lower: Float64Array; upper: Float64Array }) => upper[0] - lower[0];
    expect(width(learnt)).toBeGreaterThan(1.1 * width(calm));
  });

  it('keep what they have learnt once a season is new, one state for each sensor', async () => {
    const { id, version } = await plant.begun();
    await plant.ask(id);
    const first = await plant.kept(id);
    expect(first).toMatchObject({ modelVersionId: version, revision: 1, state: null });
    await plant.keep(id, TRAIN, TRAIN + SEASON - 1);
    await plant.ask(id);
    expect(await plant.kept(id)).toEqual(first);
    await plant.keep(id, TRAIN + SEASON - 1, TRAIN + SEASON);
    await plant.ask(id);
    const learnt = await plant.kept(id);
    expect(learnt).toMatchObject({ revision: 2, followedMs: LONG_AGO + (TRAIN + SEASON - 1) * PERIOD_MS });
    expect(Buffer.from(learnt?.state as Uint8Array)).toEqual(Buffer.from(trackerStateAt(TRAIN + SEASON)));
  });

  it('are rebuilt from the readings where the state is damaged or gone', async () => {
    const { id } = await plant.begun(TRAIN + 60);
    await plant.ask(id);
    const before = await plant.kept(id);
    const states = [Buffer.from('no state'), null];
    for (const [i, state] of states.entries()) {
      if (state) await plant.db.em().nativeUpdate(TrackerState, { sensorId: id }, { state });
      else await plant.db.em().nativeDelete(TrackerState, { sensorId: id });
      const end = TRAIN + 61 + i;
      await plant.keep(id, end - 1, end);
      const made = await plant.ask(id);
      expect(made.mode).toBe('MODEL');
      expect(bandsOf(made)[0].upper).toEqual([...bandAt(end).upper]);
      expect((await plant.kept(id))?.state?.length).toBeGreaterThan(1_000);
    }
    expect(before?.state?.length).toBeGreaterThan(1_000);
    expect(plant.unusable).toEqual([]);
  });

  it('begin anew under another version, and a state of the one before is not used', async () => {
    const { id, version } = await plant.begun(TRAIN + 60);
    await plant.ask(id);
    expect(await plant.kept(id)).toMatchObject({ modelVersionId: version });
    const other = await plant.promote([id]);
    const made = await plant.ask(id);
    expect(made.modelVersionId).toBe(other);
    expect(bandsOf(made)[0].upper).toEqual([...bandAt(TRAIN + 60).upper]);
    expect(await plant.kept(id)).toMatchObject({ modelVersionId: other, revision: 2 });
  });

  it('do not take back what they have learnt when a reading comes late', async () => {
    const { id } = await plant.begun();
    await plant.store(
      id,
      [...values.subarray(TRAIN, TRAIN + 30)].map((value, i) => (i === 5 ? Number.NaN : value)),
      TRAIN,
    );
    await plant.ask(id);
    const before = await plant.kept(id);
    await plant.keep(id, TRAIN + 5, TRAIN + 6);
    await plant.ask(id);
    expect(await plant.kept(id)).toEqual(before);
    await plant.keep(id, TRAIN + 30, TRAIN + 50);
    expect(await plant.ask(id)).toMatchObject({ mode: 'MODEL' });
    expect(await plant.kept(id)).toMatchObject({ revision: 2 });
  });

  it('are kept once where two processes ask at the same time', async () => {
    const { id } = await plant.begun(TRAIN + 30);
    const other = plant.restarted();
    const [one, two] = await Promise.all([plant.ask(id), plant.ask(id, other)]);
    await other.stop();
    expect(one.id).toBe(two.id);
    expect(await plant.kept(id)).toMatchObject({ revision: 1 });
  });
});
