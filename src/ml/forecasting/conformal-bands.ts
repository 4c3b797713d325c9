import { CorruptArtifactError, InsufficientDataError } from '../../errors.ts';
import type { Band } from '../forecaster.ts';
import { placeOf, TAILS } from '../intervals/tails.ts';
import { quantileOfSorted } from '../numbers/quantile.ts';
import { clampFinite } from './point-model.ts';

/** A step with fewer residuals borrows the bands of the last step that has them, widened by √(steps ratio). */
const ENOUGH = 8;
/** With fewer residuals their mirror images count too: so few cannot tell one side from the other. */
const ENOUGH_FOR_SIDES = 20;
/** The narrowest half-width, as a share of the 1–99 % range of the training data (of its size when it never moved). */
const NARROWEST = 1e-6;

/**
 * Central intervals around a path by split conformal prediction (Lei et al. 2018), each step for itself and each side
 * for itself: with n held-out residuals the tail a ends at the ⌈(1 − a)(n + 1)⌉-th smallest, which covers with at least
 * 1 − a when residuals are exchangeable. Beyond the largest residual, where that rank does not exist, an exponential
 * tail continues it; levels above 0.999 get the width of 0.999. The point always lies inside, and a higher level always holds a lower one.
 */
export class ConformalBands {
  readonly horizon: number;
  readonly #floor: number;
  /** Row per tail of TAILS, `horizon` columns: distance from the point to either end, ≥ floor. */
  readonly #below: Float64Array;
  readonly #above: Float64Array;

  private constructor(horizon: number, floor: number, below: Float64Array, above: Float64Array) {
    this.horizon = horizon;
    this.#floor = floor;
    this.#below = below;
    this.#above = above;
  }

  /**
   * @param residuals actual − forecast, a column per step, from origins the weights have not seen.
   * @param floor the narrowest half-width.
   * @throws InsufficientDataError when no step has a residual.
   */
  static calibrate(residuals: readonly Float64Array[], floor: number): ConformalBands {
    const most = residuals.reduce((count, errors) => Math.max(count, errors.length), 0);
    if (most === 0) throw new InsufficientDataError(1, 0);
    const horizon = residuals.length;
    const below = new Float64Array(TAILS.length * horizon);
    const above = new Float64Array(TAILS.length * horizon);
    const enough = Math.min(ENOUGH, most);
    let known = residuals.findIndex((errors) => errors.length >= enough);
    for (let step = 0; step < horizon; step++) {
      if (residuals[step].length >= enough) known = step;
      const widen = known < step ? Math.sqrt((step + 1) / (known + 1)) : 1;
      const sorted = residuals[known].slice().sort();
      const up = tailOffsets(sorted);
      const down = tailOffsets(sorted.map((error) => -error).reverse());
      for (let tail = 0; tail < TAILS.length; tail++) {
        above[tail * horizon + step] = clampFinite(Math.max(floor, widen * up[tail]));
        below[tail * horizon + step] = clampFinite(Math.max(floor, widen * down[tail]));
      }
    }
    return new ConformalBands(horizon, floor, below, above);
  }

  /** The interval of nominal `level` in (0, 1) around the first `point.length` ≤ horizon steps. */
  around(point: Float64Array, level: number): Band {
    const { inner, outer, share } = placeOf(level);
    const reach = (ends: Float64Array, step: number): number => {
      const from = ends[inner * this.horizon + step];
      return from + share * (ends[outer * this.horizon + step] - from);
    };
    return {
      level,
      lower: point.map((value, step) => clampFinite(value - reach(this.#below, step))),
      upper: point.map((value, step) => clampFinite(value + reach(this.#above, step))),
    };
  }

  /** Distance from the point to the upper end at the tail TAILS[tail]; never decreasing with `tail`. */
  above(tail: number, step: number): number {
    return this.#above[tail * this.horizon + step];
  }

  /** The same to the lower end. */
  below(tail: number, step: number): number {
    return this.#below[tail * this.horizon + step];
  }

  /** What `restore` needs, to be stored among the columns of a forecaster. */
  columns(): Record<'bandAbove' | 'bandBelow' | 'bandFloor', Float64Array> {
    return { bandAbove: this.#above, bandBelow: this.#below, bandFloor: Float64Array.of(this.#floor) };
  }

  /** @throws CorruptArtifactError */
  static restore(kind: string, horizon: number, columns: Record<string, Float64Array>): ConformalBands {
    const { bandAbove, bandBelow, bandFloor } = columns;
    const size = TAILS.length * horizon;
    if (bandAbove?.length !== size || bandBelow?.length !== size || bandFloor?.length !== 1) {
      throw new CorruptArtifactError(kind, `its bands do not have ${horizon} steps`);
    }
    const floor = bandFloor[0];
    if (!(floor >= 0) || !bandAbove.every((end) => end >= floor) || !bandBelow.every((end) => end >= floor)) {
      throw new CorruptArtifactError(kind, 'a band is narrower than its floor');
    }
    return new ConformalBands(horizon, floor, bandBelow, bandAbove);
  }
}

/** Distance above the point per tail of TAILS, ≥ 0, never decreasing. @param errors ascending */
const tailOffsets = (errors: Float64Array): Float64Array => {
  const mirrored = errors.length < ENOUGH_FOR_SIDES;
  const sorted = mirrored ? errors.map(Math.abs).sort() : errors;
  const count = sorted.length;
  const largest = Math.max(0, sorted[count - 1]);
  const scale = largest / Math.log(count + 1);
  return Float64Array.from(TAILS, (tail) => {
    const outside = mirrored ? 2 * tail : tail;
    // 1e-9 keeps a rank that is whole by arithmetic from being rounded up.
    const rank = Math.max(1, Math.ceil((1 - outside) * (count + 1) - 1e-9));
    if (rank <= count) return Math.max(0, sorted[rank - 1]);
    return largest + scale * Math.log(1 / ((count + 1) * outside));
  });
};

/**
 * The narrowest half-width for a sensor, positive also when it never moved. A spike does not count as movement unless
 * nothing else moved.
 * @param filled finite samples, at least one.
 */
export const bandFloor = (filled: Float64Array): number => {
  const sorted = filled.slice().sort();
  const range = (share: number): number =>
    NARROWEST * quantileOfSorted(sorted, 1 - share) - NARROWEST * quantileOfSorted(sorted, share);
  return range(0.01) || range(0) || NARROWEST * (Math.abs(sorted[0]) || 1);
};
