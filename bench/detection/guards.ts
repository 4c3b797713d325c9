import { affiliationScore, affiliationZones } from '../../src/ml/evaluation/affiliation.ts';
import { averagePrecision } from '../../src/ml/evaluation/average-precision.ts';
import { detectionDelays, medianDelay } from '../../src/ml/evaluation/detection-delay.ts';
import { falseAlarmsPer10000 } from '../../src/ml/evaluation/false-alarms.ts';
import { volumeUnderPr } from '../../src/ml/evaluation/volume-under-pr.ts';
import { meanOf, rounded } from '../nasa/detection-figures.ts';
import type { TimedChannel } from '../nasa/judge-channels.ts';
import type { ScorableChannel } from '../nasa/nasa-channel.ts';

/** What an F1 of overlapping segments does not say; null where nothing is labelled or nothing was found. */
export interface Guards {
  /** Of the samples; mean over channels, because scores of two channels cannot be compared. */
  readonly averagePrecision: number | null;
  readonly volumeUnderPr: number | null;
  /** Over the labels of all channels. */
  readonly affiliationPrecision: number | null;
  readonly affiliationRecall: number | null;
  readonly affiliationF1: number | null;
  /** Samples, of the labels that were found. */
  readonly medianDelay: number | null;
  readonly falseAlarmsPer10000: number;
}

export const guardsOf = (judged: readonly (TimedChannel & ScorableChannel)[]): Guards => {
  const meanOfChannels = (measure: (one: TimedChannel & ScorableChannel) => number | null) =>
    judged.length === 0 ? null : rounded(meanOf(judged.map((one) => measure(one) ?? 0)));
  const { precision, recall, f1 } = affiliationScore(judged.flatMap(affiliationZones));
  return {
    averagePrecision: meanOfChannels(({ score, labels }) => averagePrecision(score, labels)),
    volumeUnderPr: meanOfChannels(({ score, labels }) => volumeUnderPr(score, labels)),
    affiliationPrecision: precision === null ? null : rounded(precision),
    affiliationRecall: recall === null ? null : rounded(recall),
    affiliationF1: f1 === null ? null : rounded(f1),
    medianDelay: medianDelay(judged.flatMap(detectionDelays)),
    falseAlarmsPer10000: rounded(falseAlarmsPer10000(judged)),
  };
};
