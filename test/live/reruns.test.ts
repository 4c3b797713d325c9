import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { Anomaly, AnomalyRevision } from '../../src/detection/anomaly.ts';
import { Labelling } from '../../src/detection/labelling.ts';
import { RerunPoint, RerunState } from '../../src/detection/rerun-point.ts';
import { RerunRetention } from '../../src/detection/rerun-retention.ts';
import { type DetectionRerun, Rerunning } from '../../src/detection/rerunning.ts';
import { updateSensor } from '../../src/equipment/sensor-changes.ts';
import { DETECTOR_FAMILIES } from '../../src/ml/detectors.ts';
import { onEachDatabase } from '../database.ts';
import { univariate } from '../ml/univariate.ts';
import { plantWithSensors } from '../plant.ts';
import { type OpenLine, openLine, secondsOf } from './open-line.ts';
import { promoted } from './promoted.ts';
import { seededRandom } from './signals.ts';

const FAMILIES = ['robust', 'discord-envelope', 'autoregression', 'echo-state', 'reconstruction'];
const asker = {};

/** A wave with two readings far off in every seven. */
function bursts(length: number, seed: number, from = 0): number[] {
  const random = seededRandom(seed);
  const off = (t: number) => (t % 7 < 2 && t > 30 ? 6 + 3 * random() : 0);
  return Array.from({ length }, (_, i) => Math.sin((from + i) / 8) + 0.1 * random() + off(from + i));
}

