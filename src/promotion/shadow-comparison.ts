import { confirmedLabels } from '../datasets/confirmed-intervals.ts';
import type { EntityManager } from '../db/database.ts';
import type { Row } from '../db/keyset.ts';
import { Anomaly } from '../detection/anomaly.ts';
import { samplesInside } from '../ml/evaluation/merged-intervals.ts';
import { overlappingSegments } from '../ml/evaluation/overlapping-segments.ts';
import type { Interval } from '../ml/series.ts';
import { ShadowAnomaly, type ShadowRun } from './shadow-run.ts';

/** What one of the two came to on the readings of the run. */
export interface ShadowSide {
  readonly anomalies: number;
  /** Anomalies that touch no confirmed label. */
  readonly falseAlarms: number;
  readonly falseAlarmsPer10000: number;
  readonly caughtLabels: number;
  /** Share of the time inside an anomaly, in [0, 1]. */
  readonly shareOpen: number;
}

export interface ShadowComparison {
  /** Share of the time in which both, or neither, were inside an anomaly, in [0, 1]; null before the first reading. */
  readonly agreement: number | null;
  readonly challenger: ShadowSide;
  /** What was announced live, by whatever decided; limits left out. */
  readonly champion: ShadowSide;
  /** Anomalies of the challenger that touch one of the champion, and those of each that touch none of the other. */
  readonly shared: number;
  readonly onlyChallenger: number;
  readonly onlyChampion: number;
  /** Confirmed anomalies in that time. */
  readonly labels: number;
}

/** A run beside what was live, in the time that it has judged; times of intervals are ms, both ends inclusive. */
export async function compareShadow(em: EntityManager, run: Row<ShadowRun>): Promise<ShadowComparison> {
  const shadow = await em.find(ShadowAnomaly, { shadowRunId: run.id }, { orderBy: { startMs: 'asc' } });
  const fromMs = run.firstMs ?? run.throughMs;
  const within = ({ startMs, endMs }: Spell): Interval[] =>
    startMs <= run.throughMs && endMs >= fromMs
      ? [{ start: Math.max(startMs, fromMs), end: Math.min(endMs, run.throughMs) }]
      : [];
  const live = await em.find(Anomaly, {
    ...{ sensorId: run.sensorId, status: { $ne: 'RETRACTED' }, cause: { $ne: 'LIMIT' } },
    ...{ startMs: { $lte: run.throughMs }, endMs: { $gte: fromMs } },
  });
  const [challenger, champion] = [shadow.flatMap(within), live.flatMap(within)];
  const labels = (await confirmedLabels(em, run.sensorId)).flatMap(within);
  const spanMs = run.readings > 0 ? run.throughMs - fromMs + 1 : 0;
  const inBoth =
    samplesInside(challenger) + samplesInside(champion) - samplesInside([...challenger, ...champion]);
  const inOne = samplesInside([...challenger, ...champion]) - inBoth;
  return {
    agreement: spanMs > 0 ? 1 - inOne / spanMs : null,
    challenger: side(challenger, labels, run.readings, spanMs),
    champion: side(champion, labels, run.readings, spanMs),
    shared: touching(challenger, champion),
    onlyChallenger: challenger.length - touching(challenger, champion),
    onlyChampion: champion.length - touching(champion, challenger),
    labels: labels.length,
  };
}

interface Spell {
  readonly startMs: number;
  readonly endMs: number;
}

const touching = (some: readonly Interval[], others: readonly Interval[]): number =>
  overlappingSegments(some, others).truePositives;

function side(
  found: readonly Interval[],
  labels: readonly Interval[],
  readings: number,
  spanMs: number,
): ShadowSide {
  const falseAlarms = overlappingSegments(labels, found).falsePositives;
  return {
    anomalies: found.length,
    falseAlarms,
    falseAlarmsPer10000: (10_000 * falseAlarms) / Math.max(1, readings),
    caughtLabels: touching(labels, found),
    shareOpen: samplesInside(found) / Math.max(1, spanMs),
  };
}
