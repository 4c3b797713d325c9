import type { EntityManager } from '../db/database.ts';
import { subtreePath } from '../equipment/equipment-page.ts';
import type { LiveDetection, TelemetryFeed } from './telemetry.ts';

export interface DetectionWatch {
  readonly sensorIds?: readonly number[] | null;
  /** Detections on sensors of this equipment and of everything below it. */
  readonly within?: number | null;
  /** The least score that is shown, in multiples of its threshold. */
  readonly minScore: number;
  readonly intervalMs: number;
}

/** @throws NotFoundError when `within` names nothing */
export async function watchDetections(
  telemetry: TelemetryFeed,
  em: EntityManager,
  watch: DetectionWatch,
): Promise<AsyncIterable<LiveDetection[]>> {
  const path = watch.within == null ? '' : await subtreePath(em, watch.within);
  const sensors = watch.sensorIds && new Set(watch.sensorIds);
  return telemetry.detections(
    watch.intervalMs,
    ({ sensorId, equipmentPath, score, threshold }) =>
      equipmentPath.startsWith(path) &&
      (!sensors || sensors.has(sensorId)) &&
      score >= watch.minScore * threshold,
  );
}
