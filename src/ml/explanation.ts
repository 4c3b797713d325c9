import type { LiveDetector, LiveScore, Part } from './detector.ts';
import { feedSeries } from './evaluation/causal-episodes.ts';
import { type Series, sliceSeries } from './series.ts';

/** What a live detector is shown again, and of which of its readings it is to give an account. */
export interface ExplainedStretch {
  /** Readings before the series: shown, not told of. */
  readonly priming: Series;
  readonly series: Series;
  /** Indices into the series: the first reading of the anomaly and the one with its highest score. */
  readonly start: number;
  readonly peak: number;
}

/** What one input had to do with the score of the peak. */
export interface InputInfluence {
  /** Its place among the inputs. */
  readonly input: number;
  /** By how much the score is lower when the input stays as it was before the anomaly; below 0 where it is higher. */
  readonly fall: number;
}

/** What one feature had to do with the score of the peak; as `InputInfluence`. */
export interface FeatureInfluence {
  /** See `featureNames`. */
  readonly feature: string;
  readonly fall: number;
}

/** The columns have one entry a reading of the series. */
export interface ReplayedAccount {
  readonly expected: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly score: Float64Array;
  readonly threshold: Float64Array;
  readonly parts: readonly Part[];
  /** See `LiveDetector.nearestNormal`. */
  readonly nearestNormal: Float64Array | null;
  /** The one with the most influence first. */
  readonly inputs: readonly InputInfluence[];
  /** As `inputs`; empty for a detector that is given none. */
  readonly features: readonly FeatureInfluence[];
}

/** A sensor answers to its inputs late: they are held from so many readings before the anomaly on. */
const INPUT_LEAD = 20;
const MOST_INPUTS = 10;
const MOST_FEATURES = 10;
/** Readings that all replays for features may show: of a long stretch only the first features are held. */
const MOST_REPLAYED = 100_000;

/**
 * Replays a stretch and tells what spoke at its peak. One more replay, of the readings from just before the anomaly to
 * the peak, for each input that changed in them.
 * @param begin starts the causal form, from a saved state where one is given
 */
export const accountOf = (
  begin: (state?: Uint8Array) => LiveDetector,
  stretch: ExplainedStretch,
): ReplayedAccount => {
  const { priming, series, start, peak } = stretch;
  const heldFrom = Math.max(0, start - INPUT_LEAD);
  const live = begin();
  feedSeries(live, priming);
  const columns = blankColumns(series.values.length);
  const judge = (from: number, to: number) =>
    feedSeries(live, sliceSeries(series, from, to), (judged, t) => keep(columns, judged, from + t));
  judge(0, heldFrom);
  const before = live.save();
  judge(heldFrom, peak + 1);
  const parts = live.parts().map(({ cause, share }) => ({ cause, share: Math.min(share, Number.MAX_VALUE) }));
  const nearestNormal = live.nearestNormal?.() ?? null;
  judge(peak + 1, series.values.length);
  const held = sliceSeries(series, heldFrom, peak + 1);
  const inputs = influences(() => begin(before), held, columns.score[peak]);
  const features = featureInfluences(() => begin(before), held, columns.score[peak]);
  return { ...columns, parts, nearestNormal, inputs, features };
};

/** An input that stands still has no influence, and needs no replay to show it. */
const influences = (begin: () => LiveDetector, series: Series, peakScore: number): InputInfluence[] => {
  const { inputs } = series;
  const changes = inputs.map((column) => column.some((value) => !Object.is(value, column[0])));
  const order = inputs.map((_, k) => k).sort((a, b) => Number(changes[b]) - Number(changes[a]));
  const found = order.slice(0, MOST_INPUTS).map((input) => {
    if (!changes[input]) return { input, fall: 0 };
    const held = inputs.map((column, k) => (k === input ? column.map(() => column[0]) : column));
    let score = 0;
    feedSeries(begin(), { ...series, inputs: held }, (judged) => {
      score = judged.score;
    });
    return { input, fall: peakScore - score };
  });
  return found.sort((a, b) => b.fall - a.fall);
};

/** A feature follows from the readings: it is held while they go on as they came. */
const featureInfluences = (
  begin: () => LiveDetector,
  series: Series,
  peakScore: number,
): FeatureInfluence[] => {
  const most = Math.max(1, Math.floor(MOST_REPLAYED / series.values.length));
  const names = begin().features?.names.slice(0, most) ?? [];
  const found = names.map((feature, column) => {
    const live = begin();
    live.features?.hold(column);
    let score = 0;
    feedSeries(live, series, (judged) => {
      score = judged.score;
    });
    return { feature, fall: peakScore - score };
  });
  return found.sort((a, b) => b.fall - a.fall).slice(0, MOST_FEATURES);
};

const blankColumns = (length: number) => ({
  expected: new Float64Array(length),
  lower: new Float64Array(length),
  upper: new Float64Array(length),
  score: new Float64Array(length),
  threshold: new Float64Array(length),
});

const keep = (columns: ReturnType<typeof blankColumns>, judged: LiveScore, t: number): void => {
  columns.expected[t] = judged.expected;
  columns.lower[t] = judged.lower;
  columns.upper[t] = judged.upper;
  columns.score[t] = judged.score;
  columns.threshold[t] = judged.threshold;
};
