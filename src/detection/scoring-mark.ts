import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { Sensor } from '../equipment/sensor.ts';
import { type EpisodeMemory, NOTHING_OPEN } from './judging.ts';
import type { SavedState } from './live-detectors.ts';

const ScoringMarkSchema = defineEntity({
  name: 'ScoringMark',
  tableName: 'scoring_mark',
  properties: {
    sensorId: () => p.manyToOne(Sensor).mapToPk().primary().fieldName('sensor_id'),
    scoredThroughMs: p.bigint('number'),
    /** Source time of the earliest reading that came late and is not yet taken into account. */
    lateFromMs: p.bigint('number').nullable(),
    /** Counts late batches, so that one that comes while another is worked on is not forgotten. */
    lateCount: p.integer().default(0),
    assignmentId: p.integer().nullable(),
    state: p.blob().nullable(),
    episode: p.text().nullable(),
  },
});

/**
 * How far a sensor has been scored, and the detector's state at that instant: written in one transaction with what
 * the readings up to there changed, so that a restart continues as if nothing had happened.
 */
export class ScoringMark extends ScoringMarkSchema.class {}
ScoringMarkSchema.setClass(ScoringMark);

/** A mark as the line uses it: the saved state of the detector, and the episode that it was in. */
export interface Mark {
  readonly saved: SavedState;
  readonly episode: EpisodeMemory;
}

export const NEVER_SCORED: Mark = {
  saved: { assignmentId: null, throughMs: Number.MIN_SAFE_INTEGER, state: null },
  episode: NOTHING_OPEN,
};

interface Row {
  sensor_id: number;
  scored_through_ms: number;
  assignment_id: number | null;
  state: Uint8Array | null;
  episode: string | null;
}

/** The marks of many sensors in one statement. */
export async function scoringMarks(
  em: EntityManager,
  sensorIds: readonly number[],
): Promise<Map<number, Mark>> {
  if (sensorIds.length === 0) return new Map();
  const rows: Row[] = await em.execute('select * from scoring_mark where sensor_id in (?)', [[...sensorIds]]);
  return new Map(
    rows.map((row) => [
      row.sensor_id,
      {
        saved: { assignmentId: row.assignment_id, throughMs: row.scored_through_ms, state: row.state },
        episode: row.episode ? JSON.parse(row.episode) : NOTHING_OPEN,
      },
    ]),
  );
}

/** Source time of the newest judged reading of each sensor, null where none was judged, in one statement. */
export async function scoredThrough(
  em: EntityManager,
  sensorIds: readonly number[],
): Promise<(number | null)[]> {
  const rows = await em
    .createQueryBuilder(ScoringMark, 'm')
    .select(['sensorId', 'scoredThroughMs'])
    .where({ sensorId: { $in: [...sensorIds] } })
    .execute('all');
  const found = new Map(rows.map((row) => [row.sensorId as number, row.scoredThroughMs]));
  return sensorIds.map((id) => found.get(id) ?? null);
}

export interface NewMark {
  readonly sensorId: number;
  readonly scoredThroughMs: number;
  readonly assignmentId: number | null;
  readonly state: Uint8Array;
  readonly episode: EpisodeMemory;
}

/** Part of the transaction that writes what the readings up to the mark changed. */
export async function writeMarks(em: EntityManager, marks: readonly NewMark[]): Promise<void> {
  await em.upsertMany(
    ScoringMark,
    marks.map((mark) => ({
      ...mark,
      episode: mark.episode.state.episode ? JSON.stringify(mark.episode) : null,
    })),
  );
}
