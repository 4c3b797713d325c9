import type { EntityManager } from '../db/database.ts';
import { type SensorScope, withinScope } from '../equipment/sensor-scope.ts';
import type { LiveDetection, TelemetryFeed } from './telemetry.ts';

export interface DetectionWatch extends SensorScope {
  /** The least score that is shown, in multiples of its threshold. */
  readonly minScore: number;
  readonly intervalMs: number;
}

/** @throws NotFoundError when the watch names what does not exist */
export async function watchDetections(
  telemetry: TelemetryFeed,
  em: EntityManager,
  watch: DetectionWatch,
): Promise<AsyncIterable<LiveDetection[]>> {
  const isWithin = await withinScope(em, watch);
  return telemetry.detections(
    watch.intervalMs,
    (detection) => isWithin(detection) && detection.score >= watch.minScore * detection.threshold,
  );
}
