import type { DatasetVersion } from '../datasets/dataset-version.ts';
import type { ThreadEnd } from '../detection/thread-end.ts';
import { CorruptArtifactError, DomainError } from '../errors.ts';
import { ArtifactsUnavailableError } from '../registry/artifacts-unavailable.ts';
import type { Metrics } from '../registry/model-version.ts';
import type { ModelTask } from '../registry/registered-model.ts';
import type { GateFigures } from './gate-decision.ts';
import { LEAST_READINGS } from './gate-rules.ts';
import { type GateWindow, heldOutWindow } from './gate-window.ts';
import { judgeDetectorOn, judgeForecastersOn, type RivalSources } from './judge-rivals.ts';
import type { ValidationEvidence, ValidationProblem, ValidationVerdict } from './model-validation.ts';
import { detectorProblems, forecasterProblems } from './validation-rules.ts';

/** A version as it is checked for one sensor. */
export interface Checked {
  readonly task: ModelTask;
  readonly sensorId: number;
  readonly family: string;
  readonly artifactSha256: string;
  readonly dataset: DatasetVersion;
  readonly metrics: Metrics;
  readonly memberPlace: number;
}

export interface Validation {
  readonly verdict: ValidationVerdict;
  readonly problems: readonly ValidationProblem[];
  readonly evidence: ValidationEvidence;
}

const THREAD_LIMIT_MS = 60_000;

/**
 * Loads a version, judges the newest readings that it was not fitted on, and holds the figures against those of its training.
 * @throws the reason of an aborted signal; ArtifactsUnavailableError
 */
export async function validateVersion(
  sources: RivalSources,
  checked: Checked,
  signal: AbortSignal,
): Promise<Validation> {
  const window = await heldOutWindow(sources.readings, checked.sensorId, [checked.dataset]);
  try {
    await sources.artifact(checked);
    if (window.readings < LEAST_READINGS) return unjudged(checked, window);
    const { now, problems } = await judged(sources, checked, window, { limitMs: THREAD_LIMIT_MS, signal });
    const verdict = problems.includes('NON_FINITE_SCORES') ? 'UNUSABLE' : 'DEGRADED';
    const evidence = { ...window, now, atTraining: checked.metrics };
    return { verdict: problems.length === 0 ? 'SOUND' : verdict, problems, evidence };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ArtifactsUnavailableError) throw error;
    if (error instanceof DomainError && error.code === 'INSUFFICIENT_DATA') return unjudged(checked, window);
    return unusable(checked, error);
  }
}

interface Judged {
  readonly now: GateFigures;
  readonly problems: readonly ValidationProblem[];
}

async function judged(
  sources: RivalSources,
  checked: Checked,
  window: GateWindow,
  end: ThreadEnd,
): Promise<Judged> {
  const { task, sensorId, metrics } = checked;
  if (task === 'DETECTION') {
    const { figures } = await judgeDetectorOn(sources, sensorId, checked, window, end);
    return { now: figures, problems: detectorProblems(figures, metrics, window.readings) };
  }
  const rivals = { candidate: checked, champion: checked };
  const { candidate: now } = await judgeForecastersOn(sources, sensorId, rivals, window, end);
  return { now, problems: forecasterProblems(now, metrics) };
}

const unjudged = ({ metrics }: Checked, { readings }: GateWindow): Validation => ({
  verdict: 'UNJUDGED',
  problems: ['TOO_FEW_READINGS'],
  evidence: { fromMs: null, toMs: null, readings, now: {}, atTraining: metrics },
});

const unusable = ({ metrics }: Checked, error: unknown): Validation => ({
  verdict: 'UNUSABLE',
  problems: [error instanceof CorruptArtifactError ? 'ARTIFACT_CORRUPT' : 'ARTIFACT_UNREADABLE'],
  evidence: {
    ...{ fromMs: null, toMs: null, readings: 0, now: {}, atTraining: metrics },
    message: error instanceof Error ? error.message : String(error),
  },
});
