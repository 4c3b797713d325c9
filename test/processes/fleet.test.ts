import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { onPostgresql, sqliteInMemory } from '../database.ts';
import { conclusions, openLine, secondsOf } from '../live/open-line.ts';
import { plateaus } from '../live/signals.ts';
import { plantWithSensors } from '../plant.ts';
import { type Batch, Member, pause, until } from './fleet.ts';

const SENSORS = 12;
const BATCHES = 30;
const BATCH_READINGS = 20;
const PACE_MS = 150;
const LEASE_MS = 1_000;
/** A lease, the beat after it, and what two busy cores take. */
const TAKE_OVER_MS = 2 * LEASE_MS + 1_000;

onPostgresql('three processes', (kind) => {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-fleet-'));
  const signals = Array.from({ length: SENSORS }, (_, i) => plateaus(BATCHES * BATCH_READINGS, i + 1));
  const fleet: Member[] = [];
  let db: Database & { url: string };
  let sensors: number[];

  const member = () =>
    Member.start({ DATABASE_URL: db.url, ARTIFACTS_DIR: folder, SCORING_LEASE_MS: `${LEASE_MS}` });
  const batchOf = (index: number, length = BATCH_READINGS): Batch =>
    sensors.map((id, i) => {
      const from = index * BATCH_READINGS;
      const values = Array.from({ length }, (_, k) => signals[i][from + k] ?? 10);
      return secondsOf(id, values, from);
    });
  const scoredThrough = (timeMs: number) => async () => {
    const rows = await db.em().execute('select 1 from scoring_mark where scored_through_ms >= ?', [timeMs]);
    return rows.length === SENSORS;
  };
  const lastOf = (batch: Batch) => batch[0].times.at(-1) as number;

  /** Two processes get the batch at the same time, and again until one of them has answered. */
  async function send(batch: Batch, to: Member[]): Promise<void> {
    const answers = await Promise.allSettled(to.map((one) => one.record(batch)));
    const stored = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    for (const count of stored) expect(count).toBe(SENSORS * BATCH_READINGS);
    if (stored.length > 0) return;
    await pause(PACE_MS);
    await send(batch, to);
  }

  /** As when the database is started anew. */
  const cutConnections = () =>
    db.em().execute(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`);

  beforeAll(async () => {
    db = await kind.open();
    sensors = await plantWithSensors(db, SENSORS);
    fleet.push(...(await Promise.all([member(), member(), member()])));
  });

  afterAll(async () => {
    for (const one of fleet) one.signal('SIGKILL');
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('conclude what one process does, though they are killed, paused and cut off and every batch comes to two of them', async () => {
    const [killed, paused, steady] = fleet;
    const happenings: Record<number, () => Promise<unknown>> = {
      6: async () => killed.signal('SIGKILL'),
      9: async () => {
        fleet[0] = await member();
      },
      10: cutConnections,
      12: async () => {
        paused.record(batchOf(12)).catch(() => undefined);
        paused.signal('SIGSTOP');
      },
      24: async () => paused.signal('SIGCONT'),
      26: async () => {
        fleet[0].signal('SIGKILL');
      },
    };
    for (let i = 0; i < BATCHES; i++) {
      await happenings[i]?.();
      const other = i >= 12 && i < 24 ? fleet[0] : paused;
      await send(batchOf(i), i % 2 ? [steady, other] : [other, steady]);
      await pause(PACE_MS);
    }
    await until('everything scored', TAKE_OVER_MS, scoredThrough(lastOf(batchOf(BATCHES - 1))));

    const alone = await sqliteInMemory.open();
    const same = await plantWithSensors(alone, SENSORS);
    const { line, scorer } = await openLine(alone);
    await line.record({ series: same.map((id, i) => secondsOf(id, signals[i])), historical: false });
    await scorer.idle();
    for (const [i, id] of sensors.entries()) {
      const expected = await conclusions(alone, same[i]);
      expect(expected.anomalies.length).toBeGreaterThan(0);
      expect(await conclusions(db, id)).toEqual(expected);
    }
    await alone.close();
  });

  it('wake each other: what one takes in, another has scored long before it would look', async () => {
    const [, , steady] = fleet;
    fleet[0] = await member();
    await pause(LEASE_MS);
    const took: number[] = [];
    for (let i = 0; i < 5; i++) {
      const batch = batchOf(BATCHES + i, 1);
      await steady.record(batch);
      took.push(await until('scored', 5_000, scoredThrough(lastOf(batch))));
      await pause(200);
    }
    expect(took.sort((a, b) => a - b)[2]).toBeLessThan(500);
  });

  it('leave nothing undone: the last one takes over within two leases of a kill', async () => {
    const [one, two, steady] = fleet;
    one.signal('SIGKILL');
    two.signal('SIGKILL');
    const batch = batchOf(BATCHES + 10);
    await steady.record(batch);
    await until('taken over', TAKE_OVER_MS, scoredThrough(lastOf(batch)));
  });
});
