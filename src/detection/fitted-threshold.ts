import { DETECTOR_FAMILIES } from '../ml/detectors.ts';
import { startRobust } from '../ml/robust/robust-start.ts';
import type { LiveAssignment } from '../registry/live-assignments.ts';
import type { ArtifactReader } from './live-detectors.ts';

/**
 * The score above which a reading departs from normal, as a version was fitted with it; of the fallback where there is none.
 * @throws CorruptArtifactError
 */
export async function fittedThreshold(
  assignment: LiveAssignment | null,
  artifact: ArtifactReader,
): Promise<number> {
  if (!assignment) return startRobust().update(Number.NaN, new Float64Array(0)).threshold;
  const fitted = DETECTOR_FAMILIES[assignment.family].load(await artifact(assignment));
  return fitted.live().update(Number.NaN, new Float64Array(fitted.inputs)).threshold;
}
