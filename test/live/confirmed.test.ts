import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { Anomaly } from '../../src/detection/anomaly.ts';
import { Labelling } from '../../src/detection/labelling.ts';
import { ScoringMark } from '../../src/detection/scoring-mark.ts';
import type { Verdict } from '../../src/labels/operator-label.ts';
import type { FittedDetector } from '../../src/ml/detector.ts';
import { discordEnvelope } from '../../src/ml/discord/discord-envelope.ts';
import { onEachDatabase } from '../database.ts';
import { univariate } from '../ml/univariate.ts';
import { plantWithSensors } from '../plant.ts';
import { openLine, secondsOf } from './open-line.ts';
import { promoted } from './promoted.ts';
import { seededRandom } from './signals.ts';

const HOUR_MS = 3_600_000;
const FROM = 300;
const TO = 340;
const END = 600;
const LATER = 700;

/** A wave with a fault of one shape or another, and the same smaller one later. */
function faulty(length: number, fault: (t: number) => number): number[] {
  const random = seededRandom(5);
  return Array.from({ length }, (_, t) => {
    const normal = Math.sin(t / 8) + 0.1 * random();
    if (t >= FROM && t < TO) return normal + fault(t);
    return normal + (t >= LATER && t < LATER + 20 ? 2 : 0);
  });
}
const SPIKES = faulty(800, (t) => 4 * (t % 3));
const STEP = faulty(800, () => 9);

onEachDatabase('a confirmed anomaly', (kind) => {
  let db: Database;
  let sensors: number[];
  let fitted: FittedDetector;
  let next = 0;

  beforeAll(async () => {
    db = await kind.open();
    sensors = await plantWithSensors(db, 16);
    const training = faulty(1_200, () => 0).map((value, t) =>
      t >= LATER && t < LATER + 20 ? value - 2 : value,
    );
    fitted = await discordEnvelope.fit(
      univariate(Float64Array.from(training)),
      discordEnvelope.parseConfig({}),
      {
        seed: 1,
      },
    );
  });
  afterAll(() => db.close());

  /** A sensor that a version judges; every call works on it in a process of its own. */
  const judged = async (latenessMs = HOUR_MS) => {
    const id = sensors[next++];
    await promoted(db, id, `sha-confirmed-${id}`);
    const within = async <T>(work: (open: Awaited<ReturnType<typeof openLine>>) => Promise<T>) => {
      const open = await openLine(db, new Map([[`sha-confirmed-${id}`, fitted.save()]]), latenessMs);
      const done = await work(open);
      await open.scorer.idle();
      await open.stop();
      return done;
    };
    const record = (signal: readonly number[], from: number, to: number) =>
      within(({ line }) =>
        line.record({ series: [secondsOf(id, signal.slice(from, to), from)], historical: false }),
      );
    const say = (anomalyId: number, verdict: Verdict) =>
      within(({ scorer }) =>
        new Labelling(db, (ids) => scorer.notify(ids)).label({ anomalyId, verdict }, 'ann'),
      );
    const anomalies = () => db.em().find(Anomaly, { sensorId: id }, { orderBy: { startMs: 'asc' } });
    const first = async () => (await anomalies())[0];
    const mark = () => db.em().findOneOrFail(ScoringMark, { sensorId: id });
    /** Of the last anomaly, how high its score is; 0 where the later fault was not found. */
    const later = async () => {
      const last = (await anomalies()).at(-1);
      return last && last.startMs >= secondsOf(id, [0], LATER).times[0] ? last.score : 0;
    };
    const state = async () => (await mark()).state;
    return { id, record, say, anomalies, first, mark, state, later };
  };

  it('is forgotten by what judges, which learns from it again when that is taken back', async () => {
    const [spikes, step, unsaid] = [await judged(), await judged(), await judged()];
    await spikes.record(SPIKES, 0, END);
    await step.record(STEP, 0, END);
    await unsaid.record(SPIKES, 0, END);
    const before = await spikes.first();
    for (const one of [spikes, step]) await one.say((await one.first()).id, 'CONFIRMED');
    const after = await spikes.first();
    expect(after).toMatchObject({ id: before.id, startMs: before.startMs, status: 'CLOSED' });
    expect(after.score).toBeGreaterThanOrEqual(before.score);
    expect(await spikes.state()).not.toEqual(await unsaid.state());
    await spikes.say(before.id, 'EXPECTED');
    expect(await spikes.state()).toEqual(await unsaid.state());
    await spikes.say(before.id, 'CONFIRMED');
    for (const one of [spikes, unsaid]) await one.record(SPIKES, END, 800);
    await step.record(STEP, END, 800);
    const found = await spikes.later();
    expect(found).toBeGreaterThan(5.5);
    expect(Math.abs((await step.later()) / found - 1)).toBeLessThan(0.2);
    expect(await unsaid.later()).toBe(0);
  });

  it('is not learnt from while it goes on, even where no checkpoint reaches back to its start', async () => {
    const [spikes, step, unsaid] = [await judged(0), await judged(0), await judged(0)];
    const middle = FROM + 3;
    const changed = [...SPIKES.slice(0, middle), ...STEP.slice(middle)];
    for (const one of [spikes, step, unsaid]) await one.record(SPIKES, 0, middle);
    const open = await spikes.first();
    expect(open.status).toBe('OPEN');
    await spikes.say(open.id, 'CONFIRMED');
    await step.say((await step.first()).id, 'CONFIRMED');
    expect(await spikes.first()).toEqual(open);
    for (const one of [spikes, unsaid]) await one.record(SPIKES, middle, 800);
    await step.record(changed, middle, 800);
    const found = await spikes.later();
    expect(found).toBeGreaterThan(5.5);
    expect(Math.abs((await step.later()) / found - 1)).toBeLessThan(0.2);
    expect(await unsaid.later()).toBe(0);
  });

  it('is never retracted, where one that nobody confirmed is', async () => {
    const one = await judged();
    await one.record(SPIKES, 0, END);
    const [found] = await one.anomalies();
    const published = async (from: number) => {
      const [startMs] = secondsOf(one.id, [0], from).times;
      const { id: _, ...rest } = found;
      const row = { ...rest, startMs, endMs: startMs + 5_000, peakMs: startMs, openKey: -from, revision: 1 };
      return db.transaction(async (em) => {
        const anomaly = em.create(Anomaly, row);
        await em.flush();
        return anomaly.id;
      });
    };
    const [confirmed, other] = [await published(150), await published(200)];
    await one.say(confirmed, 'CONFIRMED');
    const statusOf = async (id: number) => (await db.em().findOneOrFail(Anomaly, id)).status;
    expect(await statusOf(other)).toBe('RETRACTED');
    expect(await statusOf(confirmed)).toBe('CLOSED');
    expect(await statusOf(found.id)).toBe('CLOSED');
  });

  it('says nothing of its source: a label is no reading', async () => {
    const one = await judged();
    await one.record(SPIKES, 0, END);
    const { signal } = await one.mark();
    await one.say((await one.first()).id, 'CONFIRMED');
    expect((await one.mark()).signal).toBe(signal);
    expect(await one.mark()).toMatchObject({ lateFromMs: null, lateHeard: false });
  });

  it('of an unknown anomaly is refused', async () => {
    await expect((await judged()).say(999_999, 'CONFIRMED')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
