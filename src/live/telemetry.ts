import type { DetectionMode } from '../detection/anomaly.ts';
import type { LiveScore } from '../ml/detector.ts';
import type { Columns } from '../readings/store.ts';
import { coalesce, type Listener } from './coalesce.ts';

/** The newest accepted reading of a sensor, and how many others came since the last one that was sent. */
export interface LiveReading {
  readonly sensorId: number;
  readonly timeMs: number;
  readonly value: number | null;
  readonly quality: number;
  readonly coalesced: number;
}

/** The most telling decision on a sensor's readings since the last one that was sent. */
export interface LiveDetection extends LiveScore {
  readonly sensorId: number;
  readonly equipmentPath: string;
  readonly timeMs: number;
  readonly actual: number | null;
  readonly detectionMode: DetectionMode;
  readonly modelVersionId: number | null;
  readonly coalesced: number;
}

/**
 * What passes by right now: in this process only, not durable, and coalesced to a maximum rate per subscriber, one item
 * per sensor. Whatever must not be missed is an event.
 */
export class TelemetryFeed {
  readonly #readings = new Set<Listener<LiveReading>>();
  readonly #detections = new Set<Listener<LiveDetection>>();

  get wantsReadings(): boolean {
    return this.#readings.size > 0;
  }

  get wantsDetections(): boolean {
    return this.#detections.size > 0;
  }

  publishReadings(sensorId: number, { times, values, qualities }: Columns): void {
    const last = times.length - 1;
    if (last < 0 || !this.wantsReadings) return;
    const value = Number.isNaN(values[last]) ? null : values[last];
    const item = { sensorId, timeMs: times[last], value, quality: qualities[last], coalesced: last };
    for (const listener of this.#readings) listener(item);
  }

  publishDetection(detection: LiveDetection): void {
    for (const listener of this.#detections) listener(detection);
  }

  /** The newest reading of each of these sensors, at most every `intervalMs`. */
  readings(sensorIds: readonly number[], intervalMs: number): AsyncIterableIterator<LiveReading[]> {
    const wanted = new Set(sensorIds);
    return coalesce(
      this.#readings,
      intervalMs,
      (item) => wanted.has(item.sensorId),
      () => true,
    );
  }

  /** The detection of each wanted sensor that came nearest to its threshold or went furthest over it, at most every `intervalMs`. */
  detections(
    intervalMs: number,
    wanted: (item: LiveDetection) => boolean,
  ): AsyncIterableIterator<LiveDetection[]> {
    const tellsMore = (next: LiveDetection, kept: LiveDetection) =>
      next.score / next.threshold >= kept.score / kept.threshold;
    return coalesce(this.#detections, intervalMs, wanted, tellsMore);
  }
}
