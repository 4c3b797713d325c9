import { type PairedComparison, pairedComparison } from '../../src/ml/evaluation/paired-comparison.ts';
import { countsOf } from '../../src/ml/evaluation/segment-counts.ts';
import { rounded } from '../nasa/detection-figures.ts';
import type { ScoredChannel } from '../nasa/judged-channel.ts';
import { SPACECRAFT } from '../nasa/nasa-channel.ts';

/** By spacecraft, and over all channels that have labels. */
export type Comparisons = Readonly<Record<string, PairedComparison>>;

/** What the detector has over the naive row, on the same channels in the same order. */
export function againstNaive(ours: readonly ScoredChannel[], naive: readonly ScoredChannel[]): Comparisons {
  const compared = (isMeant: (one: ScoredChannel) => boolean) => {
    const [first, second] = [ours, naive].map((row) => row.filter(isMeant).map((one) => countsOf([one])));
    const { difference, interval95, pValue, ...rest } = pairedComparison(first, second);
    const [low, high] = interval95;
    return {
      difference: rounded(difference),
      interval95: [rounded(low), rounded(high)] as const,
      pValue: Number(pValue.toPrecision(2)),
      ...rest,
    };
  };
  const labelled = SPACECRAFT.filter((craft) => ours.some(({ spacecraft }) => spacecraft === craft));
  const crafts = labelled.map((craft) => [craft, compared(({ spacecraft }) => spacecraft === craft)]);
  return { ...Object.fromEntries(crafts), both: compared(() => true) };
}

/** In words what is significant and what is not. */
export const comparisonText = (comparisons: Comparisons): string =>
  Object.entries(comparisons)
    .map(([where, { difference, interval95, better, worse, pValue, isSignificant }]) => {
      const bounds = interval95.map(signed).join(' to ');
      const verdict = isSignificant ? 'significant' : 'not significant';
      return `${where}: F1 ${signed(difference)} against last value (95 % of bootstraps ${bounds}), better on ${better} channels and worse on ${worse}, permutation p = ${pValue}: ${verdict} at 5 %`;
    })
    .join('\n');

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
