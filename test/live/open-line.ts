import { onTestFinished } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { Anomaly, AnomalyRevision } from '../../src/detection/anomaly.ts';
import { type ArtifactReader, LiveDetectors } from '../../src/detection/live-detectors.ts';
import { EVERY_SENSOR } from '../../src/detection/sensor-share.ts';
import { EventRecord } from '../../src/events/event-record.ts';
import { EventFeed } from '../../src/events/feed.ts';
import { LiveLine } from '../../src/live/line.ts';
import { Scorer } from '../../src/live/scorer.ts';
import { SilenceWatch } from '../../src/live/silence-watch.ts';
import { TelemetryFeed } from '../../src/live/telemetry.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import type { ReadingsStore } from '../../src/readings/store.ts';
import { earlierAssignments } from '../../src/registry/live-assignments.ts';

export interface OpenLine {
  readonly line: LiveLine;
  readonly scorer: Scorer;
  readonly silence: SilenceWatch;
  readonly store: ReadingsStore;
  readonly telemetry: TelemetryFeed;
  readonly unusable: string[];
  stop(): Promise<void>;
}

/** The live line over an open database, with artifacts from memory; as a new process would put it together. */
export async function openLine(
  db: Database,
  artifacts: ReadonlyMap<string, Uint8Array> | ArtifactReader = new Map(),
  latenessMs = 60_000,
): Promise<OpenLine> {
  const store = await openReadings(db);
  const feed = new EventFeed(db);
  const telemetry = new TelemetryFeed();
  const unusable: string[] = [];
  const read = typeof artifacts === 'function' ? artifacts : readerOf(artifacts);
  const detectors = new LiveDetectors(
    read,
    store,
    (_sensorId, _assignment, error) => unusable.push((error as Error).message),
    (sensorId) => earlierAssignments(db.em(), sensorId, 'DETECTION'),
  );
  const onFault = (error: unknown) => {
    throw error;
  };
  const silence = new SilenceWatch(db, EVERY_SENSOR, onFault);
  const scorerOptions = { onStep: () => {}, onFault, latenessMs, share: EVERY_SENSOR, silence };
  const scorer = new Scorer(db, store, detectors, feed, telemetry, scorerOptions);
  const options = { maxBatchReadings: 10_000, futureToleranceMs: 60_000, latenessMs, onStep: () => {} };
  const line = new LiveLine(db, store, scorer, telemetry, options);
  await scorer.start();
  silence.start((sensorIds) => scorer.listen(sensorIds));
  const stop = async () => {
    await silence.stop();
    await scorer.stop();
    store.close();
  };
  onTestFinished(stop);
  return { line, scorer, silence, store, telemetry, unusable, stop };
}

const readerOf =
  (artifacts: ReadonlyMap<string, Uint8Array>): ArtifactReader =>
  async ({ artifactSha256 }) => {
    const bytes = artifacts.get(artifactSha256);
    if (!bytes) throw new Error('no such artifact');
    return bytes;
  };

/** One reading a second for a sensor, from `from` on. */
export const secondsOf = (sensorId: number, values: readonly (number | null)[], from = 0) => ({
  sensorId,
  times: values.map((_, i) => Date.UTC(2024, 0, 1) + (from + i) * 1_000),
  values,
});

/** Everything that was concluded about a sensor, without ids. */
export async function conclusions(db: Database, sensorId: number) {
  const em = db.em();
  const anomalies = await em.find(Anomaly, { sensorId }, { orderBy: { startMs: 'asc' } });
  const revisions = await em.find(
    AnomalyRevision,
    { anomalyId: { $in: anomalies.map(({ id }) => id) } },
    { orderBy: { anomalyId: 'asc', revision: 'asc' } },
  );
  const events = await em.find(
    EventRecord,
    { sensorId, type: { $like: 'ANOMALY%' } },
    { orderBy: { id: 'asc' } },
  );
  const place = new Map(anomalies.map(({ id }, index) => [id, index]));
  return {
    anomalies: anomalies.map(({ id: _, openKey: __, ...rest }) => ({ ...rest, sensorId: undefined })),
    revisions: revisions.map(({ anomalyId, change, revision }) => [place.get(anomalyId), revision, change]),
    events: events.map(({ type, timeMs, severity }) => [type, timeMs, severity]),
  };
}
