import { z } from 'zod';
import type { Cause, LiveScore } from './detector.ts';

/** When an episode opens and closes; see `advanceEpisode`. */
export const hysteresisConfig = z.strictObject({
  /** Consecutive readings over the threshold that open an episode. */
  openAfter: z
    .int('a whole number from 1 to 1000')
    .min(1, 'from 1 to 1000')
    .max(1000, 'from 1 to 1000')
    .default(2),
  /** More than so many consecutive readings at or under the close level close it. */
  closeAfter: z
    .int('a whole number from 0 to 100000')
    .min(0, 'from 0 to 100000')
    .max(100_000, 'from 0 to 100000')
    .default(100),
  /** The close level as a share of the threshold. */
  closeRatio: z
    .number('above 0 and at most 1')
    .positive('above 0 and at most 1')
    .max(1, 'above 0 and at most 1')
    .default(0.7),
});

export type HysteresisConfig = z.output<typeof hysteresisConfig>;

/** `time` in ms since the epoch; `value` NaN when the reading is missing. */
export interface ScoredReading {
  readonly time: number;
  readonly value: number;
  readonly judged: LiveScore;
}

/** A run of readings that belong together; score, threshold, expected, value and cause are those of its peak. */
export interface Episode {
  /** First reading of the run that opened it, ms. */
  readonly startTime: number;
  /** Last reading over the close level, ms. */
  readonly endTime: number;
  readonly peakTime: number;
  readonly score: number;
  readonly threshold: number;
  readonly expected: number;
  /** null when the reading at the peak was missing. */
  readonly value: number | null;
  readonly cause: Cause;
}

/** Plain JSON: survives `JSON.parse(JSON.stringify(state))` unchanged. */
export interface EpisodeState {
  readonly open: boolean;
  /** Consecutive readings over the threshold while closed; at or under the close level while open. */
  readonly run: number;
  /** The open episode, or the run that may become one. */
  readonly episode: Episode | null;
}

export type EpisodeChange = 'NONE' | 'OPENED' | 'EXTENDED' | 'CLOSED';

/** `episode` is what opened, grew or closed; null when nothing did. */
export interface EpisodeStep {
  readonly state: EpisodeState;
  readonly change: EpisodeChange;
  readonly episode: Episode | null;
}

export const noEpisode: EpisodeState = { open: false, run: 0, episode: null };

/**
 * One judged reading against the episode so far. Opens at the `openAfter`-th consecutive reading with score >
 * threshold; while open, each reading with score > closeRatio · threshold extends it; closes at the reading after
 * `closeAfter` quiet ones. Pure: the same state and reading give the same step.
 */
export const advanceEpisode = (
  state: EpisodeState,
  reading: ScoredReading,
  config: HysteresisConfig,
): EpisodeStep => (state.open ? whileOpen(state, reading, config) : whileClosed(state, reading, config));

const whileClosed = (state: EpisodeState, reading: ScoredReading, config: HysteresisConfig): EpisodeStep => {
  if (!(reading.judged.score > reading.judged.threshold))
    return { state: noEpisode, change: 'NONE', episode: null };
  const episode = grow(state.episode, reading);
  const run = state.run + 1;
  if (run < config.openAfter) return { state: { open: false, run, episode }, change: 'NONE', episode: null };
  return { state: { open: true, run: 0, episode }, change: 'OPENED', episode };
};

const whileOpen = (state: EpisodeState, reading: ScoredReading, config: HysteresisConfig): EpisodeStep => {
  if (reading.judged.score > config.closeRatio * reading.judged.threshold) {
    const episode = grow(state.episode, reading);
    return { state: { open: true, run: 0, episode }, change: 'EXTENDED', episode };
  }
  const run = state.run + 1;
  if (run > config.closeAfter) return { state: noEpisode, change: 'CLOSED', episode: state.episode };
  return { state: { ...state, run }, change: 'NONE', episode: null };
};

const grow = (episode: Episode | null, { time, value, judged }: ScoredReading): Episode => {
  const peaks = episode === null || judged.score / judged.threshold > episode.score / episode.threshold;
  if (!peaks) return { ...episode, endTime: time };
  return {
    startTime: episode?.startTime ?? time,
    endTime: time,
    peakTime: time,
    score: judged.score,
    threshold: judged.threshold,
    expected: judged.expected,
    value: Number.isNaN(value) ? null : value,
    cause: judged.cause,
  };
};
