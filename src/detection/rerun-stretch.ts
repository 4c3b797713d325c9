import { LimitHistory } from '../equipment/limit-history.ts';
import type { FittedDetector } from '../ml/detector.ts';
import { DETECTOR_FAMILIES } from '../ml/detectors.ts';
import { cantelliShare } from '../ml/robust/cantelli.ts';
import { startRobust } from '../ml/robust/robust-start.ts';
import type { Columns } from '../readings/store.ts';
import type { AnomalyTransition } from './anomalies.ts';
import { samplesOf } from './input-samples.ts';
import { type EpisodeMemory, forgetRegimes, judgeReadings } from './judging.ts';
import type { Judge } from './live-detectors.ts';
import type { Rerun, RerunOrder } from './rerun-order.ts';
import { revisionsOf } from './revising.ts';

/** Judges again what an order holds, as it was judged live. */
export function rerunStretch(order: RerunOrder): Rerun {
  const { basis, sensorId } = order;
  const judge = judgeOf(order);
  const { transitions } = judgedAgain(order, judge);
  const { comparison } = basis;
  if (!comparison) return transitions;
  const origin = {
    sensorId,
    equipmentPath: basis.equipmentPath,
    atMs: comparison.atMs,
    confidence: judge.confidence,
    detectionMode: judge.mode,
    modelVersionId: judge.modelVersionId,
  };
  const { published, confirmedIds } = comparison;
  return revisionsOf(published, new Set(confirmedIds), basis.episode, transitions, origin);
}

/** A version never changes: the last few stay loaded. */
const loaded = new Map<number, FittedDetector>();
const MOST_LOADED = 8;

function fittedOf({ id, family, artifact }: NonNullable<RerunOrder['version']>): FittedDetector {
  const fitted = loaded.get(id) ?? DETECTOR_FAMILIES[family].load(artifact);
  loaded.delete(id);
  loaded.set(id, fitted);
  if (loaded.size > MOST_LOADED) loaded.delete(loaded.keys().next().value as number);
  return fitted;
}

function judgeOf({ version, state, throughMs, basis }: RerunOrder): Judge {
  const rest = { assignmentId: null, inputIds: basis.inputIds, throughMs };
  if (!version) {
    const detector = startRobust(state);
    return { ...rest, modelVersionId: null, mode: 'FALLBACK', detector, confidence: cantelliShare };
  }
  const fitted = fittedOf(version);
  const confidence = (score: number) => fitted.confidence(score);
  return { ...rest, modelVersionId: version.id, mode: 'MODEL', detector: fitted.live(state), confidence };
}

/** Where accepted regimes were taken back on the way, they are taken back again. */
function judgedAgain(order: RerunOrder, judge: Judge) {
  const { sensorId, basis, columns, inputs, throughMs } = order;
  const forgottenMs = basis.comparison?.forgottenMs ?? null;
  const cut = forgottenMs === null ? 0 : columns.times.findLastIndex((time) => time <= forgottenMs) + 1;
  const forgets = forgottenMs !== null && forgottenMs >= throughMs;
  const transitions: AnomalyTransition[] = [];
  let episode: EpisodeMemory = basis.episode;
  const rules = { settings: basis.settings, limits: new LimitHistory(basis.limits), known: basis.known };
  const sensor = { id: sensorId, equipmentPath: basis.equipmentPath };
  const judgeSome = (from: number, to: number) => {
    const samples = samplesOf(inputs.map((column) => column.subarray(from, to)));
    const judgement = judgeReadings(judge, sensor, part(columns, from, to), samples, rules, episode);
    transitions.push(...judgement.transitions);
    ({ episode } = judgement);
  };
  if (forgets) {
    judgeSome(0, cut);
    forgetRegimes(judge, forgottenMs);
    judgeSome(cut, columns.times.length);
  } else judgeSome(0, columns.times.length);
  return { transitions };
}

const part = ({ times, values, qualities }: Columns, from: number, to: number): Columns => ({
  times: times.subarray(from, to),
  values: values.subarray(from, to),
  qualities: qualities.subarray(from, to),
});
