import { type DetectionSettings, hysteresisOf } from '../equipment/detection-settings.ts';
import { type LimitHistory, NO_LIMITS } from '../equipment/limit-history.ts';
import type { SensorFacts } from '../equipment/sensor-facts.ts';
import type { LiveScore } from '../ml/detector.ts';
import {
  advanceEpisode,
  type Episode,
  type EpisodeChange,
  type EpisodeState,
  noEpisode,
} from '../ml/hysteresis.ts';
import { SEVERITIES, severityOf } from '../ml/severity.ts';
import { type Beyond, judgeByLimits } from '../ml/thresholds/operator-limits.ts';
import { BAD_QUALITY } from '../readings/quality.ts';
import type { Columns } from '../readings/store.ts';
import type { AnomalyTransition, EpisodeView } from './anomalies.ts';
import type { DetectionMode } from './anomaly.ts';
import { isKnown, type KnownAnomalies } from './confirmed-stretches.ts';
import type { InputSamples } from './input-samples.ts';
import type { Judge } from './live-detectors.ts';

/** One judged reading, for whoever watches. */
export interface JudgedReading extends LiveScore {
  readonly timeMs: number;
  readonly actual: number | null;
}

/** What is kept between readings: the episode as the detector sees it, and what subscribers were last told of it. */
export interface EpisodeMemory {
  readonly state: EpisodeState;
  readonly told: Episode | null;
  /** Of an episode that goes on: beyond which limit the sensor is. Absent where none was crossed. */
  readonly beyond?: Beyond;
  /** Of an episode: what judged its peak, which another version may extend. */
  readonly peakBy?: PeakJudge;
}

/** Score and threshold of an anomaly are those of its peak, and so is what judged it. */
export interface PeakJudge {
  readonly detectionMode: DetectionMode;
  readonly modelVersionId: number | null;
  readonly confidence: number;
}

export const NOTHING_OPEN: EpisodeMemory = { state: noEpisode, told: null };

/** A detector has accepted a new regime, or they were taken back: its state after the reading at `throughMs`. */
export interface RegimeChange {
  readonly throughMs: number;
  readonly state: Uint8Array;
  /** Of them it has as many by then. */
  readonly accepted: number;
}

/** Whose readings they are. */
export type JudgedSensor = Pick<SensorFacts, 'id' | 'equipmentPath'>;

/** What readings are judged by, beside a detector. */
export interface JudgingRules {
  readonly settings: DetectionSettings;
  readonly limits: LimitHistory;
  readonly known: KnownAnomalies;
}

export interface Judgement {
  readonly transitions: readonly AnomalyTransition[];
  readonly episode: EpisodeMemory;
  readonly judged: readonly JudgedReading[];
  readonly regimes: readonly RegimeChange[];
}

/** Takes back what a detector has accepted by itself. */
export function forgetRegimes({ detector }: Judge, throughMs: number): RegimeChange {
  detector.regimes?.forget();
  return { throughMs, state: detector.save(), accepted: detector.regimes?.accepted ?? 0 };
}

/**
 * Judges readings in time order, by the detector and by the limits in force when each was measured, and turns the decisions
 * into changes of the sensor's episode. What operators hold to be anomalous is not learnt from. A BAD reading is not judged:
 * its source has said that it means nothing.
 */
