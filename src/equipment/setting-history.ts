import { raw } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { noteChange } from '../db/witness.ts';
import type { Limits } from './limits.ts';
import { Setting, type SettingKind } from './setting.ts';

/** Adds an entry to the history in the caller's transaction, in the place of the one before it; it holds from `fromMs` on. */
export async function replaceSetting(
  em: EntityManager,
  entry: { sensorId: number; kind: SettingKind; value: object; fromMs: number; setBy: string },
): Promise<void> {
  const { sensorId, kind, value } = entry;
  const before = (await newestSettings(em, [sensorId], kind)).get(sensorId) ?? null;
  noteChange({ what: `Setting ${kind}`, id: `Sensor:${sensorId}`, before, after: value });
  em.create(Setting, { ...entry, value: JSON.stringify(entry.value) });
}

/** The newest entry of each sensor that has one, in one query. */
export async function newestSettings(
  em: EntityManager,
  sensorIds: readonly number[],
  kind: SettingKind,
): Promise<Map<number, unknown>> {
  if (sensorIds.length === 0) return new Map();
  const newest = em
    .createQueryBuilder(Setting, 'newest')
    .select(raw('max(id)'))
    .where({ sensorId: { $in: [...sensorIds] }, kind })
    .groupBy('sensorId');
  const rows = await em
    .createQueryBuilder(Setting, 's')
    .select(['sensorId', 'value'])
    .where({ id: { $in: newest.getNativeQuery().toRaw() } })
    .execute('all');
  return new Map(rows.map((row) => [row.sensorId as number, JSON.parse(row.value)]));
}

/** What of each kind held for a sensor at an instant, as it was set. */
export type HeldSettings = Partial<Record<SettingKind, unknown>>;

/** Every kind of setting that held at an instant, of many sensors in one statement; sensors for which none did are left out. */
export async function settingsAsOf(
  em: EntityManager,
  sensorIds: readonly number[],
  timeMs: number,
): Promise<Map<number, HeldSettings>> {
  if (sensorIds.length === 0) return new Map();
  const sql = `select sensor_id, kind, value from setting where id in
    (select max(id) from setting where sensor_id in (?) and from_ms <= ? group by sensor_id, kind)`;
  const rows: { sensor_id: number; kind: SettingKind; value: string }[] = await em.execute(sql, [
    [...sensorIds],
    timeMs,
  ]);
  const held = new Map<number, HeldSettings>();
  for (const { sensor_id: id, kind, value } of rows)
    held.set(id, { ...held.get(id), [kind]: JSON.parse(value) });
  return held;
}

/** The limits that held at an instant; null before the first were set. */
export async function limitsAsOf(
  em: EntityManager,
  sensorId: number,
  timeMs: number,
): Promise<Limits | null> {
  const [row] = await em
    .createQueryBuilder(Setting, 's')
    .select('value')
    .where({ sensorId, kind: 'LIMITS', fromMs: { $lte: timeMs } })
    .orderBy({ id: 'desc' })
    .limit(1)
    .execute('all');
  return row ? JSON.parse(row.value) : null;
}
