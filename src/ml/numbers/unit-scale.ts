import { quantileOfSorted } from './quantile.ts';

/** Scaled values are clipped to ±this, so that one absurd reading can neither overflow nor cost the others their digits. */
const CLIP = 1000;

/** Smallest half range that counts, as a share of the magnitude of the values: below it a signal counts as constant. */
const RELATIVE_FLOOR = 0.01;

/** What counts as half a range for a constant, as a share of its magnitude. */
const CONSTANT_SHARE = 0.1;

/**
 * Maps the training range to about [−1, 1], where the floors of the detectors have their meaning, in whatever unit the
 * sensor has. Half the range between the 0.1 % and 99.9 % quantiles (a wild sample must not squash the rest), the full
 * range where those coincide, at least 1 % of the magnitude. A constant has no range: 10 % of its magnitude, 1 if it is zero.
 */
export class UnitScale {
  readonly centre: number;
  readonly scale: number;

  constructor(centre: number, scale: number) {
    this.centre = centre;
    this.scale = scale;
  }

  /** @param values at least one sample, none missing. */
  static of(values: Float64Array): UnitScale {
    const sorted = Float64Array.from(values).sort();
    const low = quantileOfSorted(sorted, 0.001);
    const high = quantileOfSorted(sorted, 0.999);
    const first = sorted[0];
    const last = sorted[sorted.length - 1];
    const [from, to] = high > low ? [low, high] : [first, last];
    const magnitude = Math.max(Math.abs(from), Math.abs(to));
    const half =
      from === to ? CONSTANT_SHARE * magnitude : Math.max(to / 2 - from / 2, RELATIVE_FLOOR * magnitude);
    return new UnitScale(from / 2 + to / 2, half > 0 ? half : 1);
  }

  /** Unit of the sensor to scaled. NaN stays NaN. */
  apply(value: number): number {
    const scaled = (value - this.centre) / this.scale;
    return Math.max(-CLIP, Math.min(CLIP, scaled));
  }

  /** Scaled to unit of the sensor, finite. */
  invert(scaled: number): number {
    const value = this.centre + scaled * this.scale;
    return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  }

  applyAll(values: Float64Array): Float64Array {
    return values.map((value) => this.apply(value));
  }
}
