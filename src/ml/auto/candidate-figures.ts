import type { FittedDetector } from '../detector.ts';
import { feedSeries } from '../evaluation/causal-episodes.ts';
import type { CausalScorer } from '../evaluation/last-value-difference.ts';
import { advanceEpisode, type EpisodeState, hysteresisConfig, noEpisode } from '../hysteresis.ts';
import { usableCount } from '../numbers/missing-values.ts';
import type { Series } from '../series.ts';
import type { InjectedFault } from './injected-faults.ts';

const HYSTERESIS = hysteresisConfig.parse({});

type Step = (t: number, opened: boolean, state: EpisodeState) => void;

/** Feeds a series on from a state; tells after each reading whether an episode opened there. */
const followEpisodes = (scorer: CausalScorer, series: Series, from: EpisodeState, onStep: Step): void => {
  let state = from;
  feedSeries(scorer, series, (judged, t) => {
    const next = advanceEpisode(state, { time: t, value: series.values[t], judged }, HYSTERESIS);
    state = next.state;
    onStep(t, next.change === 'OPENED', state);
  });
};

/**
 * How often a detector speaks on data it was not fitted on, where an episode that opens on a missing reading is no false
 * alarm; and how many faults it finds, each going on from where the healthy data left it. A fault is found by an episode
 * that opens in its stretch: one that was open already, or that opens there without the fault, finds nothing.
 */
export const candidateFigures = (
  detector: FittedDetector,
  healthy: Series,
  faults: readonly InjectedFault[],
) => {
  const live = detector.live();
  const opened: number[] = [];
  const before = new Map<number, { live: Uint8Array; episode: EpisodeState }>();
  const starts = new Set(faults.map(({ start }) => start));
  followEpisodes(live, healthy, noEpisode, (t, opens, episode) => {
    if (opens) opened.push(t);
    if (starts.has(t + 1)) before.set(t + 1, { live: live.save(), episode });
  });
  const isFound = ({ start, faulty }: InjectedFault): boolean => {
    const state = before.get(start);
    const anyway = opened.some((t) => start <= t && t < start + faulty.values.length);
    if (state === undefined || anyway) return false;
    let found = false;
    followEpisodes(detector.live(state.live), faulty, state.episode, (_, opens) => {
      found ||= opens;
    });
    return found;
  };
  const falseAlarms = opened.filter((t) => !Number.isNaN(healthy.values[t])).length;
  return {
    falseAlarmsPer10000: (10_000 * falseAlarms) / Math.max(1, usableCount(healthy.values)),
    faultsFound: faults.filter(isFound).length,
    faults: faults.length,
  };
};
