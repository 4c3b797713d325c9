import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { Anomaly } from '../../src/detection/anomaly.ts';
import type { DetectionSettings } from '../../src/equipment/detection-settings.ts';
import type { Limits } from '../../src/equipment/limits.ts';
import { replaceSetting } from '../../src/equipment/setting-history.ts';
import { discordEnvelope } from '../../src/ml/discord/discord-envelope.ts';
import { onEachDatabase } from '../database.ts';
import { univariate } from '../ml/univariate.ts';
import { plantWithSensors } from '../plant.ts';
import { conclusions, openLine, secondsOf } from './open-line.ts';
import { promoted } from './promoted.ts';

const START_MS = Date.UTC(2024, 0, 1);
const at = (index: number) => START_MS + index * 1_000;
const detection = { openAfterReadings: 3, closeAfterReadings: 5, closeRatio: 0.7, judgeLimits: true };
const limits: Limits = { lowLow: null, low: 0, high: 20, highHigh: 30 };

/** A sine between 8 and 12 that a detector learns, with a stretch at another value. */
const signal = (length: number, value: number, from: number, to: number) =>
  Array.from({ length }, (_, t) => (t >= from && t < to ? value + 0.01 * (t % 7) : 10 + 2 * Math.sin(t / 3)));

onEachDatabase('limits of a sensor that is judged live', (kind) => {
  let db: Database;
  let sensors: number[];
  let next = 0;

  beforeAll(async () => {
    db = await kind.open();
    sensors = await plantWithSensors(db, 12);
  });
  afterAll(() => db.close());

  const set = (sensorId: number, kind: 'LIMITS' | 'DETECTION', value: object, fromMs = 0) =>
    db.transaction(async (em) => replaceSetting(em, { sensorId, kind, value, fromMs, setBy: 'ann' }));
  const sensorWith = async (held: Limits | null, settings: Partial<DetectionSettings> = {}) => {
    const id = sensors[next++];
    await set(id, 'DETECTION', { ...detection, ...settings });
    if (held) await set(id, 'LIMITS', held);
    return id;
  };
  const record = async (id: number, values: readonly number[], from = 0) => {
    const open = await openLine(db);
    await open.line.record({ series: [secondsOf(id, values, from)], historical: false });
    await open.scorer.idle();
    await open.stop();
  };
  const anomaliesOf = (id: number) =>
    db.em().find(Anomaly, { sensorId: id }, { orderBy: { startMs: 'asc' } });

  it('open an anomaly without any model, before the fallback knows what is usual, and close it', async () => {
    const id = await sensorWith(limits);
    await record(id, signal(60, 25, 20, 40));
    const [{ score, threshold, ...anomaly }, ...others] = await anomaliesOf(id);
    expect(others).toEqual([]);
    expect(anomaly).toMatchObject({
      status: 'CLOSED',
      startMs: at(20),
      endMs: at(39),
      cause: 'LIMIT',
      severity: 'MEDIUM',
      expected: 20,
      confidence: 1,
      detectionMode: 'FALLBACK',
    });
    expect(score).toBeGreaterThan(threshold);
  });

  it('say HIGH at once beyond an alarm limit, and nothing of a run shorter than the delay', async () => {
    const id = await sensorWith(limits);
    const values = signal(60, 31, 30, 34);
    values[10] = values[11] = 31;
    await record(id, values);
    expect(await anomaliesOf(id)).toMatchObject([{ startMs: at(30), severity: 'HIGH', expected: 30 }]);
  });

  it('keep an anomaly open while the value hangs inside the deadband, across restarts', async () => {
    const id = await sensorWith(limits);
    // The deadband is three tenths of a tenth of 0 … 20.
    const hanging = Array.from({ length: 30 }, (_, t) => (t < 5 ? 21 : 19.5 + 0.01 * (t % 3)));
    for (const [from, to] of [
      [0, 4],
      [4, 7],
      [7, 30],
    ])
      await record(id, hanging.slice(from, to), from);
    expect(await anomaliesOf(id)).toMatchObject([{ status: 'OPEN', startMs: at(0) }]);
    await record(id, new Array(10).fill(19.3), 30);
    expect(await anomaliesOf(id)).toMatchObject([{ status: 'CLOSED', endMs: at(29) }]);
  });

  it('hold from when they were set, for late readings as for others', async () => {
    const id = await sensorWith({ ...limits, high: 26 });
    await set(id, 'LIMITS', limits, at(30));
    await set(id, 'LIMITS', { ...limits, high: null, highHigh: null }, at(50));
    const values = signal(80, 25, 0, 80);
    const late = [33, 34];
    const { line, scorer } = await openLine(db);
    for (let i = 0; i < values.length; i++)
      if (!late.includes(i))
        await line.record({ series: [secondsOf(id, [values[i]], i)], historical: false });
    await scorer.idle();
    await line.record({ series: [secondsOf(id, values.slice(33, 35), 33)], historical: false });
    await scorer.idle();
    const inOrder = await sensorWith({ ...limits, high: 26 });
    await set(inOrder, 'LIMITS', limits, at(30));
    await set(inOrder, 'LIMITS', { ...limits, high: null, highHigh: null }, at(50));
    await record(inOrder, values);
    const standing = async (sensorId: number) =>
      (await conclusions(db, sensorId)).anomalies.map(({ revision: _, updatedAtMs: __, ...rest }) => rest);
    expect(await standing(id)).toMatchObject([{ startMs: at(30), endMs: at(49), cause: 'LIMIT' }]);
    expect(await standing(id)).toEqual(await standing(inOrder));
  });

  it('stand beside a live version, and are left out where they are switched off', async () => {
    const fitted = await discordEnvelope.fit(
      univariate(Float64Array.from(signal(600, 0, 600, 600))),
      discordEnvelope.parseConfig({}),
      { seed: 1 },
    );
    const judged = async (held: Limits | null, settings: Partial<DetectionSettings>) => {
      const id = await sensorWith(held, settings);
      await promoted(db, id, `sha-limits-${id}`);
      const { line, scorer } = await openLine(db, new Map([[`sha-limits-${id}`, fitted.save()]]));
      await line.record({ series: [secondsOf(id, signal(300, 25, 200, 220))], historical: false });
      await scorer.idle();
      return (await conclusions(db, id)).anomalies.map(({ modelVersionId: _, ...rest }) => rest);
    };
    const [without, off, on] = [
      await judged(null, {}),
      await judged(limits, { judgeLimits: false }),
      await judged(limits, {}),
    ];
    expect(off).toEqual(without);
    expect(without.every(({ cause }) => cause !== 'LIMIT')).toBe(true);
    const [anomaly] = on.filter(({ cause }) => cause === 'LIMIT');
    expect(anomaly).toMatchObject({ detectionMode: 'MODEL', expected: 20, confidence: 1 });
    expect(anomaly.score / anomaly.threshold).toBeGreaterThanOrEqual(without[0].score / without[0].threshold);
  });
});