export function judgeReadings(
  judge: Judge,
  sensor: JudgedSensor,
  columns: Columns,
  inputs: InputSamples,
  rules: JudgingRules,
  before: EpisodeMemory,
): Judgement {
  const config = hysteresisOf(rules.settings);
  const limits = rules.settings.judgeLimits ? rules.limits : NO_LIMITS;
  const transitions: AnomalyTransition[] = [];
  const judged: JudgedReading[] = [];
  const regimes: RegimeChange[] = [];
  let accepted = judge.detector.regimes?.accepted;
  let { openIsConfirmed } = rules.known;
  let memory = before;
  for (let i = 0; i < columns.times.length; i++) {
    if (columns.qualities[i] === BAD_QUALITY) continue;
    const [time, value] = [columns.times[i], columns.values[i]];
    const held = limits.at(time);
    openIsConfirmed &&= memory.state.open;
    const learn = !openIsConfirmed && !isKnown(rules.known, since(memory.state, time), time);
    const ofDetector = judge.detector.update(value, inputs.at(i), learn, time);
    const { judged: score, beyond } = held
      ? judgeByLimits(ofDetector, value, held, memory.beyond ?? null, config.closeRatio)
      : { judged: ofDetector, beyond: null };
    const regime = judge.detector.regimes?.accepted;
    if (regime !== accepted)
      regimes.push({ throughMs: time, state: judge.detector.save(), accepted: regime ?? 0 });
    accepted = regime;
    judged.push({ ...score, timeMs: time, actual: Number.isNaN(value) ? null : value });
    const { state, change, episode } = advanceEpisode(memory.state, { time, value, judged: score }, config);
    const peak = state.episode ?? episode;
    const peakBy = peak?.peakTime === time ? peakJudge(judge, peak) : memory.peakBy;
    memory = remembered(state, memory.told, beyond, peakBy);
    if (!episode || !isWorthTelling(change, episode, memory.told)) continue;
    const by = peakBy ?? peakJudge(judge, episode);
    transitions.push(transition(sensor, change, episode, { time, ...score }, by));
    memory = remembered(state, change === 'CLOSED' ? null : episode, beyond, peakBy);
  }
  return { transitions, episode: memory, judged, regimes };
}

/** When what a reading belongs to began: the open episode, or the reading itself. */
const since = ({ open, episode }: EpisodeState, time: number): number =>
  open && episode ? episode.startTime : time;

const remembered = (
  state: EpisodeState,
  told: Episode | null,
  beyond: Beyond,
  peakBy: PeakJudge | undefined,
): EpisodeMemory => (state.episode ? { state, told, ...(beyond && { beyond }), peakBy } : { state, told });

const peakJudge = ({ mode, modelVersionId, confidence }: Judge, peak: Episode): PeakJudge => ({
  detectionMode: mode,
  modelVersionId,
  confidence: confidenceIn(confidence, peak),
});

const rank = (episode: Episode): number => SEVERITIES.indexOf(severityOf(episode.score, episode.threshold));

/**
 * An open episode is announced again when its severity has risen or its length has doubled since it was last
 * announced, so that a long one costs few events.
 */
function isWorthTelling(
  change: EpisodeChange,
  episode: Episode,
  told: EpisodeMemory['told'],
): change is 'OPENED' | 'EXTENDED' | 'CLOSED' {
  if (change !== 'EXTENDED' || told === null) return change !== 'NONE';
  const doubled = episode.endTime - episode.startTime >= 2 * Math.max(1, told.endTime - episode.startTime);
  return doubled || rank(episode) > rank(told);
}

/** That a limit is crossed is certain; what a detector says has the confidence of its score. */
export const confidenceIn = (
  confidence: (score: number) => number,
  { cause, score }: Pick<Episode, 'cause' | 'score'>,
): number => (cause === 'LIMIT' ? 1 : confidence(score));

/** An episode in the words of the stored anomaly. */
export const episodeView = (episode: Episode): EpisodeView => ({
  startMs: episode.startTime,
  endMs: episode.endTime,
  peakMs: episode.peakTime,
  score: episode.score,
  threshold: episode.threshold,
  expected: episode.expected,
  actual: episode.value,
  cause: episode.cause,
});

const transition = (
  sensor: JudgedSensor,
  change: 'OPENED' | 'EXTENDED' | 'CLOSED',
  episode: Episode,
  { time: atMs, score, threshold }: LiveScore & { readonly time: number },
  peakBy: PeakJudge,
): AnomalyTransition => ({
  ...episodeView(episode),
  ...peakBy,
  sensorId: sensor.id,
  equipmentPath: sensor.equipmentPath,
  change,
  atMs,
  deciding: { score, threshold },
});
