import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/audit/audit-entry.ts';
import { type Act, AuditLog, OK } from '../../src/audit/audit-log.ts';
import { AuditUpkeep } from '../../src/audit/audit-upkeep.ts';
import { boundedJson } from '../../src/audit/bounded.ts';
import { RecordingCounts } from '../../src/audit/recording-counts.ts';
import type { Database } from '../../src/db/database.ts';
import { unwitnessed } from '../../src/db/witness.ts';
import { Equipment } from '../../src/equipment/equipment.ts';
import { EquipmentTree } from '../../src/equipment/equipment-tree.ts';
import { ConflictError } from '../../src/errors.ts';
import { onEachDatabase } from '../database.ts';

const actOf = (field: string): Act => ({
  actor: 'ann',
  credential: null,
  role: 'ENGINEER',
  field,
  operation: null,
  requestId: 'r-1',
  subjects: [],
  input: { password: 'hunter2', name: 'x' },
});

onEachDatabase('the audit log', (database) => {
  let db: Database;
  let faults: unknown[];
  let log: AuditLog;
  let tree: EquipmentTree;

  beforeAll(async () => {
    db = await database.open();
    faults = [];
    log = new AuditLog(db, (error) => faults.push(error));
    tree = new EquipmentTree(db);
  });
  afterAll(() => db.close());

  const entries = (field: string) => db.em().find(AuditEntry, { field }, { orderBy: { id: 'asc' } });
  const enter = (tag: string) => tree.createEquipment({ tag, name: tag, kind: 'SITE' });

  it('holds a change with what was before and after, in the transaction of the change', async () => {
    const site = await enter('A');
    await log.witnessed(
      actOf('update'),
      () => OK,
      () => tree.updateEquipment(site.id, { name: 'B', location: 'hall' }),
    );
    const [entry] = await entries('update');
    expect(entry).toMatchObject({ actor: 'ann', role: 'ENGINEER', requestId: 'r-1', outcome: 'OK' });
    expect(JSON.parse(entry.subjects)).toEqual([`Equipment:${site.id}`]);
    expect(JSON.parse(entry.input)).toEqual({ password: '(hidden)', name: 'x' });
    expect(JSON.parse(entry.changes)).toEqual([
      {
        what: 'Equipment',
        id: site.id,
        before: { name: 'A', location: null },
        after: { name: 'B', location: 'hall' },
      },
    ]);
  });

  it('holds a failure with its code, and nothing of what was rolled back', async () => {
    const failing = () =>
      db.transaction(async (em) => {
        em.create(Equipment, {
          tag: 'GONE',
          name: 'x',
          kind: 'SITE',
          path: '/',
          criticality: 'LOW',
          createdAtMs: 1,
        });
        await em.flush();
        throw new ConflictError('TAKEN', 'It is taken', 'Choose another.');
      });
    await expect(log.witnessed(actOf('fail'), () => OK, failing)).rejects.toThrow('It is taken');
    expect(await entries('fail')).toMatchObject([{ outcome: 'TAKEN', changes: '[]' }]);
    expect(await db.em().count(Equipment, { tag: 'GONE' })).toBe(0);
  });

  it('holds a fault of ours as what its caller is told, whatever the database calls it', async () => {
    const fault = Object.assign(new Error('The disk is full'), { code: 'SQLITE_FULL' });
    const failing = log.witnessed(
      actOf('fault'),
      () => OK,
      () => Promise.reject(fault),
    );
    await expect(failing).rejects.toBe(fault);
    expect(await entries('fault')).toMatchObject([{ outcome: 'INTERNAL_SERVER_ERROR' }]);
  });

  it('holds what is done without a transaction, and each of several that change something', async () => {
    await log.witnessed(
      actOf('none'),
      () => OK,
      async () => 1,
    );
    await log.witnessed(
      actOf('two'),
      () => OK,
      async () => {
        await enter('T1');
        await db.transaction((em) => em.count(Equipment));
        await enter('T2');
      },
    );
    expect(await entries('none')).toHaveLength(1);
    const tags = (await entries('two')).map(({ changes }) => JSON.parse(changes)[0].after.tag);
    expect(tags).toEqual(['T1', 'T2']);
  });

  it('does not hold what it only set going', async () => {
    const started: Promise<unknown>[] = [];
    await log.witnessed(
      actOf('set going'),
      () => OK,
      async () => {
        await enter('S1');
        started.push(unwitnessed(() => enter('S2')));
        await started[0];
      },
    );
    expect((await entries('set going')).map(({ changes }) => JSON.parse(changes)[0].after.tag)).toEqual([
      'S1',
    ]);
  });

  it('cannot be changed, and forgets by age alone', async () => {
    await log.write({ ...actOf('kept'), subjects: ['Sensor:1'] }, OK);
    const em = db.em();
    await expect(em.execute(`update audit_entry set actor = 'bob'`)).rejects.toThrow('append-only');
    const upkeep = new AuditUpkeep(db, 10, new RecordingCounts(log), (error) => faults.push(error));
    const day = 86_400_000;
    expect(await upkeep.forget(Date.now() + 9 * day)).toBe(0);
    expect(await upkeep.forget(Date.now() + 11 * day)).toBeGreaterThan(0);
    expect(await em.count(AuditEntry)).toBe(0);
    expect(await em.execute('select * from audit_subject')).toEqual([]);
  });

  it('holds batches of readings as counts, by who sent them and what came of it', async () => {
    const counts = new RecordingCounts(log);
    const act = actOf('recordReadings');
    const ok = () => OK;
    for (let i = 0; i < 3; i++) await counts.counted(act, { series: 2, readings: 50 }, ok, async () => 1);
    const bob = { ...act, actor: 'bob' };
    const failures = [
      new ConflictError('BATCH_TOO_LARGE', 'It is too large', 'Send less.'),
      Object.assign(new Error('The disk is full'), { code: 'SQLITE_FULL' }),
    ];
    for (const failure of failures) {
      const failing = counts.counted(bob, { series: 1, readings: 1 }, ok, () => Promise.reject(failure));
      await expect(failing).rejects.toBe(failure);
    }
    await counts.write();
    await counts.write();
    const found = await entries('recordReadings');
    expect(found.map(({ actor, outcome, input }) => [actor, outcome, JSON.parse(input)])).toMatchObject([
      ['ann', 'OK', { batches: 3, series: 6, readings: 150 }],
      ['bob', 'BATCH_TOO_LARGE', { batches: 1, series: 1, readings: 1 }],
      ['bob', 'INTERNAL_SERVER_ERROR', { batches: 1, series: 1, readings: 1 }],
    ]);
    expect(faults).toEqual([]);
  });

  it('undoes the change that it cannot write down', async () => {
    await db.em().execute('alter table audit_entry rename to elsewhere');
    const change = log.witnessed(
      actOf('lost'),
      () => OK,
      () => enter('LOST'),
    );
    await expect(change).rejects.toThrow();
    // Other tests use this database afterwards.
    await db.em().execute('alter table elsewhere rename to audit_entry');
    expect(await db.em().count(Equipment, { tag: 'LOST' })).toBe(0);
  });
});

describe('what is written down', () => {
  it('has bounds, and says what it leaves out', () => {
    const long = { list: Array(40).fill(1), text: 'x'.repeat(400), bytes: new Uint8Array(9) };
    expect(JSON.parse(boundedJson(long, 4_000))).toEqual({
      list: [...Array(30).fill(1), '(10 more)'],
      text: `${'x'.repeat(300)}… (400 characters)`,
      bytes: '(9 bytes)',
    });
    expect(boundedJson({ a: 'x'.repeat(90) }, 50)).toBe('{"leftOut":"98 characters"}');
  });
});
