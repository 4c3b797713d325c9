import type { Interval } from '../series.ts';
import type { EvaluatedSeries } from './evaluated-series.ts';
import { mergedIntervals } from './merged-intervals.ts';

/** How near the detections are to one label, among all samples that are nearer to it than to any other. */
export interface AffiliationZone {
  /** null when nothing was detected in the zone. */
  readonly precision: number | null;
  readonly recall: number;
}

/** Means over labels: precision over those with a detection in their zone (null when there are none), recall over all. */
export interface AffiliationScore {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/** `from` ≤ t < `to`: a sample is a stretch of length 1. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Affiliation of Huet, Navarro & Rossi, "Local Evaluation of Time Series Anomaly Detection Algorithms", KDD 2022. Every
 * label J has a zone E up to the middle between it and its neighbours. With X drawn evenly from E, a detected sample is worth
 * P(dist(X, J) ≥ its distance from J), a labelled sample y is worth P(|X − y| ≥ distance from y to the nearest detection);
 * precision and recall are the means of these. In [0, 1]. Labels that touch are one.
 * Flatters: a detection at random has precision about ½, flagging everything has that and recall 1, F1 about ⅔ (more where
 * labels fill their zones); series without labels do not count.
 */
export const affiliationZones = ({ labels, detections, samples }: EvaluatedSeries): AffiliationZone[] => {
  const events = mergedIntervals(labels).map(spanOf);
  const found = mergedIntervals(detections).map(spanOf);
  return events.map((event, k) => {
    const before = events[k - 1];
    const after = events[k + 1];
    const zone = {
      from: before === undefined ? 0 : (before.to + event.from) / 2,
      to: after === undefined ? samples : (event.to + after.from) / 2,
    };
    const inside = found
      .map((span) => ({ from: Math.max(span.from, zone.from), to: Math.min(span.to, zone.to) }))
      .filter(({ from, to }) => from < to);
    if (inside.length === 0) return { precision: null, recall: 0 };
    return { precision: precisionOf(inside, event, zone), recall: recallOf(inside, event, zone) };
  });
};

/** The zones of one or of several series; F1 is the harmonic mean, null without a label. */
export const affiliationScore = (zones: readonly AffiliationZone[]): AffiliationScore => {
  const precisions = zones.flatMap(({ precision }) => (precision === null ? [] : [precision]));
  const precision = mean(precisions);
  const recall = mean(zones.map((zone) => zone.recall));
  if (recall === null) return { precision, recall, f1: null };
  const sum = (precision ?? 0) + recall;
  return { precision, recall, f1: sum === 0 ? 0 : (2 * (precision ?? 0) * recall) / sum };
};

const spanOf = ({ start, end }: Interval): Span => ({ from: start, to: end + 1 });

const lengthOf = ({ from, to }: Span): number => Math.max(0, to - from);

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

const precisionOf = (found: readonly Span[], event: Span, zone: Span): number => {
  const nearer = Math.min(event.from - zone.from, zone.to - event.to);
  /** ∫ P(dist(X, J) ≥ u) du from 0 to d. */
  const worth = (d: number) => {
    const linear = d <= nearer ? (d * d) / 2 : nearer * d - (nearer * nearer) / 2;
    return d - (lengthOf(event) * d + (d * d) / 2 + linear) / lengthOf(zone);
  };
  const between = (near: number, far: number) => worth(Math.max(0, far)) - worth(Math.max(0, near));
  const total = found.reduce((sum, { from, to }) => {
    const inside = lengthOf({ from: Math.max(from, event.from), to: Math.min(to, event.to) });
    const early = between(event.from - to, event.from - from);
    const late = between(from - event.to, to - event.to);
    return sum + inside + early + late;
  }, 0);
  return total / found.reduce((sum, span) => sum + lengthOf(span), 0);
};

/** Sums what each stretch of the event between two detections is worth; where it is detected it is worth 1. */
const recallOf = (found: readonly Span[], event: Span, zone: Span): number => {
  let missed = 0;
  for (let k = 0; k <= found.length; k++) {
    const last = found[k - 1]?.to ?? Number.NEGATIVE_INFINITY;
    const next = found[k]?.from ?? Number.POSITIVE_INFINITY;
    missed += missedBetween(last, next, event, zone);
  }
  return 1 - missed / lengthOf(event);
};

/** ∫ P(|X − y| < distance of y from the nearest detection) dy: linear between its kinks, so that trapezoids are exact. */
const missedBetween = (last: number, next: number, event: Span, zone: Span): number => {
  const from = Math.max(last, event.from);
  const to = Math.min(next, event.to);
  if (from >= to) return 0;
  const missedAt = (y: number) => {
    const distance = Math.min(y - last, next - y);
    return (distance + Math.min(distance, y - zone.from, zone.to - y)) / lengthOf(zone);
  };
  const kinks = [last + next, zone.from + zone.to, last + zone.to, zone.from + next].map((sum) => sum / 2);
  const points = [from, ...kinks.filter((y) => from < y && y < to).sort((a, b) => a - b), to];
  return points
    .slice(1)
    .reduce((sum, y, k) => sum + ((y - points[k]) * (missedAt(points[k]) + missedAt(y))) / 2, 0);
};
