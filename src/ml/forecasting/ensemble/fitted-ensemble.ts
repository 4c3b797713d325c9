import { InsufficientDataError } from '../../../errors.ts';
import { encodeBundle } from '../../artifact-bundle.ts';
import { encodeArtifact } from '../../artifact-codec.ts';
import { type FittedForecaster, type ForecastPath, pointsOf } from '../../forecaster.ts';
import type { BandTracker } from '../../intervals/band-tracker.ts';
import type { PathIntervals } from '../../intervals/path-intervals.ts';
import { usableCount } from '../../numbers/missing-values.ts';
import type { Series } from '../../series.ts';
import { checkedHorizon, checkedLevels } from '../forecaster-config.ts';

export const ENSEMBLE = 'forecast-ensemble';
export const ENSEMBLE_BANDS = 'forecast-ensemble bands';

export interface WeightedMember {
  readonly family: string;
  readonly fitted: FittedForecaster;
  /** In [0, 1]; those of all members add up to one. */
  readonly weight: number;
}

/** The weighted mean of several forecasts. A member whose own look-back holds too little leaves its weight to the others. */
export class FittedEnsemble implements FittedForecaster {
  readonly lookback: number;
  readonly horizon: number;
  readonly season: number;
  readonly minimumHistory: number;
  readonly members: readonly WeightedMember[];
  readonly #reach: number;
  readonly #intervals: PathIntervals | undefined;

  /** @param intervals undefined while their residuals are yet to be taken */
  constructor(horizon: number, members: readonly WeightedMember[], intervals?: PathIntervals) {
    const fitted = members.map((member) => member.fitted);
    this.#reach = Math.max(...fitted.map(({ lookback }) => lookback));
    this.lookback = Math.max(this.#reach, intervals?.lookback ?? 0);
    this.minimumHistory = Math.max(...fitted.map(({ minimumHistory }) => minimumHistory));
    this.season = Math.max(...fitted.map(({ season }) => season));
    this.horizon = horizon;
    this.members = members;
    this.#intervals = intervals;
  }

  forecast(history: Series, horizon: number, levels: readonly number[]): ForecastPath {
    checkedLevels(levels);
    const [point] = this.points([history], horizon);
    const intervals = this.#intervals;
    const { values } = history;
    return { point, bands: intervals ? levels.map((level) => intervals.around(point, level, values)) : [] };
  }

  points(histories: readonly Series[], horizon: number): Float64Array[] {
    checkedHorizon(horizon, this.horizon);
    for (const history of histories) {
      const usable = usableIn(history, this.#reach);
      if (usable < this.minimumHistory) throw new InsufficientDataError(this.minimumHistory, usable);
    }
    const sums = histories.map(() => new Float64Array(horizon));
    const weights = new Float64Array(histories.length);
    for (const { fitted, weight } of this.members) {
      const able = histories.flatMap((history, k) =>
        usableIn(history, fitted.lookback) < fitted.minimumHistory ? [] : [k],
      );
      const paths = pointsOf(
        fitted,
        able.map((k) => histories[k]),
        horizon,
      );
      for (const [at, k] of able.entries()) {
        weights[k] += weight;
        for (let step = 0; step < horizon; step++) sums[k][step] += weight * paths[at][step];
      }
    }
    return sums.map((sum, k) => (weights[k] < 1 ? sum.map((value) => value / weights[k]) : sum));
  }

  tracker(state?: Uint8Array): BandTracker | null {
    return this.#intervals?.tracker(state) ?? null;
  }

  save(): Uint8Array {
    const { horizon, members } = this;
    const header = {
      horizon,
      families: members.map(({ family }) => family),
      weights: members.map(({ weight }) => weight),
    };
    const bands = encodeArtifact(ENSEMBLE_BANDS, {}, this.#intervals?.columns() ?? {});
    return encodeBundle(ENSEMBLE, { header, parts: [bands, ...members.map(({ fitted }) => fitted.save())] });
  }
}

const usableIn = ({ values }: Series, lookback: number): number =>
  usableCount(values.subarray(Math.max(0, values.length - lookback)));
