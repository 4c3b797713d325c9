import type { EntityManager } from '../db/database.ts';
import { OperatorLabel } from '../labels/operator-label.ts';
import type { Interval } from '../ml/series.ts';
import { cellOf, type Grid } from './grid.ts';

/** What operators hold to be anomalous of a sensor. Of several labels of one announced anomaly the newest counts. */
export async function confirmedLabels(em: EntityManager, sensorId: number): Promise<OperatorLabel[]> {
  const labels = await em.find(OperatorLabel, { sensorId }, { orderBy: { id: 'asc' } });
  const held = new Map(labels.map((label) => [label.anomalyId ?? `label ${label.id}`, label]));
  return [...held.values()].filter((label) => label.verdict === 'CONFIRMED');
}

/** The cells of a grid that operators hold to be anomalous, as intervals that may overlap. */
export async function confirmedIntervals(
  em: EntityManager,
  sensorId: number,
  grid: Grid,
): Promise<Interval[]> {
  const labels = await confirmedLabels(em, sensorId);
  return labels
    .map((label) => ({ start: cellOf(grid, label.startMs), end: cellOf(grid, label.endMs) }))
    .flatMap((interval) => within(interval, 0, grid.count - 1));
}

/** The part of an interval that lies in `first` … `last`, if any. */
export function within({ start, end }: Interval, first: number, last: number): Interval[] {
  return start <= last && end >= first ? [{ start: Math.max(start, first), end: Math.min(end, last) }] : [];
}
