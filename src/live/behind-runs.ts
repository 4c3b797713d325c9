import type { EntityManager } from '../db/database.ts';
import type { EpisodeMemory } from '../detection/judging.ts';

/** A run in the shadow that has readings to judge, or that the promotion of its version ends. */
export interface BehindRun {
  readonly id: number;
  readonly sensorId: number;
  readonly throughMs: number;
  /** Through which reading what is live has judged. */
  readonly scoredThroughMs: number;
  readonly state: Uint8Array | null;
  readonly episode: EpisodeMemory | null;
  readonly isLive: boolean;
  readonly version: {
    readonly modelVersionId: number;
    readonly family: string;
    readonly artifactSha256: string;
    readonly inputSensorIds: readonly number[];
    readonly memberPlace: number;
  };
}

interface Row {
  readonly id: number;
  readonly sensor_id: number;
  readonly through_ms: number;
  readonly scored_through_ms: number | null;
  readonly state: Uint8Array | null;
  readonly episode: string | null;
  readonly model_version_id: number;
  readonly live_version_id: number | null;
  readonly family: string;
  readonly artifact_sha256: string;
  readonly input_sensor_ids: string | null;
}

const BEHIND = `select * from (select r.id, r.sensor_id, r.through_ms, r.state, r.episode, r.model_version_id, m.scored_through_ms,
    v.family, v.artifact_sha256, d.input_sensor_ids, (select a.model_version_id from assignment a where a.sensor_id = r.sensor_id
      and a.task = 'DETECTION' order by a.sequence desc limit 1) as live_version_id
    from shadow_run r join model_version v on v.id = r.model_version_id left join dataset_version d on d.id = v.dataset_version_id
    left join scoring_mark m on m.sensor_id = r.sensor_id where r.running_key = 0 and r.task = 'DETECTION') b
  where b.scored_through_ms > b.through_ms or b.live_version_id = b.model_version_id order by b.id limit ?`;

/** In one statement, oldest run first. */
export async function behindRuns(em: EntityManager, limit: number): Promise<BehindRun[]> {
  const rows: Row[] = await em.execute(BEHIND, [limit]);
  return rows.map((row) => ({
    id: row.id,
    sensorId: row.sensor_id,
    throughMs: Number(row.through_ms),
    scoredThroughMs: Number(row.scored_through_ms ?? row.through_ms),
    state: row.state,
    episode: row.episode ? JSON.parse(row.episode) : null,
    isLive: row.live_version_id === row.model_version_id,
    version: {
      modelVersionId: row.model_version_id,
      family: row.family,
      artifactSha256: row.artifact_sha256,
      inputSensorIds: JSON.parse(row.input_sensor_ids ?? '[]'),
      memberPlace: 0,
    },
  }));
}
