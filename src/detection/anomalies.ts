import type { EntityManager } from '../db/database.ts';
import type { EventType, NewEvent } from '../events/event.ts';
import type { Cause } from '../ml/detector.ts';
import { type Severity, severityOf } from '../ml/severity.ts';
import { Anomaly, AnomalyRevision, type AnomalyStatus, type DetectionMode } from './anomaly.ts';

export const ANOMALY_CHANGES = ['OPENED', 'EXTENDED', 'REVISED', 'CLOSED'] as const;
export type AnomalyChange = (typeof ANOMALY_CHANGES)[number];

/** What an episode is at the moment of a change. Score, threshold, expected and actual are those of the peak. */
export interface EpisodeView {
  readonly startMs: number;
  readonly endMs: number;
  readonly peakMs: number;
  readonly score: number;
  readonly threshold: number;
  readonly expected: number;
  readonly actual: number | null;
  readonly cause: Cause;
}

/** A change of the one open episode of a sensor, decided by its detector. `atMs` is the source time of the deciding reading. */
export interface AnomalyTransition extends EpisodeView {
  readonly sensorId: number;
  readonly equipmentPath: string;
  readonly change: AnomalyChange;
  readonly atMs: number;
  readonly confidence: number;
  readonly detectionMode: DetectionMode;
  readonly modelVersionId: number | null;
}

/** The frozen picture of an anomaly that its revisions and events carry. */
export interface AnomalySnapshot extends EpisodeView {
  readonly anomalyId: number;
  readonly revision: number;
  readonly sensorId: number;
  readonly status: AnomalyStatus;
  readonly severity: Severity;
  readonly confidence: number;
  readonly detectionMode: DetectionMode;
  readonly modelVersionId: number | null;
}

/**
 * Writes changes in their order, each as a new revision, and gives the events that announce them, for the same
 * transaction. A change that finds no open anomaly opens one: an episode is never lost to a state that is gone.
 */
export async function applyTransitions(
  em: EntityManager,
  transitions: readonly AnomalyTransition[],
): Promise<NewEvent[]> {
  const events: NewEvent[] = [];
  const open = await openAnomalies(em, [...new Set(transitions.map(({ sensorId }) => sensorId))]);
  for (const transition of transitions) {
    const anomaly = open.get(transition.sensorId) ?? begin(em, transition);
    describe(anomaly, transition);
    await em.flush();
    if (transition.change === 'CLOSED') {
      anomaly.openKey = anomaly.id;
      await em.flush();
      open.delete(transition.sensorId);
    } else open.set(transition.sensorId, anomaly);
    const snapshot = snapshotOf(anomaly);
    em.create(AnomalyRevision, {
      anomalyId: anomaly.id,
      revision: anomaly.revision,
      change: transition.change,
      snapshot: JSON.stringify(snapshot),
      atMs: transition.atMs,
    });
    events.push(announcement(transition, snapshot));
  }
  await em.flush();
  return events;
}

async function openAnomalies(em: EntityManager, sensorIds: readonly number[]): Promise<Map<number, Anomaly>> {
  if (sensorIds.length === 0) return new Map();
  const anomalies = await em.find(Anomaly, { sensorId: { $in: [...sensorIds] }, openKey: 0 });
  return new Map(anomalies.map((anomaly) => [anomaly.sensorId, anomaly]));
}

function begin(em: EntityManager, transition: AnomalyTransition): Anomaly {
  const { sensorId, detectionMode, modelVersionId } = transition;
  return em.create(Anomaly, {
    ...episodeOf(transition),
    sensorId,
    openKey: 0,
    status: 'OPEN',
    revision: 0,
    severity: severityOf(transition.score, transition.threshold),
    confidence: transition.confidence,
    detectionMode,
    modelVersionId,
    updatedAtMs: transition.atMs,
  });
}

function describe(anomaly: Anomaly, transition: AnomalyTransition): void {
  Object.assign(anomaly, episodeOf(transition), {
    revision: anomaly.revision + 1,
    status: transition.change === 'CLOSED' ? 'CLOSED' : 'OPEN',
    severity: severityOf(transition.score, transition.threshold),
    confidence: transition.confidence,
    updatedAtMs: transition.atMs,
  });
}

const episodeOf = ({
  startMs,
  endMs,
  peakMs,
  score,
  threshold,
  expected,
  actual,
  cause,
}: EpisodeView): EpisodeView => ({
  startMs,
  endMs,
  peakMs,
  score,
  threshold,
  expected,
  actual,
  cause,
});

const snapshotOf = (anomaly: Anomaly): AnomalySnapshot => ({
  ...episodeOf({ ...anomaly, actual: anomaly.actual ?? null }),
  anomalyId: anomaly.id,
  revision: anomaly.revision,
  sensorId: anomaly.sensorId,
  status: anomaly.status,
  severity: anomaly.severity,
  confidence: anomaly.confidence,
  detectionMode: anomaly.detectionMode,
  modelVersionId: anomaly.modelVersionId ?? null,
});

const announcement = (transition: AnomalyTransition, snapshot: AnomalySnapshot): NewEvent => ({
  type: `ANOMALY_${transition.change}` satisfies EventType,
  sensorId: snapshot.sensorId,
  equipmentPath: transition.equipmentPath,
  severity: snapshot.severity,
  timeMs: transition.atMs,
  payload: snapshot,
});
