import type { EntityManager } from '../db/database.ts';
import { limitHistories, NO_LIMITS } from '../equipment/limit-history.ts';
import type { ReadingsStore } from '../readings/store.ts';
import type { AnomalyTransition } from './anomalies.ts';
import { primedFrom, type SensorBacklog } from './backlog.ts';
import { checkpointBefore, type Restart } from './checkpoint.ts';
import { confirmedStretches } from './confirmed-stretches.ts';
import { inputSamples } from './input-samples.ts';
import {
  type EpisodeMemory,
  forgetRegimes,
  type JudgingRules,
  judgeReadings,
  type RegimeChange,
} from './judging.ts';
import type { Beginning } from './keep-reruns.ts';
import type { Judge, LiveDetectors } from './live-detectors.ts';
import { publishedSince, revisionsOf } from './revising.ts';

const PAGE_READINGS = 4_096;

/** What judging again came to: the changes of what was published, and the state at the mark, as if nothing had been late. */
export interface Rejudgement {
  readonly restart: Restart;
  readonly judge: Judge;
  readonly transitions: readonly AnomalyTransition[];
  readonly episode: EpisodeMemory;
  readonly regimes: readonly RegimeChange[];
  readonly beginning: Beginning;
}

/**
 * Judges a sensor again from the checkpoint before the earliest reading that it is about, or from the oldest there is, up to
 * its mark. Nothing when that is not
 * possible: another version judges by now, and its first reading came after the late one.
 */
export async function rejudge(
  em: EntityManager,
  store: ReadingsStore,
  detectors: LiveDetectors,
  backlog: SensorBacklog,
): Promise<Rejudgement | null> {
  const { sensor, assignment, saved, late } = backlog;
  const restart = late && (await checkpointBefore(em, sensor.id, late.fromMs));
  if (!restart) return null;
  const rules = await rulesSince(em, backlog, restart);
  const judge = await detectors.judge({ sensor, assignment, saved: restart.saved, known: rules.known });
  if (judge.assignmentId !== saved.assignmentId || judge.assignmentId !== restart.saved.assignmentId)
    return null;
  const state = judge.detector.save();
  let [readings, seenMs] = [0, Date.now()];
  const transitions: AnomalyTransition[] = [];
  const regimes: RegimeChange[] = [];
  let episode = restart.episode;
  const { forgottenMs } = backlog.regimes;
  if (restart.saved.throughMs === forgottenMs) regimes.push(forgetRegimes(judge, forgottenMs));
  for (let afterMs = restart.saved.throughMs; afterMs < saved.throughMs; ) {
    const stopMs = forgottenMs !== null && forgottenMs > afterMs ? forgottenMs : saved.throughMs;
    const columns = await store.unscored(sensor.id, afterMs, PAGE_READINGS, stopMs);
    if (columns.times.length === 0 && stopMs === saved.throughMs) break;
    const inputs = await inputSamples(store, judge.inputIds, columns.times);
    readings += columns.times.length;
    seenMs = Math.max(seenMs, columns.receivedMs);
    const judgement = judgeReadings(judge, sensor, columns, inputs, rules, episode);
    transitions.push(...judgement.transitions);
    regimes.push(...judgement.regimes);
    ({ episode } = judgement);
    afterMs = columns.times.at(-1) ?? stopMs;
    if (afterMs === forgottenMs) regimes.push(forgetRegimes(judge, forgottenMs));
  }
  const origin = {
    sensorId: sensor.id,
    equipmentPath: sensor.equipmentPath,
    atMs: saved.throughMs,
    confidence: judge.confidence,
    detectionMode: judge.mode,
    modelVersionId: judge.modelVersionId,
  };
  const { published, confirmedIds } = await publishedSince(em, sensor.id, restart);
  const confirmed = new Set(confirmedIds);
  const changes = revisionsOf(published, confirmed, restart.episode, transitions, origin);
  const comparison = { published, confirmedIds, atMs: saved.throughMs, forgottenMs };
  const { throughMs } = restart.saved;
  const beginning = { ...rules, throughMs, state, episode: restart.episode, readings, seenMs, comparison };
  return { restart, judge, transitions: changes, episode, regimes, beginning };
}

/** What was confirmed of an anomaly that is still open reaches up to the mark: it was open all that time. */
async function rulesSince(
  em: EntityManager,
  { sensor, settings, saved }: SensorBacklog,
  restart: Restart,
): Promise<JudgingRules> {
  const histories = await limitHistories(em, [sensor.id], restart.saved.throughMs);
  const fromMs = primedFrom(sensor, restart.saved);
  const stretches = await confirmedStretches(em, sensor.id, fromMs, saved.throughMs);
  const known = { stretches, openIsConfirmed: false };
  return { settings, limits: histories.get(sensor.id) ?? NO_LIMITS, known };
}
