import type { SensorBacklog } from '../detection/backlog.ts';
import type { Restart } from '../detection/checkpoint.ts';
import type { Judgement } from '../detection/judging.ts';
import type { Beginning, RerunTrail } from '../detection/keep-reruns.ts';
import type { Judge } from '../detection/live-detectors.ts';
import type { Late, NewMark } from '../detection/scoring-mark.ts';
import type { Heard } from '../detection/signal.ts';

/** What one round came to at one sensor. */
export interface Scored extends Judgement {
  readonly backlog: SensorBacklog;
  readonly judge: Judge;
  readonly throughMs: number;
  /** When the last of what was judged had come, ms since the epoch; −Infinity where nothing new was. */
  readonly receivedMs: number;
  readonly more: boolean;
  /** The late readings that are taken into account by this. */
  readonly settled: Late | null;
  /** After which reading accepted regimes were taken back before this; null where they were not. */
  readonly forgottenMs: number | null;
  /** Where judging began again because of them. */
  readonly restart: Restart | null;
  readonly heard: Heard | null;
  /** Null where nothing was judged. */
  readonly beginning: Beginning | null;
}

/** How far the sensor is by that. */
export const markOf = (
  { backlog, judge, throughMs, episode, settled, forgottenMs, heard }: Scored,
  trail: RerunTrail | null,
): NewMark => ({
  sensorId: backlog.sensor.id,
  scoredThroughMs: throughMs,
  assignmentId: judge.assignmentId,
  state: judge.detector.save(),
  looksAtInputs: judge.inputIds.length > 0,
  acceptedRegimes: judge.detector.regimes?.accepted ?? 0,
  forgottenMs,
  episode,
  settled,
  signal: (heard ?? backlog).signal,
  trail,
});
