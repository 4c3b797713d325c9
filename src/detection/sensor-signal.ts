import { type RawQueryFragment, raw } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { sensorFacts } from '../equipment/sensor-facts.ts';
import { DEFAULT_SIGNAL, signalSettings } from '../equipment/signal-settings.ts';
import { scoringMarks } from './scoring-mark.ts';
import { PARTITIONS } from './scoring-partition.ts';
import { HEARD_STATES, type SignalRules, type SignalState, signalRules } from './signal.ts';

/** The signal of a sensor as it is now. */
export interface SensorSignal {
  readonly state: SignalState;
  readonly sinceMs: number | null;
  readonly heardMs: number | null;
  readonly usableMs: number | null;
}

const NEVER_HEARD: SensorSignal = { state: 'NEVER_HEARD', sinceMs: null, heardMs: null, usableMs: null };

/** In the order of the ids; null for STEP sensors, which are not watched. Two statements. */
export async function sensorSignals(
  em: EntityManager,
  sensorIds: readonly number[],
): Promise<(SensorSignal | null)[]> {
  const facts = await sensorFacts(em, sensorIds);
  const marks = await scoringMarks(em, sensorIds);
  return sensorIds.map((id) =>
    facts.get(id)?.kind === 'STEP' ? null : (marks.get(id)?.signal ?? NEVER_HEARD),
  );
}

/** The rules in force, in the order of the ids; null for STEP sensors. Two statements. */
export async function rulesInForce(
  em: EntityManager,
  sensorIds: readonly number[],
): Promise<(SignalRules | null)[]> {
  const facts = await sensorFacts(em, sensorIds);
  const settings = await signalSettings(em, sensorIds);
  return sensorIds.map((id) => {
    const sensor = facts.get(id);
    return sensor?.kind === 'CONTINUOUS' ? signalRules(settings.get(id) ?? DEFAULT_SIGNAL, sensor) : null;
  });
}

/** When the sensors in service that are not silent were last heard, by the server's clock; of these partitions or of all. */
export async function heardSensors(
  em: EntityManager,
  partitions: readonly number[] | null,
): Promise<{ readonly sensorId: number; readonly heardMs: number }[]> {
  if (partitions?.length === 0) return [];
  const sql = `select m.sensor_id, m.signal from scoring_mark m join sensor s on s.id = m.sensor_id
    where m.signal_state <> 'SILENT' and s.retired_at_ms is null`;
  const rows: { sensor_id: number; signal: string }[] = partitions
    ? await em.execute(`${sql} and m.sensor_id % ${PARTITIONS} in (?)`, [[...partitions]])
    : await em.execute(sql);
  return rows.map((row) => ({ sensorId: row.sensor_id, heardMs: JSON.parse(row.signal).heardMs }));
}

/** A condition on sensors `r`: they are watched, and in one of these states. */
export function inSignalStates(states: readonly SignalState[]): RawQueryFragment {
  const heard = HEARD_STATES.filter((state) => states.includes(state));
  const found = 'select m.signal_state from scoring_mark m where m.sensor_id = r.id and m.signal_state';
  const conditions = [
    ...(heard.length > 0 ? [`exists (${found} in (${heard.map(() => '?').join(', ')}))`] : []),
    ...(states.includes('NEVER_HEARD') ? [`not exists (${found} is not null)`] : []),
  ];
  return raw(`(r.kind = 'CONTINUOUS' and (${conditions.join(' or ') || 'false'}))`, heard);
}
