import { type DetectionSettings, hysteresisOf } from '../equipment/detection-settings.ts';
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
import { BAD_QUALITY } from '../readings/quality.ts';
import type { Columns } from '../readings/store.ts';
import type { AnomalyTransition, EpisodeView } from './anomalies.ts';
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
}

export const NOTHING_OPEN: EpisodeMemory = { state: noEpisode, told: null };

/** A detector has accepted a new regime, or they were taken back: its state after the reading at `throughMs`. */
export interface RegimeChange {
  readonly throughMs: number;
  readonly state: Uint8Array;
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
  return { throughMs, state: detector.save() };
}

/**
 * Judges readings in time order and turns the decisions into changes of the sensor's episode. A BAD reading is not
 * judged: its source has said that it means nothing.
 */
export function judgeReadings(
  judge: Judge,
  sensor: SensorFacts,
  columns: Columns,
  inputs: InputSamples,
  settings: DetectionSettings,
  before: EpisodeMemory,
): Judgement {
  const config = hysteresisOf(settings);
  const transitions: AnomalyTransition[] = [];
  const judged: JudgedReading[] = [];
  const regimes: RegimeChange[] = [];
  let known = judge.detector.regimes?.accepted;
  let memory = before;
  for (let i = 0; i < columns.times.length; i++) {
    if (columns.qualities[i] === BAD_QUALITY) continue;
    const [time, value] = [columns.times[i], columns.values[i]];
    const score = judge.detector.update(value, inputs.at(i));
    const knows = judge.detector.regimes?.accepted;
    if (knows !== known) regimes.push({ throughMs: time, state: judge.detector.save() });
    known = knows;
    judged.push({ ...score, timeMs: time, actual: Number.isNaN(value) ? null : value });
    const { state, change, episode } = advanceEpisode(memory.state, { time, value, judged: score }, config);
    memory = { state, told: memory.told };
    if (!episode || !isWorthTelling(change, episode, memory.told)) continue;
    transitions.push(transition(judge, sensor, change, episode, time));
    memory = { state, told: change === 'CLOSED' ? null : episode };
  }
  return { transitions, episode: memory, judged, regimes };
}

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
  judge: Judge,
  sensor: SensorFacts,
  change: 'OPENED' | 'EXTENDED' | 'CLOSED',
  episode: Episode,
  atMs: number,
): AnomalyTransition => ({
  ...episodeView(episode),
  sensorId: sensor.id,
  equipmentPath: sensor.equipmentPath,
  change,
  atMs,
  confidence: judge.confidence(episode.score),
  detectionMode: judge.mode,
  modelVersionId: judge.modelVersionId,
});
