import type { AccuracySums, ErrorSums } from './accuracy-sums.ts';

/** Means over judged steps. What cannot be computed is null. */
export interface ErrorFigures {
  /** In the unit of the sensor, as `rmse`; null over sensors of different units. */
  readonly mae: number | null;
  readonly rmse: number | null;
  /** Percent, over the actuals that are not near zero. */
  readonly mape: number | null;
  /** Percent in [0, 200]. */
  readonly smape: number;
  /** Mean absolute error over the mean absolute seasonal difference of the history (Hyndman & Koehler 2006). */
  readonly mase: number | null;
  /** 1 − squared errors over the variation of the actuals; null where they did not vary. */
  readonly r2: number | null;
}

export interface BandFigures {
  readonly level: number;
  readonly steps: number;
  /** The share of actuals inside. */
  readonly coverage: number;
  readonly width: number | null;
  readonly intervalScore: number | null;
}

export interface AccuracyFigures extends ErrorFigures {
  /** Steps whose actual has come, and those of them that `mape` is over. */
  readonly steps: number;
  readonly mapeSteps: number;
  /** Over the ends of the bands, and the forecast as the median. */
  readonly pinball: number | null;
  /** The naive baseline at the same steps. */
  readonly baseline: ErrorFigures;
  readonly bands: readonly BandFigures[];
}

/** Null where no step was judged. */
export function accuracyFigures(sums: AccuracySums): AccuracyFigures | null {
  if (sums.steps === 0) return null;
  return {
    ...errorFigures(sums.forecast, sums),
    steps: sums.steps,
    mapeSteps: sums.percentSteps,
    pinball: sums.pinball / sums.steps,
    baseline: errorFigures(sums.baseline, sums),
    bands: sums.bands.map(({ level, steps, covered, width, interval }) => ({
      level,
      steps,
      coverage: covered / steps,
      width: width / steps,
      intervalScore: interval / steps,
    })),
  };
}

function errorFigures(errors: ErrorSums, sums: AccuracySums): ErrorFigures {
  const { steps, percentSteps, scaledSteps, variation } = sums;
  return {
    mae: errors.absolute / steps,
    rmse: Math.sqrt(errors.squared / steps),
    mape: percentSteps > 0 ? (100 * errors.percent) / percentSteps : null,
    smape: (100 * errors.symmetric) / steps,
    mase: scaledSteps > 0 ? errors.scaled / scaledSteps : null,
    r2: variation > 0 ? Math.max(-Number.MAX_VALUE, 1 - errors.squared / variation) : null,
  };
}

/** Of sensors with different units: only what has none is left. */
export const withoutUnit = (figures: AccuracyFigures | null): AccuracyFigures | null =>
  figures && {
    ...figures,
    ...NO_UNIT,
    pinball: null,
    baseline: { ...figures.baseline, ...NO_UNIT },
    bands: figures.bands.map((band) => ({ ...band, width: null, intervalScore: null })),
  };

const NO_UNIT = { mae: null, rmse: null, r2: null };
