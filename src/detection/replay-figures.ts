import type { OperatorLabel } from '../labels/operator-label.ts';
import type { Cause } from '../ml/detector.ts';
import { falseAlarmsPer10000 } from '../ml/evaluation/false-alarms.ts';
import { overlappingSegments } from '../ml/evaluation/overlapping-segments.ts';
import { shareFlagged } from '../ml/evaluation/share-flagged.ts';
import type { Episode } from '../ml/hysteresis.ts';
import type { Interval } from '../ml/series.ts';

const DAY_MS = 86_400_000;

/** An anomaly that would have been announced; times are ms since the epoch. */
export interface ReplayedAnomaly {
  readonly startMs: number;
  readonly endMs: number;
  readonly peakMs: number;
  readonly peakScore: number;
  readonly threshold: number;
  readonly cause: Cause;
}

/** What a stretch of history would have been announced as. */
export interface ReplayFigures {
  /** Readings judged. */
  readonly readings: number;
  readonly anomalies: readonly ReplayedAnomaly[];
  readonly anomaliesPerDay: number;
  /** Share of the judged readings inside an anomaly, in [0, 1]. */
  readonly shareOpen: number;
  readonly caughtLabelIds: readonly number[];
  readonly missedLabelIds: readonly number[];
  /** Anomalies that touch no confirmed label. */
  readonly falseAlarms: number;
  /** Per 10,000 readings outside the confirmed labels. */
  readonly falseAlarmsPer10000: number;
}

/** A confirmed label of the stretch as indices of its readings. */
export interface LabelledReadings extends Interval {
  readonly labelId: number;
}

/** The labels that hold at least one of the readings: what lies in a silence cannot be caught, and is no miss. */
export const labelledReadings = (labels: readonly OperatorLabel[], times: Float64Array): LabelledReadings[] =>
  labels.flatMap(({ id, startMs, endMs }) => {
    const start = times.findIndex((time) => time >= startMs);
    const end = times.findLastIndex((time) => time <= endMs);
    return start >= 0 && start <= end ? [{ labelId: id, start, end }] : [];
  });

/**
 * @param episodes with indices of readings as times
 * @param periodMs of the sensor; the last reading stands for so long
 */
export function replayFigures(
  episodes: readonly Episode[],
  times: Float64Array,
  labels: readonly LabelledReadings[],
  periodMs: number,
): ReplayFigures {
  const detections = episodes.map(({ startTime, endTime }) => ({ start: startTime, end: endTime }));
  const judged = { samples: times.length, labels, detections };
  const caught = labels.filter((label) => overlappingSegments([label], detections).truePositives > 0);
  const days = (times[times.length - 1] - times[0] + periodMs) / DAY_MS;
  const idsOf = (some: readonly LabelledReadings[]) => some.map(({ labelId }) => labelId);
  return {
    readings: times.length,
    anomalies: episodes.map((episode) => ({
      startMs: times[episode.startTime],
      endMs: times[episode.endTime],
      peakMs: times[episode.peakTime],
      peakScore: episode.score,
      threshold: episode.threshold,
      cause: episode.cause,
    })),
    anomaliesPerDay: episodes.length / days,
    shareOpen: shareFlagged([judged]),
    caughtLabelIds: idsOf(caught),
    missedLabelIds: idsOf(labels.filter((label) => !caught.includes(label))),
    falseAlarms: overlappingSegments(labels, detections).falsePositives,
    falseAlarmsPer10000: falseAlarmsPer10000([judged]),
  };
}
