import type { EntityManager } from '../db/database.ts';
import { type DetectionSettings, detectionSettings } from '../equipment/detection-settings.ts';
import { Sensor } from '../equipment/sensor.ts';
import { type SensorFacts, sensorFacts } from '../equipment/sensor-facts.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { type LiveAssignment, liveAssignments } from '../registry/live-assignments.ts';
import type { EpisodeMemory } from './judging.ts';
import type { SavedState } from './live-detectors.ts';
import { NEVER_SCORED, scoringMarks } from './scoring-mark.ts';

/** Everything that judging the next readings of a sensor depends on, as the database holds it. */
export interface SensorBacklog {
  readonly sensor: SensorFacts;
  readonly saved: SavedState;
  readonly episode: EpisodeMemory;
  readonly assignment: LiveAssignment | undefined;
  readonly settings: DetectionSettings;
}

/** In four statements, whatever the number of sensors. STEP sensors are inputs of others and are not judged. */
export async function loadBacklog(em: EntityManager, sensorIds: readonly number[]): Promise<SensorBacklog[]> {
  const facts = await sensorFacts(em, sensorIds);
  const continuous = [...facts.values()].filter(({ kind }) => kind === 'CONTINUOUS');
  const ids = continuous.map(({ id }) => id);
  const marks = await scoringMarks(em, ids);
  const assignments = await liveAssignments(em, ids, 'DETECTION');
  const settings = await detectionSettings(em, ids);
  return continuous.map((sensor) => ({
    sensor,
    ...(marks.get(sensor.id) ?? NEVER_SCORED),
    assignment: assignments.get(sensor.id),
    settings: settings.get(sensor.id) as DetectionSettings,
  }));
}

/** The sensors whose newest reading is later than what was judged. */
export async function sensorsBehind(em: EntityManager, store: ReadingsStore): Promise<number[]> {
  const sensors = await em
    .createQueryBuilder(Sensor, 's')
    .select('id')
    .where({ kind: 'CONTINUOUS', retiredAtMs: null })
    .execute('all');
  const ids = sensors.map(({ id }) => id as number);
  const marks = await scoringMarks(em, ids);
  const latest = await store.latest(ids);
  return ids.filter(
    (id) =>
      (latest.get(id)?.timeMs ?? Number.NEGATIVE_INFINITY) > (marks.get(id) ?? NEVER_SCORED).saved.throughMs,
  );
}
