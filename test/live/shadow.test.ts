import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { Anomaly } from '../../src/detection/anomaly.ts';
import { EVERY_SENSOR } from '../../src/detection/sensor-share.ts';
import { EventRecord } from '../../src/events/event-record.ts';
import { OperatorLabel } from '../../src/labels/operator-label.ts';
import { ShadowScorer } from '../../src/live/shadow-scorer.ts';
import { compareShadow } from '../../src/promotion/shadow-comparison.ts';
import { ShadowAnomaly, ShadowRun } from '../../src/promotion/shadow-run.ts';
import { endWithdrawn, ShadowRuns } from '../../src/promotion/shadow-runs.ts';
import { Challengers, challengerIds } from '../../src/registry/challengers.ts';
import { onEachDatabase } from '../database.ts';
import { type GatedPlant, gatedPlant, wave } from '../promotion/gated-plant.ts';
import { openLine, secondsOf } from './open-line.ts';

/** A small departure, and after a calm stretch a large one. */
const readings = Array.from({ length: 520 }, (_, i) => {
  const added = i >= 260 && i < 270 ? 80 : i >= 390 && i < 400 ? 2_000 : 0;
  return wave(i) + added;
});

onEachDatabase('a version in the shadow', (kind) => {
  let db: Database;
  let plant: GatedPlant;
  let shadows: ShadowRuns;

  beforeAll(async () => {
    db = await kind.open();
    plant = await gatedPlant(db, 16);
    shadows = new ShadowRuns(db, () => {});
  });
  afterAll(() => plant.close());

  const faults: unknown[] = [];
  const scorerOf = () =>
    new ShadowScorer(
      db,
      plant.readings,
      (version) => plant.artifacts.get(version.artifactSha256),
      EVERY_SENSOR,
      (error) => faults.push(error),
    );
  const open = () => openLine(db, (version) => plant.artifacts.get(version.artifactSha256));
  const runOf = ({ id }: ShadowRun) => db.em().findOneOrFail(ShadowRun, id);
  const foundBy = async ({ id }: ShadowRun) =>
    (await db.em().find(ShadowAnomaly, { shadowRunId: id }, { orderBy: { startMs: 'asc' } })).map(
      ({ shadowRunId: _, ...rest }) => rest,
    );
  /** A sensor with a champion, and a challenger that runs beside it. */
  const prepared = async (champion: number, challenger: number) => {
    const sensorId = await plant.sensorWith([]);
    const [live, rival] = [
      await plant.detector(sensorId, champion),
      await plant.detector(sensorId, challenger),
    ];
    await plant.registry.promote({ modelVersionId: live.id, reason: '', by: 'ada' });
    const run = await shadows.start({ sensorId, modelVersionId: rival.id, by: 'ada' });
    return { sensorId, live, rival, run };
  };

  it('judges what is judged live, raises nothing, and is compared with it', async () => {
    const { sensorId, live, run } = await prepared(60, 5);
    const { line, scorer } = await open();
    await line.record({ series: [secondsOf(sensorId, readings)], historical: false });
    await scorer.idle();
    await scorerOf().look();
    const announced = await db.em().find(Anomaly, { sensorId });
    expect(announced).toMatchObject([{ modelVersionId: live.id, threshold: 60 }]);
    expect(await db.em().count(EventRecord, { sensorId, type: 'ANOMALY_OPENED' })).toBe(1);
    await db.transaction(async (em) => {
      const { startMs, endMs } = announced[0];
      em.create(OperatorLabel, {
        sensorId,
        startMs,
        endMs,
        verdict: 'CONFIRMED',
        author: 'ada',
        createdAtMs: 0,
      });
    });
    const judged = await runOf(run);
    expect(judged).toMatchObject({ readings: 520, endedAtMs: null });
    const compared = await compareShadow(db.em(), judged);
    expect(compared).toMatchObject({
      labels: 1,
      shared: 1,
      onlyChallenger: 1,
      onlyChampion: 0,
      champion: { anomalies: 1, falseAlarms: 0, caughtLabels: 1 },
      challenger: { anomalies: 2, falseAlarms: 1, caughtLabels: 1 },
    });
    expect(compared.challenger.falseAlarmsPer10000).toBeCloseTo(10_000 / 520, 6);
    expect(compared.agreement).toBeGreaterThan(0.5);
    expect(compared.agreement).toBeLessThan(1);
  });

  it('agrees with itself altogether', async () => {
    const { sensorId, run } = await prepared(7, 7);
    const { line, scorer } = await open();
    await line.record({ series: [secondsOf(sensorId, readings)], historical: false });
    await scorer.idle();
    await scorerOf().look();
    const compared = await compareShadow(db.em(), await runOf(run));
    expect(compared).toMatchObject({ agreement: 1, onlyChallenger: 0, onlyChampion: 0, shared: 2 });
    expect(compared.challenger).toEqual(compared.champion);
  });

  it('goes on after every restart as if there had been none', async () => {
    const [restarted, steady] = [await prepared(60, 6), await prepared(60, 6.5)];
    const { line, scorer } = await open();
    const unbroken = scorerOf();
    for (let from = 0; from < readings.length; from += 65) {
      const batch = readings.slice(from, from + 65);
      const series = [restarted, steady].map(({ sensorId }) => secondsOf(sensorId, batch, from));
      await line.record({ series, historical: false });
      await scorer.idle();
      await scorerOf().look();
    }
    await unbroken.look();
    const again = await shadows.stop(restarted.run.id);
    expect(again).toMatchObject({ readings: 520, end: 'STOPPED' });
    const found = await foundBy(restarted.run);
    expect(found).toHaveLength(2);
    const whole = await prepared(60, 6);
    await line.record({ series: [secondsOf(whole.sensorId, readings)], historical: false });
    await scorer.idle();
    await scorerOf().look();
    expect(await foundBy(whole.run)).toEqual(found);
  });

  it('ends when it is stopped, promoted, or cannot be used, and what it found stays', async () => {
    const [stopped, promoted, broken] = [
      await prepared(8, 9),
      await prepared(8.1, 9.1),
      await prepared(8.2, 9.2),
    ];
    await shadows.stop(stopped.run.id);
    expect(await shadows.stop(stopped.run.id)).toMatchObject({ end: 'STOPPED' });
    await plant.registry.promote({ modelVersionId: promoted.rival.id, reason: '', by: 'ada' });
    await plant.artifacts.remove(broken.rival.artifactSha256);
    const { line, scorer } = await open();
    const series = [stopped, promoted, broken].map(({ sensorId }) =>
      secondsOf(sensorId, readings.slice(0, 20)),
    );
    await line.record({ series, historical: false });
    await scorer.idle();
    await scorerOf().look();
    expect(await runOf(stopped.run)).toMatchObject({ end: 'STOPPED', readings: 0 });
    expect(await runOf(promoted.run)).toMatchObject({ end: 'PROMOTED' });
    expect(await runOf(broken.run)).toMatchObject({
      end: 'UNUSABLE',
      message: expect.stringContaining(broken.rival.artifactSha256),
    });
    expect(faults).toEqual([]);
  });

  it('ends with its challenge: when that is cleared, or another version is named', async () => {
    const challengers = new Challengers(db, endWithdrawn);
    const [cleared, replaced, kept] = [
      await prepared(8.4, 9.4),
      await prepared(8.5, 9.5),
      await prepared(8.6, 9.6),
    ];
    await challengers.clear(cleared.sensorId, 'DETECTION');
    await challengers.clear(kept.sensorId, 'FORECASTING');
    await challengers.set({ sensorId: kept.sensorId, modelVersionId: kept.rival.id, by: 'ada' });
    const other = await plant.detector(replaced.sensorId, 9.7);
    await challengers.set({ sensorId: replaced.sensorId, modelVersionId: other.id, by: 'ada' });
    for (const { run } of [cleared, replaced])
      expect(await runOf(run)).toMatchObject({ end: 'WITHDRAWN', runningKey: run.id, state: null });
    expect(await runOf(kept.run)).toMatchObject({ end: null, endedAtMs: null });
    expect(await shadows.start({ sensorId: replaced.sensorId, by: 'ada' })).toMatchObject({
      modelVersionId: other.id,
    });
    const failing = new Challengers(db, () => Promise.reject(new Error('no')));
    await expect(failing.clear(kept.sensorId, 'DETECTION')).rejects.toThrow('no');
    expect(await challengerIds(db.em(), [kept.sensorId], 'DETECTION')).toEqual([kept.rival.id]);
  });

  it('is started and withdrawn at the same time, and never runs without being the challenger', async () => {
    const challengers = new Challengers(db, endWithdrawn);
    const { sensorId, rival, run } = await prepared(8.7, 9.8);
    for (let round = 0; round < 5; round++) {
      await shadows.stop((await db.em().findOne(ShadowRun, { sensorId, runningKey: 0 }))?.id ?? run.id);
      await challengers.set({ sensorId, modelVersionId: rival.id, by: 'ada' });
      await Promise.allSettled([
        shadows.start({ sensorId, by: 'ada' }),
        challengers.clear(sensorId, 'DETECTION'),
      ]);
      const running = await db.em().findOne(ShadowRun, { sensorId, runningKey: 0 });
      expect(running).toBeNull();
    }
  });

  it('is one a sensor, and named before', async () => {
    const { sensorId, run } = await prepared(8.3, 9.3);
    await expect(shadows.start({ sensorId, by: 'ada' })).rejects.toMatchObject({ code: 'SHADOW_RUNNING' });
    await shadows.stop(run.id);
    expect(await shadows.start({ sensorId, by: 'bob' })).toMatchObject({
      modelVersionId: run.modelVersionId,
      startedBy: 'bob',
    });
    const other = await plant.sensorWith([]);
    await expect(shadows.start({ sensorId: other, by: 'ada' })).rejects.toMatchObject({
      code: 'NO_CHALLENGER',
    });
    await expect(shadows.stop(99_999)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
