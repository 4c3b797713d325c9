import type { ThreadEnd } from '../detection/thread-end.ts';
import { CorruptArtifactError, DomainError } from '../errors.ts';
import type { LiveAssignment } from '../registry/live-assignments.ts';
import { type Metrics, ModelVersion } from '../registry/model-version.ts';
import type { ModelTask } from '../registry/registered-model.ts';
import type { GateEvidence, GateReason } from './gate-decision.ts';
import { detectorReasons, forecasterReasons, LEAST_READINGS } from './gate-rules.ts';
import { type GateWindow, heldOutWindow } from './gate-window.ts';
import { judgeDetectorOn, judgeForecastersOn, type Rival, type RivalSources } from './judge-rivals.ts';
import { versionOfSensor } from './version-of-sensor.ts';

/** What asks to become live, and the figures that it was registered with. */
export interface Candidate extends Rival {
  readonly task: ModelTask;
  readonly metrics: Metrics;
  readonly baselineMetrics: Metrics;
}

/** What was found for one sensor, before anything is written. */
export interface GateJudgement {
  readonly sensorId: number;
  readonly championVersionId: number | null;
  /** What was live when it was judged. */
  readonly assignmentId: number | null;
  readonly passed: boolean;
  readonly reasons: readonly GateReason[];
  readonly evidence: GateEvidence;
}

/**
 * Holds a candidate against what is live for a sensor, on the newest readings that neither was fitted on. Where nothing is live,
 * or the champion cannot be loaded, it passes with the figures of its training: the registry has let nothing in without any.
 * @throws CorruptArtifactError where the candidate itself cannot be loaded; DomainError SCORING_TIMED_OUT
 */
export async function judgeCandidate(
  sources: RivalSources,
  candidate: Candidate,
  sensorId: number,
  live: LiveAssignment | undefined,
  end: ThreadEnd,
): Promise<GateJudgement> {
  const subject = {
    sensorId,
    championVersionId: live?.modelVersionId ?? null,
    assignmentId: live?.assignmentId ?? null,
  };
  await sources.artifact(candidate);
  const champion = live && (await usableRival(sources, sensorId, live));
  if (!champion) {
    const reasons: GateReason[] = [live ? 'CHAMPION_UNUSABLE' : 'FIRST_VERSION'];
    return { ...subject, passed: true, reasons, evidence: ofTraining(candidate) };
  }
  const window = await heldOutWindow(sources.readings, sensorId, [candidate.dataset, champion.dataset]);
  if (window.readings < LEAST_READINGS)
    return {
      ...subject,
      passed: false,
      reasons: ['TOO_FEW_READINGS'],
      evidence: { ...ofTraining(candidate), ...window },
    };
  const judge = candidate.task === 'DETECTION' ? judgeDetectors : judgeForecasters;
  const { reasons, evidence } = await judge(sources, sensorId, { candidate, champion }, window, end);
  const passed = reasons.length === 0;
  return { ...subject, passed, reasons: passed ? ['NOT_WORSE'] : reasons, evidence };
}

interface Judged {
  readonly reasons: readonly GateReason[];
  readonly evidence: GateEvidence;
}

interface Rivals {
  readonly candidate: Rival;
  readonly champion: Rival;
}

async function judgeDetectors(
  sources: RivalSources,
  sensorId: number,
  { candidate, champion }: Rivals,
  window: GateWindow,
  end: ThreadEnd,
): Promise<Judged> {
  const [ours, theirs] = await Promise.all([
    judgeDetectorOn(sources, sensorId, candidate, window, end, 'candidate'),
    judgeDetectorOn(sources, sensorId, champion, window, end, 'champion'),
  ]);
  const { figures, baseline, labels } = ours;
  const evidence = { ...window, labels, candidate: figures, champion: theirs.figures, baseline };
  return { reasons: detectorReasons(figures, theirs.figures, labels), evidence };
}

async function judgeForecasters(
  sources: RivalSources,
  sensorId: number,
  rivals: Rivals,
  window: GateWindow,
  end: ThreadEnd,
): Promise<Judged> {
  try {
    const evidence = await judgeForecastersOn(sources, sensorId, rivals, window, end);
    return { reasons: forecasterReasons(evidence.candidate, evidence.champion ?? {}), evidence };
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'INSUFFICIENT_DATA')) throw error;
    const evidence = { ...window, labels: 0, candidate: {}, champion: {}, baseline: {} };
    return { reasons: ['TOO_FEW_READINGS'], evidence };
  }
}

async function usableRival(
  { em, artifact }: RivalSources,
  sensorId: number,
  live: LiveAssignment,
): Promise<Rival | null> {
  try {
    await artifact(live);
    const version = await em.findOneOrFail(ModelVersion, live.modelVersionId);
    const { family, artifactSha256 } = version;
    return { family, artifactSha256, ...(await versionOfSensor(em, version, sensorId)) };
  } catch (error) {
    if (error instanceof CorruptArtifactError) return null;
    throw error;
  }
}

const ofTraining = ({ metrics, baselineMetrics, dataset }: Candidate): GateEvidence => ({
  fromMs: null,
  toMs: null,
  readings: dataset.sampleCount - dataset.trainCount,
  labels: 0,
  candidate: metrics,
  champion: null,
  baseline: baselineMetrics,
});
