import type { EntityManager } from '../db/database.ts';
import { type DetectionSettings, detectionSettings } from '../equipment/detection-settings.ts';
import { Sensor } from '../equipment/sensor.ts';
import { type SensorFacts, sensorFacts } from '../equipment/sensor-facts.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { type LiveAssignment, liveAssignments } from '../registry/live-assignments.ts';
import { newestCheckpoints } from './checkpoint.ts';
import type { EpisodeMemory } from './judging.ts';
import type { SavedState } from './live-detectors.ts';
import { type Late, NEVER_SCORED, scoringMarks } from './scoring-mark.ts';

/** Everything that judging the next readings of a sensor depends on, as the database holds it. */
export interface SensorBacklog {
  readonly sensor: SensorFacts;
  readonly saved: SavedState;
  readonly episode: EpisodeMemory;
  readonly late: Late | null;
  readonly checkpoint: { readonly throughMs: number; readonly assignmentId: number | null } | undefined;
  readonly assignment: LiveAssignment | undefined;
  readonly settings: DetectionSettings;
}

/** In five statements, whatever the number of sensors. STEP sensors are inputs of others and are not judged. */
export async function loadBacklog(em: EntityManager, sensorIds: readonly number[]): Promise<SensorBacklog[]> {
  const facts = await sensorFacts(em, sensorIds);
  const continuous = [...facts.values()].filter(({ kind }) => kind === 'CONTINUOUS');
  const ids = continuous.map(({ id }) => id);
  const marks = await scoringMarks(em, ids);
  const assignments = await liveAssignments(em, ids, 'DETECTION');
  const settings = await detectionSettings(em, ids);
  const checkpoints = await newestCheckpoints(em, ids);
  return continuous.map((sensor) => ({
    sensor,
    ...(marks.get(sensor.id) ?? NEVER_SCORED),
    checkpoint: checkpoints.get(sensor.id),
    assignment: assignments.get(sensor.id),
    settings: settings.get(sensor.id) as DetectionSettings,
  }));
}

/** The sensors whose newest reading is later than what was judged, or that have late readings to take into account. */
export async function sensorsBehind(em: EntityManager, store: ReadingsStore): Promise<number[]> {
  const sensors = await em
    .createQueryBuilder(Sensor, 's')
    .select('id')
    .where({ kind: 'CONTINUOUS', retiredAtMs: null })
    .execute('all');
  const ids = sensors.map(({ id }) => id as number);
  const marks = await scoringMarks(em, ids);
  const latest = await store.latest(ids);
  return ids.filter((id) => {
    const { saved, late } = marks.get(id) ?? NEVER_SCORED;
    return late !== null || (latest.get(id)?.timeMs ?? Number.NEGATIVE_INFINITY) > saved.throughMs;
  });
}
