import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { Sensor } from '../equipment/sensor.ts';
import { type EpisodeMemory, NOTHING_OPEN } from './judging.ts';
import type { RerunTrail } from './keep-reruns.ts';
import type { SavedState } from './live-detectors.ts';
import type { HeardState, Signal } from './signal.ts';

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
    /** Of what is noted as late something was sent by the source; the rest is about readings that it sent before. */
    lateHeard: p.boolean().default(false),
    assignmentId: p.integer().nullable(),
    state: p.blob().nullable(),
    /** Whether what judged last looked at the inputs of the sensor, too. */
    looksAtInputs: p.boolean().default(false),
    /** New regimes that what judges has accepted by itself. */
    acceptedRegimes: p.integer().default(0),
    /** Someone wants them taken back, and the next round will. */
    forgetRegimes: p.boolean().default(false),
    /** After the reading at this source time they were last taken back. */
    regimesForgottenMs: p.bigint('number').nullable(),
    episode: p.text().nullable(),
    /** The state of `signal`, for those who look for sensors in a state. */
    signalState: p.string().$type<HeardState>().nullable(),
    signal: p.text().nullable(),
    /** A `RerunTrail`. */
    rerunTrail: p.text().nullable(),
  },
});

/**
 * How far a sensor has been scored, and the detector's state at that instant: written in one transaction with what
 * the readings up to there changed, so that a restart continues as if nothing had happened.
 */
export class ScoringMark extends ScoringMarkSchema.class {}
ScoringMarkSchema.setClass(ScoringMark);

/**
 * Why readings have to be judged again: others came late, inputs did, or a label changed. The source time of the earliest,
 * and which of them this is about.
 */
export interface Late {
  readonly fromMs: number;
  readonly count: number;
  /** The source of the sensor has sent something. */
  readonly heard: boolean;
}

/** What an operator wants of the regimes that a detector has accepted by itself. */
export interface RegimeWish {
  /** They are to be taken back before the next reading. */
  readonly forget: boolean;
  /** After the reading at this source time they last were; null when they never were. */
  readonly forgottenMs: number | null;
}

/** A mark as the line uses it: the saved state of the detector, the episode that it was in, and what came late since. */
export interface Mark {
  readonly saved: SavedState;
  readonly episode: EpisodeMemory;
  readonly late: Late | null;
  readonly regimes: RegimeWish;
  /** Null when nothing was ever heard. */
  readonly signal: Signal | null;
  readonly trail: RerunTrail | null;
}

export const NEVER_SCORED: Mark = {
  saved: { assignmentId: null, throughMs: Number.MIN_SAFE_INTEGER, state: null },
  episode: NOTHING_OPEN,
  late: null,
  regimes: { forget: false, forgottenMs: null },
  signal: null,
  trail: null,
};

interface Row {
  sensor_id: number;
  scored_through_ms: number;
  assignment_id: number | null;
  state: Uint8Array | null;
  episode: string | null;
  late_from_ms: number | null;
  late_count: number;
  late_heard: boolean | number;
  forget_regimes: boolean | number;
  regimes_forgotten_ms: number | null;
  signal: string | null;
  rerun_trail: string | null;
}

/** The marks of many sensors in one statement. */
export async function scoringMarks(
  em: EntityManager,
  sensorIds: readonly number[],
): Promise<Map<number, Mark>> {
  if (sensorIds.length === 0) return new Map();
  const rows: Row[] = await em.execute('select * from scoring_mark where sensor_id in (?)', [[...sensorIds]]);
  return new Map(rows.map((row) => [row.sensor_id, toMark(row)]));
}

const toMark = (row: Row): Mark => ({
  saved: { assignmentId: row.assignment_id, throughMs: Number(row.scored_through_ms), state: row.state },
  episode: row.episode ? JSON.parse(row.episode) : NOTHING_OPEN,
  late:
    row.late_from_ms === null
      ? null
      : { fromMs: Number(row.late_from_ms), count: row.late_count, heard: Boolean(row.late_heard) },
  regimes: {
    forget: Boolean(row.forget_regimes),
    forgottenMs: row.regimes_forgotten_ms === null ? null : Number(row.regimes_forgotten_ms),
  },
  signal: row.signal ? JSON.parse(row.signal) : null,
  trail: row.rerun_trail ? JSON.parse(row.rerun_trail) : null,
});

