import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { acceptedRegimes, forgetRegimes } from '../../src/detection/accepted-regimes.ts';
import { Anomaly } from '../../src/detection/anomaly.ts';
import { Explaining } from '../../src/detection/explaining.ts';
import { sensorsAsOf } from '../../src/detection/sensor-as-of.ts';
import type { FittedDetector } from '../../src/ml/detector.ts';
import { discordEnvelope } from '../../src/ml/discord/discord-envelope.ts';
import { onEachDatabase } from '../database.ts';
import { univariate } from '../ml/univariate.ts';
import { plantWithSensors } from '../plant.ts';
import { conclusions, openLine, secondsOf } from './open-line.ts';
import { promoted } from './promoted.ts';
import { seededRandom } from './signals.ts';

const SHIFTED_AT = 400;
const LENGTH = 1_600;

/** A wave whose level moves for good. */
function shifted(length: number, seed: number, by: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length }, (_, t) => Math.sin(t / 8) + 0.1 * random() + (t >= SHIFTED_AT ? by : 0));
}

onEachDatabase('a new regime of a sensor', (kind) => {
  let db: Database;
  let sensors: number[];
  let fitted: FittedDetector;
  let next = 0;

  beforeAll(async () => {
    db = await kind.open();
    sensors = await plantWithSensors(db, 6);
    const config = discordEnvelope.parseConfig({ drift: { window: 50, margin: 1, acceptAfter: 300 } });
    fitted = await discordEnvelope.fit(univariate(Float64Array.from(shifted(1_500, 9, 0))), config, {
      seed: 1,
    });
  });
  afterAll(() => db.close());

  const judged = async () => {
    const id = sensors[next++];
    await promoted(db, id, `sha-regime-${id}`);
    return { id, ...(await openLine(db, new Map([[`sha-regime-${id}`, fitted.save()]]), 3_600_000)) };
  };
  const accepted = async (id: number) => (await acceptedRegimes(db.em(), [id]))[0];
  const openAnomalies = (id: number) => db.em().count(Anomaly, { sensorId: id, status: 'OPEN' });

  it('is announced, accepted when it stays, counted, and announced again when it is taken back', async () => {
    const { id, line, scorer } = await judged();
    const signal = shifted(LENGTH, 3, 4);
    await line.record({ series: [secondsOf(id, signal)], historical: false });
    await scorer.idle();
    expect(await db.em().count(Anomaly, { sensorId: id })).toBeGreaterThan(0);
    expect(await openAnomalies(id)).toBe(0);
    expect(await accepted(id)).toBe(1);
    await forgetRegimes(db, id);
    await line.record({ series: [secondsOf(id, signal.slice(-20), LENGTH)], historical: false });
    await scorer.idle();
    expect(await openAnomalies(id)).toBe(1);
    expect(await accepted(id)).toBe(0);
    const acceptedAt = async (second: number) => {
      const [timeMs] = secondsOf(id, [0], second).times;
      return (await sensorsAsOf(db.em(), [{ sensorId: id, timeMs }]))[0]?.acceptedRegimes;
    };
    expect([await acceptedAt(SHIFTED_AT), await acceptedAt(LENGTH - 2), await acceptedAt(LENGTH)]).toEqual([
      0, 1, 0,
    ]);
  });

  it('stays taken back when a late reading has all of it judged again', async () => {
    const [inOrder, late] = [await judged(), await judged()];
    const signal = shifted(LENGTH, 4, 4);
    for (const { id, line, scorer } of [inOrder, late]) {
      const sent = secondsOf(
        id,
        signal.map((value, t) => (id === late.id && t === 800 ? null : value)),
      );
      const kept = sent.values.flatMap((value, t) => (value === null ? [] : [t]));
      const series = [
        { ...sent, times: kept.map((t) => sent.times[t]), values: kept.map((t) => sent.values[t]) },
      ];
      await line.record({ series, historical: false });
      await scorer.idle();
      await forgetRegimes(db, id);
      await line.record({ series: [secondsOf(id, signal.slice(-20), LENGTH)], historical: false });
      await scorer.idle();
    }
    await late.line.record({ series: [secondsOf(late.id, [signal[800]], 800)], historical: false });
    await late.scorer.idle();
    const standing = async (id: number) =>
      (await conclusions(db, id)).anomalies
        .filter(({ status }) => status !== 'RETRACTED')
        .map(({ startMs, endMs, cause, score }) => ({ startMs, endMs, cause, score }));
    expect(await standing(late.id)).toEqual(await standing(inOrder.id));
    expect(await openAnomalies(late.id)).toBe(1);
  });

  it('is known to the explanation of an anomaly that begins long after, until it is taken back', async () => {
    const { id, line, scorer, store } = await judged();
    const explaining = new Explaining(db, store, async () => fitted.save());
    const record = async (signal: number[], from: number) => {
      await line.record({ series: [secondsOf(id, signal, from)], historical: false });
      await scorer.idle();
    };
    const newest = async () => {
      const [anomaly] = await db
        .em()
        .find(Anomaly, { sensorId: id }, { orderBy: { startMs: 'desc' }, limit: 1 });
      const { peakScore, parts } = await explaining.explain(anomaly, {});
      return { anomaly, peakScore, drift: parts.find(({ cause }) => cause === 'DRIFT')?.share ?? 0 };
    };
    const [soon, late] = [LENGTH, LENGTH + 3_000];
    const signal = shifted(late + 150, 5, 4).map((value, t) => (t === soon || t === late ? 20 : value));
    await record(signal.slice(0, soon + 150), 0);
    expect(await accepted(id)).toBe(1);
    const early = await newest();
    expect(early.anomaly.startMs).toBeGreaterThanOrEqual(secondsOf(id, [0], soon).times[0]);
    expect(early.peakScore).toBe(early.anomaly.score);
    await record(signal.slice(soon + 150), soon + 150);
    const spike = await newest();
    expect(spike.anomaly.startMs).toBeGreaterThanOrEqual(secondsOf(id, [0], late).times[0]);
    expect(spike.peakScore / spike.anomaly.score).toBeGreaterThan(0.7);
    expect(spike.peakScore / spike.anomaly.score).toBeLessThan(1.4);

    await record(shifted(signal.length + 100, 6, 4).slice(signal.length), signal.length);
    await forgetRegimes(db, id);
    const later = signal.length + 100;
    await record(shifted(later + 20, 7, 4).slice(later), later);
    const drifting = await newest();
    expect(drifting.anomaly).toMatchObject({ status: 'OPEN', cause: 'DRIFT' });
    expect(drifting.drift).toBeGreaterThan(1);
  });

  it('of an unknown sensor is not taken back', async () => {
    await expect(forgetRegimes(db, 999_999)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
