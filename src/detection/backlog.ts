import type { EntityManager } from '../db/database.ts';
import { type DetectionSettings, detectionSettings } from '../equipment/detection-settings.ts';
import { type LimitHistory, limitHistories, NO_LIMITS } from '../equipment/limit-history.ts';
import { type SensorFacts, sensorFacts } from '../equipment/sensor-facts.ts';
import { type SignalSettings, signalSettings } from '../equipment/signal-settings.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { type LiveAssignment, liveAssignments } from '../registry/live-assignments.ts';
import { newestCheckpoints } from './checkpoint.ts';
import { confirmedStretches, type KnownAnomalies, openConfirmed } from './confirmed-stretches.ts';
import type { EpisodeMemory } from './judging.ts';
import type { RerunTrail } from './keep-reruns.ts';
import { PRIMING_READINGS, type SavedState } from './live-detectors.ts';
import { type Late, NEVER_SCORED, type RegimeWish, scoringMarks } from './scoring-mark.ts';
import { PARTITIONS } from './scoring-partition.ts';
import { type Signal, type SignalRules, signalRules } from './signal.ts';

/** Everything that judging the next readings of a sensor depends on, as the database holds it. */
export interface SensorBacklog {
  readonly sensor: SensorFacts;
  readonly saved: SavedState;
  readonly episode: EpisodeMemory;
  readonly late: Late | null;
  readonly regimes: RegimeWish;
  readonly signal: Signal | null;
  readonly trail: RerunTrail | null;
  readonly rules: SignalRules;
  readonly checkpoint: { readonly throughMs: number; readonly assignmentId: number | null } | undefined;
  readonly assignment: LiveAssignment | undefined;
  readonly settings: DetectionSettings;
  /** From the mark on. */
  readonly limits: LimitHistory;
  readonly known: KnownAnomalies;
}

/** In eight statements, whatever the number of sensors, and one for each whose version has changed. STEP sensors are inputs of others and are not judged. */
export async function loadBacklog(em: EntityManager, sensorIds: readonly number[]): Promise<SensorBacklog[]> {
  const facts = await sensorFacts(em, sensorIds);
  const continuous = [...facts.values()].filter(({ kind }) => kind === 'CONTINUOUS');
  const ids = continuous.map(({ id }) => id);
  const marks = await scoringMarks(em, ids);
  const assignments = await liveAssignments(em, ids, 'DETECTION');
  const settings = await detectionSettings(em, ids);
  const throughMs = ids.map((id) => (marks.get(id) ?? NEVER_SCORED).saved.throughMs);
  const limits = await limitHistories(em, ids, Math.min(...throughMs));
  const signals = await signalSettings(em, ids);
  const checkpoints = await newestCheckpoints(em, ids);
  const confirmed = await openConfirmed(em, ids);
  const backlogs = continuous.map((sensor) => ({
    sensor,
    ...(marks.get(sensor.id) ?? NEVER_SCORED),
    known: { stretches: [], openIsConfirmed: confirmed.has(sensor.id) },
    checkpoint: checkpoints.get(sensor.id),
    assignment: assignments.get(sensor.id),
    settings: settings.get(sensor.id) as DetectionSettings,
    limits: limits.get(sensor.id) ?? NO_LIMITS,
    rules: signalRules(signals.get(sensor.id) as SignalSettings, sensor),
  }));
  return Promise.all(
    backlogs.map((backlog) => (isNewVersion(backlog) ? withStretches(em, backlog) : backlog)),
  );
}

const isNewVersion = ({ assignment, saved }: SensorBacklog): boolean =>
  assignment !== undefined && assignment.assignmentId !== saved.assignmentId;

/** A version that begins to judge is shown what came before. */
async function withStretches(em: EntityManager, backlog: SensorBacklog): Promise<SensorBacklog> {
  const { sensor, saved, known } = backlog;
  const stretches = await confirmedStretches(em, sensor.id, primedFrom(sensor, saved), saved.throughMs);
  return { ...backlog, known: { ...known, stretches } };
}

/** About when the readings begin that a version is shown before it judges. */
export const primedFrom = (sensor: SensorFacts, { throughMs }: SavedState): number =>
  throughMs - PRIMING_READINGS * sensor.samplingPeriodMs;

/** A sensor that has something to be judged, and a word for what that is: the same as long as nothing is added. */
export interface Behind {
  readonly sensorId: number;
  readonly reach: string;
}

interface MarkRow {
  readonly id: number;
  readonly scored_through_ms: number | null;
  readonly late_from_ms: number | null;
  readonly late_count: number;
}

/**
 * The sensors whose newest reading is later than what was judged, or that have late readings to take into account;
 * of all partitions or of these. Two statements that read one row a sensor, whatever is stored.
 */
export async function sensorsBehind(
  em: EntityManager,
  store: ReadingsStore,
  partitions: readonly number[] | null,
): Promise<Behind[]> {
  if (partitions?.length === 0) return [];
  const sql = `select s.id, m.scored_through_ms, m.late_from_ms, m.late_count from sensor s
    left join scoring_mark m on m.sensor_id = s.id where s.kind = 'CONTINUOUS' and s.retired_at_ms is null`;
  const rows: MarkRow[] = partitions
    ? await em.execute(`${sql} and s.id % ${PARTITIONS} in (?)`, [[...partitions]])
    : await em.execute(sql);
  const latest = await store.latest(rows.map(({ id }) => id));
  return rows.flatMap(({ id, scored_through_ms, late_from_ms, late_count }) => {
    const newestMs = latest.get(id)?.timeMs ?? Number.NEGATIVE_INFINITY;
    const throughMs = scored_through_ms ?? NEVER_SCORED.saved.throughMs;
    if (late_from_ms === null && newestMs <= throughMs) return [];
    return [{ sensorId: id, reach: `${newestMs} ${late_from_ms} ${late_count}` }];
  });
}
