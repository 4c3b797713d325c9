import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { Anomaly } from '../../src/detection/anomaly.ts';
import { Checkpoint } from '../../src/detection/checkpoint.ts';
import { onEachDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';
import { conclusions, openLine, secondsOf } from './open-line.ts';
import { plateaus, seededRandom } from './signals.ts';

const SENSORS = 80;
const BOUND_SECONDS = 60;

/** Indices 0…length−1 in an order in which none comes after one that is more than the bound later; some twice. */
function delivery(length: number, seed: number): number[] {
  const random = seededRandom(seed);
  const delayed = Array.from({ length }, (_, index) => ({
    index,
    at: index + Math.floor(random() ** 3 * BOUND_SECONDS),
  }));
  delayed.push(...delayed.filter(() => random() < 0.05).map(({ index, at }) => ({ index, at: at + 5 })));
  return delayed.sort((a, b) => a.at - b.at || a.index - b.index).map(({ index }) => index);
}

onEachDatabase('readings that come late', (kind) => {
  let db: Database;
  let sensors: number[];
  let next = 0;
  const unused = () => sensors[next++ % SENSORS];

  beforeAll(async () => {
    db = await kind.open();
    sensors = await plantWithSensors(db, SENSORS);
  });
  afterAll(() => db.close());

  /** The anomalies as they stand, those that were retracted left out, without what tells how they came about. */
  const standing = async (sensorId: number) => {
    const { anomalies } = await conclusions(db, sensorId);
    return anomalies
      .filter(({ status }) => status !== 'RETRACTED')
      .map(({ revision: _, updatedAtMs: __, ...rest }) => rest);
  };

  /** One sample of a signal for one sensor at a time, by index. */
  const sample = (id: number, signal: number[], index: number) => secondsOf(id, [signal[index]], index);

  it('end in the same anomalies as if they had come in order, however shuffled, delayed and repeated', async () => {
    const signal = plateaus(700, 11);
    const ordered = unused();
    const { line, scorer } = await openLine(db);
    await line.record({ series: [secondsOf(ordered, signal)], historical: false });
    await scorer.idle();
    const expected = await standing(ordered);
    expect(expected.length).toBeGreaterThan(1);
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 40 }), async (seed, most) => {
        const id = unused();
        const random = seededRandom(seed);
        const order = delivery(signal.length, seed);
        let open = await openLine(db);
        while (order.length > 0) {
          const taken = [...new Set(order.splice(0, 1 + Math.floor(random() * most)))].sort((a, b) => a - b);
          const series = { ...sample(id, signal, 0), times: [] as number[], values: [] as number[] };
          for (const index of taken) {
            series.times.push(...sample(id, signal, index).times);
            series.values.push(signal[index]);
          }
          const [answer] = await open.line.record({ series: [series], historical: false });
          expect(answer.backfilled).toBe(0);
          if (random() < 0.5) await open.scorer.idle();
          if (random() < 0.05) {
            await open.stop();
            open = await openLine(db);
          }
        }
        await open.scorer.idle();
        await open.stop();
        expect(await standing(id)).toEqual(expected);
      }),
      { numRuns: kind.name === 'SQLite' ? 5 : 2, examples: [[2_147_483_621, 38]] },
    );
  });

  it('change a published anomaly only by a new revision that is announced', async () => {
    const id = unused();
    const { line, scorer } = await openLine(db);
    const signal = Array.from({ length: 400 }, (_, i) => 10 + Math.sin(i) + (i >= 300 && i < 320 ? 40 : 0));
    const early = signal.flatMap((_, i) => (i === 305 ? [] : [i]));
    signal[305] = 400;
    for (const index of early.filter((i) => i < 330)) {
      await line.record({ series: [sample(id, signal, index)], historical: false });
    }
    await scorer.idle();
    const [before] = await db.em().find(Anomaly, { sensorId: id });
    const [answer] = await line.record({ series: [sample(id, signal, 305)], historical: false });
    expect(answer).toMatchObject({ accepted: 1, late: 1 });
    await scorer.idle();
    const [after] = await db.em().find(Anomaly, { sensorId: id });
    expect(after).toMatchObject({ id: before.id, revision: before.revision + 1, actual: 400 });
    const { events } = await conclusions(db, id);
    expect(events.at(-1)?.[0]).toBe('ANOMALY_REVISED');
  });

  it('retract an anomaly that they show to be none, and keeps it in the record', async () => {
    const id = unused();
    const { line, scorer } = await openLine(db);
    const missing = (i: number) => i >= 300 && i < 330;
    const values = Array.from({ length: 400 }, (_, i) => 10 + Math.sin(i));
    const sent = values.map((value, i) => (missing(i) ? null : value));
    await line.record({ series: [secondsOf(id, sent.slice(0, 300))], historical: false });
    // Two far-off readings in a row open an anomaly; a late one between them breaks the run.
    await line.record({ series: [{ ...secondsOf(id, [90], 300) }], historical: false });
    await line.record({ series: [{ ...secondsOf(id, [90], 302) }], historical: false });
    await scorer.idle();
    expect((await db.em().find(Anomaly, { sensorId: id }))[0]).toMatchObject({ status: 'OPEN' });
    await line.record({ series: [secondsOf(id, [10], 301)], historical: false });
    await scorer.idle();
    const { anomalies, revisions, events } = await conclusions(db, id);
    expect(anomalies).toMatchObject([{ status: 'RETRACTED' }]);
    expect(revisions.at(-1)?.[2]).toBe('REVISED');
    expect(events.at(-1)?.[0]).toBe('ANOMALY_REVISED');
  });

  it('keep no more restarts than reach back over the bound', async () => {
    const id = unused();
    const { line, scorer } = await openLine(db);
    const signal = plateaus(2_000, 3);
    for (let from = 0; from < signal.length; from += 7) {
      await line.record({ series: [secondsOf(id, signal.slice(from, from + 7), from)], historical: false });
      if (from % 70 === 0) await scorer.idle();
    }
    await scorer.idle();
    expect(await db.em().count(Checkpoint, { sensorId: id })).toBeLessThanOrEqual(6);
  });
});
