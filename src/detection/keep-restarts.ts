import type { EntityManager } from '../db/database.ts';
import type { SensorBacklog } from './backlog.ts';
import { addCheckpoint, forgetCheckpoints, type Restart } from './checkpoint.ts';
import type { EpisodeMemory } from './judging.ts';
import type { Judge } from './live-detectors.ts';

/** How far apart checkpoints are, as a share of the lateness bound. */
const CHECKPOINT_SHARE = 0.25;

/** What judging came to at a sensor. */
interface Reached {
  readonly backlog: SensorBacklog;
  readonly judge: Judge;
  readonly throughMs: number;
  readonly episode: EpisodeMemory;
  /** Where judging began again because of late readings. */
  readonly restart: Restart | null;
}

/** Keeps checkpoints, so that judging can start again before any reading that may still come late. */
export async function keepRestarts(
  em: EntityManager,
  { backlog, judge, throughMs, episode, restart }: Reached,
  latenessMs: number,
): Promise<void> {
  if (latenessMs === 0) return;
  const { sensor, saved, checkpoint } = backlog;
  const { assignmentId } = judge;
  const reachMs = throughMs - latenessMs;
  let newestMs = restart?.saved.throughMs ?? checkpoint?.throughMs ?? saved.throughMs;
  if (restart) await forgetCheckpoints(em, sensor.id, newestMs);
  else if (!checkpoint || checkpoint.assignmentId !== assignmentId) {
    newestMs = saved.throughMs;
    const state = saved.assignmentId === assignmentId ? saved.state : null;
    const first = { saved: { ...saved, assignmentId, state }, episode: backlog.episode };
    await forgetCheckpoints(em, sensor.id, Number.MIN_SAFE_INTEGER - 1);
    await addCheckpoint(em, sensor.id, first, reachMs);
  }
  if (throughMs - newestMs < latenessMs * CHECKPOINT_SHARE) return;
  const now = { assignmentId, throughMs, state: judge.detector.save() };
  await addCheckpoint(em, sensor.id, { saved: now, episode }, reachMs);
}
