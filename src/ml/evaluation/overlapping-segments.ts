import type { Interval } from '../series.ts';

/** Shares are null where they would divide by zero: nothing detected, nothing labelled. */
export interface SegmentScore {
  readonly truePositives: number;
  readonly falseNegatives: number;
  readonly falsePositives: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/**
 * Overlapping-segment evaluation (as in Orion; Alnegheimish et al., 2022): a label touched by at least one detection
 * is a true positive, an untouched one a false negative, a detection that touches no label a false positive. Both
 * ends of every interval are inclusive; order does not matter. Long detections are flattered: never report it without
 * the share of time flagged.
 */
export const overlappingSegments = (
  labels: readonly Interval[],
  detections: readonly Interval[],
): SegmentScore => {
  const touches = (one: Interval) => (other: Interval) => one.start <= other.end && other.start <= one.end;
  const truePositives = labels.filter((label) => detections.some(touches(label))).length;
  const falsePositives = detections.filter((detection) => !labels.some(touches(detection))).length;
  const falseNegatives = labels.length - truePositives;
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);
  return {
    truePositives,
    falseNegatives,
    falsePositives,
    precision: share(truePositives, truePositives + falsePositives),
    recall: share(truePositives, labels.length),
    f1: share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
  };
};
