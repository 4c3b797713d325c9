import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';

const EventHorizonSchema = defineEntity({
  name: 'EventHorizon',
  tableName: 'event_horizon',
  properties: {
    id: p.integer().primary().autoincrement(false),
    forgottenThrough: p.bigint('number'),
  },
});

/**
 * One row: every event up to `forgottenThrough` may have been forgotten, none after it was. Ids alone do not say that:
 * those of a transaction that was rolled back are missing, too.
 */
export class EventHorizon extends EventHorizonSchema.class {}
EventHorizonSchema.setClass(EventHorizon);

/** The id up to which events were forgotten; 0 when none were. */
export async function forgottenThrough(em: EntityManager): Promise<number> {
  const [row] = await em.execute('select forgotten_through as id from event_horizon');
  return Number(row?.id ?? 0);
}

/** Forgets every event up to `throughId`, in the caller's transaction. */
export async function forgetThrough(em: EntityManager, throughId: number): Promise<void> {
  await em.execute(
    `insert into event_horizon (id, forgotten_through) values (1, ?) on conflict (id) do update set forgotten_through =
      case when event_horizon.forgotten_through > excluded.forgotten_through then event_horizon.forgotten_through
      else excluded.forgotten_through end`,
    [throughId],
  );
  await em.execute('delete from event where id <= ?', [throughId]);
}