onEachDatabase('published decisions', (kind) => {
  let db: Database;
  let line: OpenLine;
  const artifacts = new Map<string, Uint8Array>();
  const sensors = new Map<string, number>();
  const long = kind.name === 'SQLite' ? 1_020 : 100;

  const restart = async () => {
    await line?.stop();
    line = await openLine(db, artifacts);
  };
  const record = async (id: number, values: readonly (number | null)[], from: number) => {
    await line.line.record({ series: [secondsOf(id, values, from)], historical: false });
    await line.scorer.idle();
  };
  const rerunning = () => {
    const read = async ({ artifactSha256 }: { artifactSha256: string }) =>
      artifacts.get(artifactSha256) as Uint8Array;
    return new Rerunning(db, line.store, read);
  };
  const revisionsOf = async (ids: readonly number[]) => {
    const em = db.em();
    const anomalies = await em.find(Anomaly, { sensorId: { $in: [...ids] } });
    return em.find(AnomalyRevision, { anomalyId: { $in: anomalies.map(({ id }) => id) } });
  };
  const rerunAll = async (ids: readonly number[]) => {
    const again = rerunning();
    const reruns: (DetectionRerun & { change: string })[] = [];
    for (const { anomalyId, revision, change } of await revisionsOf(ids))
      reruns.push({ ...(await again.rerun({ anomalyId, revision }, asker)), change });
    await again.stop();
    return reruns;
  };
  const otherwise = (reruns: readonly DetectionRerun[]) =>
    reruns.filter(({ equal }) => !equal).map(({ storedSha256: _, recomputedSha256: __, ...rest }) => rest);
  const change = (id: number, patch: Parameters<typeof updateSensor>[2]) =>
    db.transaction((em) => updateSensor(em, id, patch, 'test'));

  beforeAll(async () => {
    db = await kind.open();
    const ids = await plantWithSensors(db, FAMILIES.length + 6);
    for (const [i, name] of FAMILIES.entries()) {
      const family = DETECTOR_FAMILIES[name];
      const wave = Float64Array.from(bursts(800, 1), (value) => (value > 2 ? 0 : value));
      const artifact = (await family.fit(univariate(wave), family.parseConfig({}), { seed: 1 })).save();
      artifacts.set(`sha-${name}-1`, artifact);
      sensors.set(name, ids[i]);
    }
    for (const [i, name] of ['fallback', 'late', 'labelled', 'gone', 'inputs', 'input'].entries())
      sensors.set(name, ids[FAMILIES.length + i]);
    for (const id of ids)
      await change(id, {
        detection: { openAfterReadings: 2, closeAfterReadings: 2, closeRatio: 0.7 },
        limits: { high: 3 },
      });
  }, 60_000);
  afterAll(() => db.close());

  it('come out the same, bit for bit, also after promotion, changed settings and a restart', async () => {
    await restart();
    const judged = [...FAMILIES, 'fallback'].map((name) => sensors.get(name) as number);
    for (const family of FAMILIES)
      await promoted(db, sensors.get(family) as number, `sha-${family}-1`, { family });
    const random = seededRandom(5);
    for (const id of judged) {
      for (let from = 0; from < long; ) {
        const count = 1 + Math.floor(random() * 90);
        await record(id, bursts(count, from + 1, from), from);
        from += count;
      }
    }
    await restart();
    for (const id of judged)
      await change(id, {
        limits: { high: 3.5 },
        detection: { openAfterReadings: 1, closeAfterReadings: 3, closeRatio: 0.6 },
      });
    artifacts.set('sha-second', artifacts.get('sha-robust-1') as Uint8Array);
    for (const family of FAMILIES)
      await promoted(db, sensors.get(family) as number, 'sha-second', { family: 'robust', sequence: 2 });
    for (const id of judged) await record(id, bursts(60, 77, long + 100), long + 100);
    const reruns = await rerunAll(judged);
    expect(otherwise(reruns)).toEqual([]);
    expect(reruns.length).toBeGreaterThanOrEqual(kind.name === 'SQLite' ? 1_000 : 200);
    expect(new Set(reruns.map(({ change }) => change))).toEqual(new Set(['OPENED', 'EXTENDED', 'CLOSED']));
    const points = await db.em().count(RerunPoint, { sensorId: { $in: judged } });
    expect(points).toBeLessThan(reruns.length / 20);
  }, 60_000);

  it('come out the same where late readings, or a label had them judged again', async () => {
    await restart();
    const [late, labelled] = ['late', 'labelled'].map((name) => sensors.get(name) as number);
    for (const id of [late, labelled]) await promoted(db, id, `sha-robust-${id}`, { family: 'robust' });
    for (const id of [late, labelled])
      artifacts.set(`sha-robust-${id}`, artifacts.get('sha-robust-1') as Uint8Array);
    const signal = bursts(168, 3);
    const missing: number[] = [];
    for (let burst = 42; burst < 160; burst += 7) {
      const kind = (burst / 7) % 3;
      missing.push(burst + (kind === 0 ? 2 : 1));
      if (kind !== 1) signal[burst + 2] = 9;
      if (kind === 2) signal[burst + 1] = 0;
    }
    for (let from = 0; from < signal.length; from += 42) {
      const chunk = Array.from({ length: 42 }, (_, i) => from + i);
      for (const t of chunk.filter((t) => !missing.includes(t)))
        await line.line.record({ series: [secondsOf(late, [signal[t]], t)], historical: false });
      await line.scorer.idle();
      for (const t of chunk.filter((t) => missing.includes(t))) await record(late, [signal[t]], t);
      if (from === 84) await restart();
    }
    await record(labelled, signal.slice(0, 82), 0);
    const labelling = new Labelling(db, (ids) => line.scorer.notify(ids));
    for (const { id } of await db
      .em()
      .find(Anomaly, { sensorId: labelled }, { orderBy: { id: 'desc' }, limit: 3 }))
      await labelling.label({ anomalyId: id, verdict: 'CONFIRMED' }, 'test');
    await line.scorer.idle();
    await record(labelled, signal.slice(82), 82);
    const reruns = await rerunAll([late, labelled]);
    expect(otherwise(reruns)).toEqual([]);
    expect(reruns.filter(({ change }) => change === 'REVISED').length).toBeGreaterThan(3);
    expect(line.unusable).toEqual([]);
  }, 30_000);

  it('are refused, and since when they can be run again is said, once their points are forgotten', async () => {
    await restart();
    const id = sensors.get('gone') as number;
    await record(id, bursts(200, 9), 0);
    const [first] = await revisionsOf([id]);
    const again = rerunning();
    const asked = { anomalyId: first.anomalyId, revision: first.revision };
    expect(await again.rerun(asked, asker)).toMatchObject({ equal: true, modelVersionId: null });
    await change(id, { limits: { high: 2.5 } });
    await record(id, bursts(60, 10, 200), 200);
    const [, newest] = await db.em().find(RerunPoint, { sensorId: id }, { orderBy: { id: 'asc' } });
    const retention = new RerunRetention(db, { days: 1, points: 1 }, (error) => {
      throw error;
    });
    expect(await retention.forget(Date.now())).toBeGreaterThan(0);
    await expect(again.rerun(asked, asker)).rejects.toMatchObject({
      code: 'RESTART_POINT_GONE',
      details: { fromMs: newest.createdAtMs },
    });
    expect(await db.em().count(RerunState, { sensorId: id })).toBeGreaterThan(1);
    expect(await retention.forget(Date.now() + 2 * 86_400_000)).toBeGreaterThan(0);
    expect(await db.em().count(RerunState)).toBe(0);
    await expect(again.rerun(asked, asker)).rejects.toMatchObject({ details: { fromMs: null } });
    await expect(again.rerun({ ...asked, revision: 999 }, asker)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await again.stop();
  }, 30_000);

  it('that come out otherwise say in what', async () => {
    await restart();
    const id = sensors.get('inputs') as number;
    await record(id, bursts(100, 4), 0);
    const [first] = await revisionsOf([id]);
    const em = db.em();
    const point = await em.findOneOrFail(RerunPoint, first.rerunPointId as number);
    const basis = JSON.parse(point.basis);
    basis.limits = basis.limits.map((entry: { limits: object }) => ({
      ...entry,
      limits: { ...entry.limits, high: 2 },
    }));
    point.basis = JSON.stringify(basis);
    await em.flush();
    const again = rerunning();
    const rerun = await again.rerun({ anomalyId: first.anomalyId, revision: first.revision }, asker);
    await again.stop();
    expect(rerun.equal).toBe(false);
    expect(rerun.recomputedSha256).not.toBe(rerun.storedSha256);
    expect(rerun.differences.map(({ field }) => field)).toContain('expected');
  });
});