export interface NewMark {
  readonly sensorId: number;
  readonly scoredThroughMs: number;
  readonly assignmentId: number | null;
  readonly state: Uint8Array;
  readonly looksAtInputs: boolean;
  readonly acceptedRegimes: number;
  /** Regimes were taken back before this round, after the reading at this source time. */
  readonly forgottenMs: number | null;
  readonly episode: EpisodeMemory;
  /** The late readings that are taken into account; others may have come in the meantime and stay noted. */
  readonly settled: Late | null;
  readonly signal: Signal | null;
  readonly trail: RerunTrail | null;
}

const ROW = '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, false)';
const WRITE = (rows: number) => `insert into scoring_mark
  (sensor_id, scored_through_ms, assignment_id, state, looks_at_inputs, accepted_regimes, episode, signal_state, signal, rerun_trail, late_count, late_heard)
  values ${Array(rows).fill(ROW).join(', ')} on conflict (sensor_id) do update set scored_through_ms = excluded.scored_through_ms,
  assignment_id = excluded.assignment_id, state = excluded.state, looks_at_inputs = excluded.looks_at_inputs,
  accepted_regimes = excluded.accepted_regimes, episode = excluded.episode,
  signal_state = excluded.signal_state, signal = excluded.signal, rerun_trail = excluded.rerun_trail`;
const FORGOTTEN = 'update scoring_mark set forget_regimes = ?, regimes_forgotten_ms = ? where sensor_id = ?';
const SETTLE =
  'update scoring_mark set late_from_ms = null, late_heard = false where sensor_id = ? and late_count = ?';
const NOTE = `insert into scoring_mark (sensor_id, scored_through_ms, late_from_ms, late_heard, late_count) values (?, ?, ?, ?, 1)
  on conflict (sensor_id) do update set late_count = scoring_mark.late_count + 1,
  late_heard = scoring_mark.late_heard or excluded.late_heard,
  late_from_ms = case when scoring_mark.late_from_ms < excluded.late_from_ms then scoring_mark.late_from_ms else excluded.late_from_ms end`;

/** Part of the transaction that writes what the readings up to the marks changed; one statement, whatever their number. */
export async function writeMarks(em: EntityManager, marks: readonly NewMark[]): Promise<void> {
  if (marks.length === 0) return;
  await em.execute(WRITE(marks.length), inLockOrder(marks).flatMap(rowOf));
  for (const { sensorId, settled, forgottenMs } of inLockOrder(marks)) {
    if (settled) await em.execute(SETTLE, [sensorId, settled.count]);
    if (forgottenMs !== null) await em.execute(FORGOTTEN, [false, forgottenMs, sensorId]);
  }
}

const rowOf = ({
  sensorId,
  scoredThroughMs,
  assignmentId,
  state,
  looksAtInputs,
  acceptedRegimes,
  episode,
  signal,
  trail,
}: NewMark) => [
  sensorId,
  scoredThroughMs,
  assignmentId,
  Buffer.from(state),
  looksAtInputs,
  acceptedRegimes,
  episode.state.episode ? JSON.stringify(episode) : null,
  signal?.state ?? null,
  signal && JSON.stringify(signal),
  trail && JSON.stringify(trail),
];

/** What has to be judged again of a sensor: from the earliest on; see `Late`. */
export type NotedLate = Omit<Late, 'count'> & { readonly sensorId: number };

/** Notes, in the transaction that gives reason for it, from when on sensors have to be judged again. */
export async function noteLate(em: EntityManager, late: readonly NotedLate[]): Promise<void> {
  for (const { sensorId, fromMs, heard } of inLockOrder(late)) {
    await em.execute(NOTE, [sensorId, NEVER_SCORED.saved.throughMs, fromMs, heard]);
  }
}

/** Whoever locks the rows of several sensors does so in one order, so that no two wait for each other. */
const inLockOrder = <T extends { readonly sensorId: number }>(items: readonly T[]): T[] =>
  items.toSorted((a, b) => a.sensorId - b.sensorId);
