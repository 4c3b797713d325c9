import { type Database, type EntityManager, limitIdleTime } from '../db/database.ts';
import { PARTITIONS } from './scoring-partition.ts';
import { type Claim, LeaseLostError } from './sensor-share.ts';

/** The clock of the database: processes on several machines need not agree on the time. */
const NOW = '(extract(epoch from clock_timestamp()) * 1000)::bigint';

const SIGN_IN = `insert into scoring_process (id, lease_until_ms) values (?, ${NOW} + ?)
  on conflict (id) do update set lease_until_ms = excluded.lease_until_ms`;
const FORGET_GONE = `delete from scoring_process where id in
  (select id from scoring_process where lease_until_ms < ${NOW} for update skip locked)`;
const RENEW = `update scoring_partition set lease_until_ms = ${NOW} + ?
  where owner = ? and lease_until_ms >= ${NOW} returning id, epoch`;
const TAKE = `update scoring_partition set owner = ?, lease_until_ms = ${NOW} + ?, epoch = epoch + 1 where id in
  (select id from scoring_partition where owner is null or lease_until_ms < ${NOW} order by id limit ? for update skip locked)
  returning id, epoch`;
const GIVE_BACK = `update scoring_partition set owner = null where id in
  (select id from scoring_partition where owner = ? and id in (?) for update skip locked) returning id`;
const HELD = `select id, epoch from scoring_partition where owner = ? and lease_until_ms >= ${NOW} and id in (?) for key share`;

interface Row {
  readonly id: number;
  readonly epoch: number;
}

/**
 * The leases of one process on PostgreSQL. Every process takes the free and the expired partitions up to its fair
 * share and gives back what is more, so that a process that comes finds work and one that goes leaves none undone.
 */
export class PartitionLeases {
  readonly #db: Database;
  readonly #owner: string;
  readonly #leaseMs: number;

  constructor(db: Database, owner: string, leaseMs: number) {
    this.#db = db;
    this.#owner = owner;
    this.#leaseMs = leaseMs;
  }

  async prepare(): Promise<void> {
    const sql =
      'insert into scoring_partition (id) select generate_series(0, ?::int - 1) on conflict (id) do nothing';
    await this.#db.em().execute(sql, [PARTITIONS]);
  }

  /** Renews, takes and gives back. Gives what is held from now on, and whether something became free. */
  beat(): Promise<{ readonly held: Claim; readonly freed: boolean }> {
    return this.#db.transaction(async (em) => {
      await limitIdleTime(em);
      await em.execute(SIGN_IN, [this.#owner, this.#leaseMs]);
      await em.execute(FORGET_GONE);
      const [{ processes }] = await em.execute('select count(*)::int as processes from scoring_process');
      const share = Math.ceil(PARTITIONS / processes);
      const kept: Row[] = await em.execute(RENEW, [this.#leaseMs, this.#owner]);
      const freed = await this.#giveBack(em, kept.slice(share));
      const wanted = share - kept.length;
      const taken: Row[] = wanted > 0 ? await em.execute(TAKE, [this.#owner, this.#leaseMs, wanted]) : [];
      const held = [...kept.filter(({ id }) => !freed.has(id)), ...taken];
      return { held: new Map(held.map(({ id, epoch }) => [id, epoch])), freed: freed.size > 0 };
    });
  }

  /** What is being written to at this moment stays until the next beat. */
  async #giveBack(em: EntityManager, surplus: readonly Row[]): Promise<Set<number>> {
    if (surplus.length === 0) return new Set();
    const rows: Row[] = await em.execute(GIVE_BACK, [this.#owner, surplus.map(({ id }) => id)]);
    return new Set(rows.map(({ id }) => id));
  }

  /** Gives everything back. */
  leave(): Promise<void> {
    return this.#db.transaction(async (em) => {
      await em.execute('delete from scoring_process where id = ?', [this.#owner]);
      await em.execute('update scoring_partition set owner = null where owner = ?', [this.#owner]);
    });
  }

  /**
   * Until the end of the transaction nobody else can take what is claimed; renewing is not held up.
   * @throws LeaseLostError
   */
  async guard(em: EntityManager, claim: Claim): Promise<void> {
    await limitIdleTime(em);
    const rows: Row[] = await em.execute(HELD, [this.#owner, [...claim.keys()]]);
    if (rows.filter(({ id, epoch }) => claim.get(id) === epoch).length < claim.size)
      throw new LeaseLostError();
  }
}
