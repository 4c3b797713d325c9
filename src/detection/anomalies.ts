import type { EntityManager } from '../db/database.ts';
import type { EventType, NewEvent } from '../events/event.ts';
import type { Cause } from '../ml/detector.ts';
import { type Severity, severityOf } from '../ml/severity.ts';
import { Anomaly, AnomalyRevision, type AnomalyStatus, type DetectionMode } from './anomaly.ts';
import { decisionOf, decisionSha256, statusAfter } from './decision.ts';
import type { Evidence } from './keep-reruns.ts';

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

/**
 * A change of an episode, decided by its detector: of the open one of the sensor, or, where readings came late, of the
 * one that `revises` names. `atMs` is the source time of the deciding reading.
 */
export interface AnomalyTransition extends EpisodeView {
  readonly sensorId: number;
  readonly equipmentPath: string;
  readonly change: AnomalyChange;
  readonly revises?: { readonly anomalyId: number; readonly status: AnomalyStatus };
  /** An episode that was over before anybody knew of it, beside the open one. */
  readonly past?: boolean;
  readonly atMs: number;
  readonly confidence: number;
  readonly detectionMode: DetectionMode;
  readonly modelVersionId: number | null;
  /** What the deciding reading was judged as. */
  readonly deciding?: { readonly score: number; readonly threshold: number };
  /** From where it can be run again. */
  readonly evidence?: Evidence;
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
  const past = new Map<number, Anomaly>();
  for (const transition of transitions) {
    const { sensorId, revises } = transition;
    const running = transition.past ? past : open;
    const known = revises ? await em.findOneOrFail(Anomaly, revises.anomalyId) : running.get(sensorId);
    const anomaly = known ?? (await begin(em, transition));
    describe(anomaly, transition);
    await em.flush();
    if (anomaly.status === 'OPEN') running.set(sensorId, anomaly);
    else if (running.get(sensorId) === anomaly) running.delete(sensorId);
    const snapshot = snapshotOf(anomaly);
    em.create(AnomalyRevision, {
      anomalyId: anomaly.id,
      revision: anomaly.revision,
      change: transition.change,
      snapshot: JSON.stringify(snapshot),
      atMs: transition.atMs,
      ...recordOf(transition),
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

async function begin(em: EntityManager, transition: AnomalyTransition): Promise<Anomaly> {
  const { sensorId, detectionMode, modelVersionId, past } = transition;
  const anomaly = em.create(Anomaly, {
    ...episodeOf(transition),
    sensorId,
    openKey: past ? -1 : 0,
    status: 'OPEN',
    revision: 0,
    severity: severityOf(transition.score, transition.threshold),
    confidence: transition.confidence,
    detectionMode,
    modelVersionId,
    updatedAtMs: transition.atMs,
  });
  await em.flush();
  return anomaly;
}

function describe(anomaly: Anomaly, transition: AnomalyTransition): void {
  const status = statusAfter(transition);
  Object.assign(anomaly, episodeOf(transition), {
    revision: anomaly.revision + 1,
    openKey: status === 'OPEN' && !transition.past ? 0 : anomaly.id,
    status,
    severity: severityOf(transition.score, transition.threshold),
    confidence: transition.confidence,
    detectionMode: transition.detectionMode,
    modelVersionId: transition.modelVersionId,
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

function recordOf(transition: AnomalyTransition) {
  const { evidence } = transition;
  if (!evidence) return {};
  const { pointId: rerunPointId, throughMs, readings, seenMs: receivedByMs, settings } = evidence;
  const sha256 = decisionSha256(decisionOf(transition), settings);
  return { sha256, rerunPointId, throughMs, readings, receivedByMs };
}

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
