import { countsOf } from '../../src/ml/evaluation/segment-counts.ts';
import { rounded } from '../nasa/detection-figures.ts';
import type { TimedChannel } from '../nasa/judge-channels.ts';
import { isScorable } from '../nasa/nasa-channel.ts';
import type { Checkpoint } from './checkpoint.ts';
import { bestEpoch } from './training-costs.ts';

/** One training and what came of it. */
export const runReport = (
  { channel, seed, lookback, history, fitSeconds, cpuSeconds, residentMb }: Checkpoint,
  judged: TimedChannel,
) => {
  const best = bestEpoch(history);
  return {
    channel,
    spacecraft: judged.spacecraft,
    seed,
    lookback,
    epochs: history.length,
    bestEpoch: best.epoch,
    validationLoss: Number(best.validationLoss.toPrecision(3)),
    fitSeconds: Math.round(fitSeconds),
    cpuSeconds: Math.round(cpuSeconds),
    residentMb: Math.round(residentMb),
    detectSeconds: rounded(judged.seconds),
    labels: pairs(judged.labels ?? []),
    detections: pairs(judged.detections),
    ...countsOf([judged].filter(isScorable)),
  };
};

/** In the layout of the public label file. */
const pairs = (intervals: JudgedIntervals): string =>
  `[${intervals.map(({ start, end }) => `[${start}, ${end}]`).join(', ')}]`;

type JudgedIntervals = TimedChannel['detections'];
