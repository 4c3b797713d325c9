import type { Spacecraft } from '../../src/ingest/nasa-unit.ts';
import { channelBootstrap } from '../../src/ml/evaluation/channel-bootstrap.ts';
import { type RotationNull, rotationNull } from '../../src/ml/evaluation/rotation-null.ts';
import { countsOf, f1Of, sumOfCounts } from '../../src/ml/evaluation/segment-counts.ts';
import { shareFlagged } from '../../src/ml/evaluation/share-flagged.ts';
import type { JudgedChannel, ScoredChannel } from './judged-channel.ts';
import { isScorable } from './nasa-channel.ts';

/** How a detector does on the labelled channels of one spacecraft; means over its seeds, three decimals. */
export interface DetectionFigures {
  readonly channels: number;
  readonly labels: number;
  readonly seeds: number;
  readonly f1: number;
  /** Sample standard deviation over the seeds; null where there is one. */
  readonly f1Deviation: number | null;
  /** Nine tenths of the F1 of channels that are drawn anew, with replacement. */
  readonly f1Interval90: readonly [low: number, high: number];
  readonly f1NoPadding: number;
  readonly truePositives: number;
  readonly falseNegatives: number;
  readonly falsePositives: number;
  readonly shareFlagged: number;
  readonly rotationNull: RotationNull;
}

export type FiguresByCraft = Readonly<Record<Spacecraft, DetectionFigures>>;

/** @param seeds the same channels, judged once with each seed */
export const figuresByCraft = (seeds: readonly (readonly JudgedChannel[])[]): FiguresByCraft => {
  const of = (craft: Spacecraft) =>
    figuresOf(
      seeds.map((judged) => judged.filter(isScorable).filter(({ spacecraft }) => spacecraft === craft)),
    );
  return { MSL: of('MSL'), SMAP: of('SMAP') };
};

const figuresOf = (seeds: readonly (readonly ScoredChannel[])[]): DetectionFigures => {
  const [first] = seeds;
  const mean = (figure: (judged: readonly ScoredChannel[]) => number) => rounded(meanOf(seeds.map(figure)));
  const nulls = seeds.map(rotationNull);
  const [low, high] = f1Interval90(seeds);
  return {
    channels: first.length,
    labels: first.reduce((sum, { labels }) => sum + labels.length, 0),
    seeds: seeds.length,
    f1: mean((judged) => f1Of(countsOf(judged))),
    f1Deviation:
      seeds.length > 1 ? rounded(deviationOf(seeds.map((judged) => f1Of(countsOf(judged))))) : null,
    f1Interval90: [rounded(low), rounded(high)],
    f1NoPadding: mean((judged) => f1Of(countsOf(withoutPadding(judged)))),
    truePositives: mean((judged) => countsOf(judged).truePositives),
    falseNegatives: mean((judged) => countsOf(judged).falseNegatives),
    falsePositives: mean((judged) => countsOf(judged).falsePositives),
    shareFlagged: mean(shareFlagged),
    rotationNull: {
      mean: rounded(meanOf(nulls.map((one) => one.mean))),
      p95: rounded(meanOf(nulls.map((one) => one.p95))),
    },
  };
};

/** The mean over the seeds of each draw. */
const f1Interval90 = (seeds: readonly (readonly ScoredChannel[])[]) => {
  const counts = seeds.map((judged) => judged.map((one) => countsOf([one])));
  return channelBootstrap(seeds[0].length, 0.9, (drawn) =>
    meanOf(counts.map((each) => f1Of(sumOfCounts(drawn.map((k) => each[k]))))),
  );
};

const withoutPadding = (judged: readonly ScoredChannel[]) =>
  judged.map((one) => ({ ...one, detections: one.unpadded }));

export const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value / values.length, 0);

/** Of a sample: divided by one less. */
export const deviationOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
};
