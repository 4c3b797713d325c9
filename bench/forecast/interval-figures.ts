import { ConformalBands } from '../../src/ml/forecasting/conformal-bands.ts';
import { type ChannelForecasts, originsOf, pathAt } from './channel-forecasts.ts';

/** Of the central interval of one nominal level, over every channel, scored window and step that was recorded. */
export interface IntervalFigures {
  readonly coverage: number;
  readonly width: number;
  /** Gneiting & Raftery 2007: width + 2/(1 − level) times what lies outside. */
  readonly intervalScore: number;
}

/** Between nothing and this many origins calibrate. */
const CALIBRATION_ORIGINS = 400;

/** Collects the intervals of one level, channel by channel. */
export class IntervalScores {
  readonly #level: number;
  #inside = 0;
  #width = 0;
  #score = 0;
  #count = 0;

  constructor(level: number) {
    this.#level = level;
  }

  /** Split conformal: residuals of the origins that were fully observed before the first scored one. */
  add(forecasts: ChannelForecasts): void {
    const { values, horizon, firstOrigin, firstScored } = forecasts;
    const observed = firstScored - horizon - firstOrigin;
    if (observed < 1) return;
    const stride = Math.ceil(observed / CALIBRATION_ORIGINS);
    const residuals = Array.from({ length: horizon }, (_, step) => {
      const errors: number[] = [];
      for (let row = 0; row < observed; row += stride) {
        const error = values[firstOrigin + row + step] - pathAt(forecasts, row)[step];
        if (!Number.isNaN(error)) errors.push(error);
      }
      return Float64Array.from(errors);
    });
    const bands = ConformalBands.calibrate(residuals, 0);
    for (let row = firstScored - firstOrigin; row < originsOf(forecasts); row++) {
      const { lower, upper } = bands.around(pathAt(forecasts, row), this.#level);
      this.#count += this.#scored(lower, upper, values.subarray(firstOrigin + row));
    }
  }

  #scored(lower: Float64Array, upper: Float64Array, actual: Float64Array): number {
    let count = 0;
    for (let step = 0; step < lower.length; step++) {
      const value = actual[step];
      if (Number.isNaN(value)) continue;
      const outside = Math.max(0, lower[step] - value, value - upper[step]);
      this.#width += upper[step] - lower[step];
      this.#score += upper[step] - lower[step] + (2 / (1 - this.#level)) * outside;
      if (outside === 0) this.#inside++;
      count++;
    }
    return count;
  }

  /** Null where nothing could be calibrated. */
  figures(): IntervalFigures | null {
    const count = this.#count;
    if (count === 0) return null;
    return { coverage: this.#inside / count, width: this.#width / count, intervalScore: this.#score / count };
  }
}
