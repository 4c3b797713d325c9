import { randomUUID } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';
import type { Database, EntityManager } from '../db/database.ts';

const JobWorkerSchema = defineEntity({
  name: 'JobWorker',
  tableName: 'job_worker',
  properties: {
    id: p.string().primary(),
    slots: p.integer(),
    aliveUntilMs: p.bigint('number'),
  },
});

/** A process that works the queue, `slots` jobs at a time, and is taken for alive until `aliveUntilMs`. */
export class JobWorker extends JobWorkerSchema.class {}
JobWorkerSchema.setClass(JobWorker);

/** The entry of this process among those that work the queue. */
export class JobWorkers {
  readonly #db: Database;
  readonly #id = randomUUID();

  constructor(db: Database) {
    this.#db = db;
  }

  async beat(slots: number, leaseMs: number): Promise<void> {
    const em = this.#db.em();
    const now = Date.now();
    await em.execute(
      `insert into job_worker (id, slots, alive_until_ms) values (?, ?, ?)
        on conflict (id) do update set slots = excluded.slots, alive_until_ms = excluded.alive_until_ms`,
      [this.#id, slots, now + leaseMs],
    );
    await em.execute('delete from job_worker where alive_until_ms < ?', [now]);
  }

  async leave(): Promise<void> {
    await this.#db.em().execute('delete from job_worker where id = ?', [this.#id]);
  }
}

/** How many jobs may run at once, over all processes that are there. */
export async function workerSlots(em: EntityManager): Promise<number> {
  const [{ slots }]: { slots: number | string | null }[] = await em.execute(
    'select sum(slots) as slots from job_worker where alive_until_ms >= ?',
    [Date.now()],
  );
  return Number(slots ?? 0);
}
