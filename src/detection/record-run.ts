import { cellTime, type Grid } from '../datasets/grid.ts';
import type { EntityManager } from '../db/database.ts';
import { DomainError } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import type { CleaningConfig } from '../ml/cleaning/cleaning-config.ts';
import { samplesInside } from '../ml/evaluation/merged-intervals.ts';
import type { Interval } from '../ml/series.ts';
import type { CleanedDetection } from './detect-order.ts';
import { DetectionRun, DetectionRunAnomaly, type RunCleaning } from './detection-run.ts';

/** What a run is about; it stays with the job that makes it. */
export interface RunSubject {
  readonly sensorId: number;
  readonly modelVersionId: number;
  readonly cleaning: CleaningConfig;
}

const MOST_ANOMALIES = 20_000;
const ROWS_AT_A_TIME = 1_000;

/** @throws DomainError TOO_MANY_ANOMALIES */
export function refuseFlood({ intervals }: CleanedDetection): void {
  if (intervals.length <= MOST_ANOMALIES) return;
  throw new DomainError(
    'TOO_MANY_ANOMALIES',
    `${intervals.length} stretches depart from normal`,
    `Choose a shorter range, or a version that finds at most ${MOST_ANOMALIES} in it.`,
    { found: intervals.length, most: MOST_ANOMALIES },
  );
}

/** Writes a run with everything that it found. */
export async function recordRun(
  em: EntityManager,
  job: Job,
  { sensorId, modelVersionId, cleaning }: RunSubject,
  grid: Grid,
  detection: CleanedDetection,
): Promise<DetectionRun> {
  const { intervals, cleaned } = detection;
  const run = em.create(DetectionRun, {
    jobId: job.id,
    sensorId,
    modelVersionId,
    fromMs: grid.startMs,
    toMs: cellTime(grid, grid.count - 1),
    samplingPeriodMs: grid.periodMs,
    sampleCount: grid.count,
    anomalyCount: intervals.length,
    flaggedCount: samplesInside(intervals),
    cleaning: JSON.stringify({ ...cleaning, counts: cleaned } satisfies RunCleaning),
    requestedBy: job.requestedBy,
    createdAtMs: Date.now(),
  });
  await em.flush();
  const rows = intervals.map((interval) => ({
    detectionRunId: run.id,
    ...found(interval, grid, detection),
  }));
  for (let first = 0; first < rows.length; first += ROWS_AT_A_TIME) {
    await em.insertMany(DetectionRunAnomaly, rows.slice(first, first + ROWS_AT_A_TIME));
  }
  return run;
}

function found({ start, end }: Interval, grid: Grid, { score, threshold }: CleanedDetection) {
  let peak = start;
  for (let t = start + 1; t <= end; t++) if (score[t] > score[peak]) peak = t;
  return {
    startMs: cellTime(grid, start),
    endMs: cellTime(grid, end),
    peakMs: cellTime(grid, peak),
    peakScore: score[peak],
    threshold,
  };
}
