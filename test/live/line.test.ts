import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { Anomaly } from '../../src/detection/anomaly.ts';
import { Sensor } from '../../src/equipment/sensor.ts';
import { discordEnvelope } from '../../src/ml/discord/discord-envelope.ts';
import { onEachDatabase } from '../database.ts';
import { univariate } from '../ml/univariate.ts';
import { plantWithSensors } from '../plant.ts';
import { conclusions, openLine, secondsOf } from './open-line.ts';
import { promoted } from './promoted.ts';
import { plateaus, seededRandom } from './signals.ts';

const SENSORS = 60;

onEachDatabase('live line', (kind) => {
  let db: Database;
  let sensors: number[];
  let next = 0;
  const unused = () => sensors[next++ % SENSORS];

  beforeAll(async () => {
    db = await kind.open();
    sensors = await plantWithSensors(db, SENSORS);
  });
  afterAll(() => db.close());

  it('announces what departs from normal, by fallback where no model is live, and says so', async () => {
    const id = unused();
    const { line, scorer } = await openLine(db);
    await line.record({ series: [secondsOf(id, plateaus(600, 1))], historical: false });
    await scorer.idle();
    const { anomalies, revisions, events } = await conclusions(db, id);
    expect(anomalies).toHaveLength(2);
    expect(anomalies[0]).toMatchObject({
      status: 'CLOSED',
      detectionMode: 'FALLBACK',
      modelVersionId: null,
      startMs: Date.UTC(2024, 0, 1) + 435_000,
      endMs: Date.UTC(2024, 0, 1) + 449_000,
    });
    expect(anomalies[0].score).toBeGreaterThan(anomalies[0].threshold);
    expect(anomalies[0].confidence).toBeGreaterThan(0.9);
    expect(revisions[0]).toEqual([0, 1, 'OPENED']);
    expect(events.map(([type]) => type)).toContain('ANOMALY_CLOSED');
    expect(events).toHaveLength(revisions.length);
  });

  it('raises nothing on history, on readings older than the bound and on readings that the source calls bad', async () => {
    const [history, late, bad] = [unused(), unused(), unused()];
    const { line, scorer } = await openLine(db);
    const signal = plateaus(600, 2);
    await line.record({ series: [secondsOf(history, signal)], historical: true });
    await line.record({ series: [secondsOf(late, [1], 10_000)], historical: false });
    const [answer] = await line.record({ series: [secondsOf(late, signal)], historical: false });
    expect(answer).toMatchObject({ accepted: 600, backfilled: 600, late: 0, duplicates: 0 });
    const qualities = signal.map((value) => (value > 15 ? ('BAD' as const) : ('GOOD' as const)));
    await line.record({ series: [{ ...secondsOf(bad, signal), qualities }], historical: false });
    await scorer.idle();
    for (const id of [history, late, bad]) expect((await conclusions(db, id)).anomalies).toEqual([]);
  });

  it('takes a batch again without storing or announcing anything twice', async () => {
    const id = unused();
    const { line, scorer } = await openLine(db);
    const batch = { series: [secondsOf(id, plateaus(600, 3))], historical: false };
    await line.record(batch);
    await scorer.idle();
    const before = await conclusions(db, id);
    expect(await line.record(batch)).toMatchObject([{ accepted: 0, duplicates: 600 }]);
    await scorer.idle();
    expect(await conclusions(db, id)).toEqual(before);
  });

  it('stores nothing of a batch that names an unknown or a retired sensor', async () => {
    const [good, retired] = [unused(), unused()];
    const { line, store } = await openLine(db);
    await db.em().nativeUpdate(Sensor, { id: retired }, { retiredAtMs: 1 });
    for (const [other, code] of [
      [999_999, 'NOT_FOUND'],
      [retired, 'SENSOR_RETIRED'],
    ] as const) {
      const series = [secondsOf(good, [1, 2]), secondsOf(other, [1])];
      await expect(line.record({ series, historical: false })).rejects.toMatchObject({ code });
    }
    expect((await store.latest([good])).has(good)).toBe(false);
  });

  it('keeps the good readings of a batch and names the others', async () => {
    const id = unused();
    const { line } = await openLine(db);
    const future = Date.now() + 3_600_000;
    const series = [{ sensorId: id, times: [1_000, 1_000, 2_000, future], values: [1, 2, Number.NaN, 4] }];
    const [answer] = await line.record({ series, historical: false });
    expect(answer).toMatchObject({ accepted: 1 });
    expect(answer.rejected.map(({ reason }) => reason)).toEqual([
      'DUPLICATE_TIME',
      'NON_FINITE_VALUE',
      'FAR_FUTURE',
    ]);
  });

  it('concludes the same however a stream is cut into batches and however often the process starts anew', async () => {
    const signal = plateaus(900, 5);
    const whole = unused();
    const { line, scorer } = await openLine(db);
    await line.record({ series: [secondsOf(whole, signal)], historical: false });
    await scorer.idle();
    const expected = await conclusions(db, whole);
    const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 3, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(cuts, fc.nat(), async (sizes, seed) => {
        const id = unused();
        const random = seededRandom(seed);
        let open = await openLine(db);
        for (let from = 0, i = 0; from < signal.length; i++) {
          const size = sizes[i % sizes.length];
          await open.line.record({
            series: [secondsOf(id, signal.slice(from, from + size), from)],
            historical: false,
          });
          from += size;
          if (random() < 0.3) {
            await open.stop();
            open = await openLine(db);
          }
        }
        await open.scorer.idle();
        expect(await conclusions(db, id)).toEqual(expected);
      }),
      { numRuns: 6 },
    );
  });

  it('lets the live version decide, and falls back in plain sight when its artifact is broken', async () => {
    const [sound, broken] = [unused(), unused()];
    const random = seededRandom(9);
    const normal = (length: number) => Array.from({ length }, (_, i) => Math.sin(i / 8) + 0.1 * random());
    const fitted = await discordEnvelope.fit(
      univariate(Float64Array.from(normal(1_500))),
      discordEnvelope.parseConfig({}),
      { seed: 1 },
    );
    const version = await promoted(db, sound, 'sha-sound');
    await promoted(db, broken, 'sha-broken');
    const artifacts = new Map([
      ['sha-sound', fitted.save()],
      ['sha-broken', fitted.save().subarray(0, 50)],
    ]);
    const { line, scorer, unusable } = await openLine(db, artifacts);
    const signal = [...normal(600), ...Array.from({ length: 60 }, () => 5)];
    await line.record({ series: [secondsOf(sound, signal), secondsOf(broken, signal)], historical: false });
    await scorer.idle();
    expect(unusable).toHaveLength(1);
    const [decided] = await db.em().find(Anomaly, { sensorId: sound });
    expect(decided).toMatchObject({
      detectionMode: 'MODEL',
      modelVersionId: version,
      startMs: secondsOf(0, [0], 600).times[0],
    });
    const [stoodIn] = await db.em().find(Anomaly, { sensorId: broken });
    expect(stoodIn).toMatchObject({ detectionMode: 'FALLBACK', modelVersionId: null });
  });

  it('lets a version that was just promoted see what came before, and judge at once', async () => {
    const [faulty, healthy] = [unused(), unused()];
    const random = seededRandom(9);
    const normal = (length: number) => Array.from({ length }, (_, i) => Math.sin(i / 8) + 0.1 * random());
    const fitted = await discordEnvelope.fit(
      univariate(Float64Array.from(normal(1_500))),
      discordEnvelope.parseConfig({}),
      { seed: 1 },
    );
    const { line, scorer } = await openLine(db, new Map([['sha-primed', fitted.save()]]));
    const both = (signal: number[], from: number) => ({
      series: [faulty, healthy].map((id) => secondsOf(id, signal, from)),
      historical: false,
    });
    const signal = normal(700);
    await line.record(both(signal.slice(0, 300), 0));
    await scorer.idle();
    await promoted(db, faulty, 'sha-primed');
    await promoted(db, healthy, 'sha-primed');
    const stuck = [...signal.slice(300, 306), ...Array.from({ length: 20 }, () => 5)];
    const [, good] = both(signal.slice(300), 300).series;
    await line.record({ series: [secondsOf(faulty, stuck, 300), good], historical: false });
    await scorer.idle();
    const opened = await db.em().find(Anomaly, { sensorId: faulty });
    expect(opened).toMatchObject([{ detectionMode: 'MODEL', startMs: secondsOf(0, [0], 306).times[0] }]);
    expect(await db.em().count(Anomaly, { sensorId: healthy })).toBe(0);
  });
});
