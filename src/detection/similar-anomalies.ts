import type { EntityManager } from '../db/database.ts';
import type { Anomaly } from './anomaly.ts';

/** A past anomaly beside another of the same sensor. */
export interface SimilarAnomaly {
  readonly anomalyId: number;
  readonly sameCause: boolean;
  /** See `distanceBetween`. */
  readonly distance: number;
}

type Likeness = Pick<Anomaly, 'id' | 'sensorId' | 'cause' | 'status'> & {
  /** Score over threshold. */
  readonly severity: number;
  /** Readings. */
  readonly length: number;
  readonly side: number;
  readonly recency: number;
};

/** Of each sensor, its newest closed ones: what was long ago says less, and a list must stay cheap. */
const MOST_COMPARED = 1_000;

const CANDIDATES = `select * from (
  select a.id, a.sensor_id as "sensorId", a.cause, a.status, a.score / a.threshold as severity,
    (a.end_ms - a.start_ms) / (s.sampling_period_ms * 1.0) + 1 as length, sign(a.actual - a.expected) as side,
    row_number() over (partition by a.sensor_id, a.status order by a.start_ms desc, a.id desc) as recency
  from anomaly a join sensor s on s.id = a.sensor_id
  where a.sensor_id in (select sensor_id from anomaly where id in (?)) and (a.status = 'CLOSED' or a.id in (?))
) candidates where recency <= ${MOST_COMPARED} or id in (?)`;

/**
 * Of each anomaly, the closed ones of its sensor that are most like it: those of the same cause first, the nearest first.
 * One statement for all of them.
 */
export async function similarAnomalies(
  em: EntityManager,
  anomalyIds: readonly number[],
  first: number,
): Promise<SimilarAnomaly[][]> {
  const asked = [...anomalyIds];
  const rows: Likeness[] = await em.execute(CANDIDATES, [asked, asked, asked]);
  const found = rows.map((row) => ({ ...row, severity: Number(row.severity), length: Number(row.length) }));
  const ofSensor = Map.groupBy(found, ({ sensorId }) => sensorId);
  return asked.map((id) => {
    const one = found.find((row) => row.id === id);
    const others = one ? (ofSensor.get(one.sensorId) ?? []).filter((row) => row.status === 'CLOSED') : [];
    return one ? mostLike(one, others).slice(0, first) : [];
  });
}

const mostLike = (one: Likeness, others: readonly Likeness[]): SimilarAnomaly[] =>
  others
    .filter(({ id }) => id !== one.id)
    .map((other) => ({
      anomalyId: other.id,
      sameCause: other.cause === one.cause,
      distance: distanceBetween(one, other),
    }))
    .sort(
      (a, b) =>
        Number(b.sameCause) - Number(a.sameCause) || a.distance - b.distance || b.anomalyId - a.anomalyId,
    );

/**
 * √(ln²(r₁/r₂) + ln²(n₁/n₂) + ((s₁ − s₂)/2)²), r the score of the peak over its threshold, n the length in readings, s the
 * sign of actual − expected, 0 where the peak is a missing reading. 0.7 is a factor of two in either.
 */
const distanceBetween = (a: Likeness, b: Likeness): number =>
  Math.hypot(
    Math.log(a.severity / b.severity),
    Math.log(a.length / b.length),
    (Number(a.side ?? 0) - Number(b.side ?? 0)) / 2,
  );
