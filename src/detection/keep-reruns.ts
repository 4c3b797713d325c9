import type { EntityManager } from '../db/database.ts';
import type { UnscoredColumns } from '../readings/store.ts';
import type { AnomalyTransition } from './anomalies.ts';
import type { SensorBacklog } from './backlog.ts';
import type { KnownAnomalies } from './confirmed-stretches.ts';
import type { EpisodeMemory } from './judging.ts';
import type { Judge } from './live-detectors.ts';
import { addPoints, type Comparison, type NewPoint, type RerunBasis } from './rerun-point.ts';

/** What readings were judged from in one go. */
export interface Beginning {
  /** After the reading at this source time. */
  readonly throughMs: number;
  readonly state: Uint8Array;
  readonly episode: EpisodeMemory;
  readonly known: KnownAnomalies;
  readonly limits: SensorBacklog['limits'];
  /** How many readings were read, and by when they, and what the inputs were, had been received. */
  readonly readings: number;
  readonly seenMs: number;
  /** Where late readings made it. */
  readonly comparison: Comparison | null;
}

/**
 * What the next readings of a sensor are about to be judged from; null where there are none.
 * @param askedMs when they were read, by the clock of this process
 * @param state where it is not the one of the last write
 */
export function beginningOf(
  { saved, episode, known, limits }: SensorBacklog,
  judge: Judge,
  { times, receivedMs }: UnscoredColumns,
  askedMs: number,
  state?: Uint8Array,
): Beginning | null {
  if (times.length === 0) return null;
  const continues = saved.assignmentId === judge.assignmentId ? saved.state : null;
  return {
    throughMs: saved.throughMs,
    state: state ?? continues ?? judge.detector.save(),
    episode,
    known,
    limits,
    readings: times.length,
    seenMs: Math.max(askedMs, receivedMs),
    comparison: null,
  };
}

/** The point that what comes next can still be run again from, and what came since. */
export interface RerunTrail {
  readonly pointId: number;
  readonly readings: number;
  readonly seenMs: number;
  /** What must stay as it is. */
  readonly under: string;
}

/** Where a revision can be run again from, and through which reading. */
export interface Evidence extends Omit<RerunTrail, 'under'> {
  readonly throughMs: number;
  readonly settings: RerunBasis['settings'];
}

/** What judging came to at a sensor. */
interface Reached {
  readonly backlog: SensorBacklog;
  readonly judge: Judge;
  readonly throughMs: number;
  readonly transitions: readonly AnomalyTransition[];
  /** Null where nothing was judged. */
  readonly beginning: Beginning | null;
}

/** A round after which the changes of its sensor can be run again. */
export interface Recorded {
  readonly transitions: readonly AnomalyTransition[];
  readonly trail: RerunTrail | null;
}

/** Readings that are judged again for one revision, at most, where no late ones made it. */
const MOST_READINGS = 256;

/**
 * Gives every change the point that it can be run again from, in the order of what was reached. A point of before serves as
 * long as all that judging depends on is the same; where there is none, and only for a sensor with changes, one is kept.
 */
export async function keepReruns(em: EntityManager, reached: readonly Reached[]): Promise<Recorded[]> {
  const carried = reached.map(carriedOn);
  const lacking = reached.filter((one, i) => one.transitions.length > 0 && !carried[i]);
  const added = await addPoints(em, lacking.flatMap(pointOf));
  return reached.map((one, i) => {
    const { backlog, transitions, beginning, throughMs } = one;
    const begun = beginning && added.get(backlog.sensor.id);
    const trail = carried[i] ?? (begun === undefined || begun === null ? null : begin(one, begun));
    if (!trail || transitions.length === 0) return { transitions, trail: lasting(one, trail) };
    const { pointId, readings, seenMs } = trail;
    const evidence: Evidence = { pointId, readings, seenMs, throughMs, settings: backlog.settings };
    const recorded = transitions.map((transition) => ({ ...transition, evidence }));
    return { transitions: recorded, trail: lasting(one, trail) };
  });
}

function carriedOn(one: Reached): RerunTrail | null {
  const { beginning, backlog } = one;
  const { trail } = backlog;
  if (!trail || !beginning || beginning.comparison || underOf(one) !== trail.under) return null;
  const readings = trail.readings + beginning.readings;
  if (readings > MOST_READINGS) return null;
  return { ...trail, readings, seenMs: Math.max(trail.seenMs, beginning.seenMs) };
}

const begin = (one: Reached, pointId: number): RerunTrail => {
  const { readings, seenMs } = one.beginning as Beginning;
  return { pointId, readings, seenMs, under: underOf(one) };
};

/** Under labels, and after judging again, every round begins anew. */
const lasting = ({ beginning, backlog }: Reached, trail: RerunTrail | null): RerunTrail | null => {
  if (!beginning || beginning.comparison) return null;
  const { openIsConfirmed, stretches } = beginning.known;
  const forgets = backlog.regimes.forget;
  return openIsConfirmed || stretches.length > 0 || (forgets && beginning.readings === 0) ? null : trail;
};

/** All that judging depends on beside its state and the readings, as one word. */
const underOf = ({ judge, backlog, beginning }: Reached): string =>
  JSON.stringify([
    judge.assignmentId,
    backlog.settings,
    backlog.limits.newest,
    backlog.sensor.equipmentPath,
    backlog.regimes.forget ? beginning?.throughMs : null,
    beginning?.known.openIsConfirmed,
  ]);

function pointOf({ beginning, backlog, judge }: Reached): NewPoint[] {
  if (!beginning) return [];
  const { throughMs, state, episode, known, limits, comparison } = beginning;
  const { sensor, settings } = backlog;
  const basis = {
    episode,
    settings,
    limits: limits.since(throughMs),
    known,
    inputIds: judge.inputIds,
    equipmentPath: sensor.equipmentPath,
    comparison,
  };
  return [{ sensorId: sensor.id, throughMs, modelVersionId: judge.modelVersionId, state, basis }];
}
