import { InvalidInputError } from '../../errors.ts';
import type { Band } from '../forecaster.ts';
import { ConformalBands } from '../forecasting/conformal-bands.ts';
import { clampFinite } from '../forecasting/point-model.ts';
import type { PendingPath } from './pending-path.ts';
import type { ResidualPaths } from './residual-paths.ts';
import { placeOf } from './tails.ts';
import { blockOf, residualOf, type TrackerCalibration } from './tracker-calibration.ts';
import { decodeTracker, encodeTracker, type TrackerMemory } from './tracker-codec.ts';
import { WidthCorrection } from './width-correction.ts';

/** Quantiles are taken anew when this share of the remembered paths is new. */
const REFRESH_SHARE = 0.05;
/** Paths that are needed before they replace the quantiles of the calibration. */
const FEWEST_PATHS = 60;
/** Forecasts that are followed in a season. */
const A_SEASON = 5;

/**
 * Central intervals that follow the sensor: both ends are signed quantiles of past residuals in units of the scale s of
 * the origin, times s·e^θ. θ (`WidthCorrection`) is moved by what each block of steps missed as soon as its actuals are
 * in; the quantiles are those of the latest observed paths. Strictly causal: `observe` takes samples in the order of time,
 * and what is not observed has no say. A sample costs work in proportion to the forecasts that still wait for actuals.
 */
export class BandTracker {
  readonly calibration: TrackerCalibration;
  readonly #memory: TrackerMemory;

  private constructor(calibration: TrackerCalibration, memory: TrackerMemory) {
    this.calibration = calibration;
    this.#memory = memory;
  }

  /** Before any live sample. */
  static start(calibration: TrackerCalibration, gain: number): BandTracker {
    const { bands, paths } = calibration;
    return new BandTracker(calibration, {
      bands,
      correction: new WidthCorrection(bands.horizon, blockOf(calibration), gain),
      paths: paths.copy(),
      pending: [],
      fresh: 0,
      observed: Number.NEGATIVE_INFINITY,
      issued: Number.NEGATIVE_INFINITY,
    });
  }

  /**
   * Continues bit for bit where `save` left off.
   * @param calibration that of the forecaster the state belongs to
   * @throws CorruptArtifactError when the bytes are not what `save` wrote for such a forecaster
   */
  static load(calibration: TrackerCalibration, gain: number, bytes: Uint8Array): BandTracker {
    return new BandTracker(calibration, decodeTracker(calibration, gain, bytes));
  }

  save(): Uint8Array {
    return encodeTracker(this.horizon, this.#memory);
  }

  get horizon(): number {
    return this.calibration.bands.horizon;
  }

  /** Index of the last sample observed; −Infinity before there is one. */
  get observedThrough(): number {
    return this.#memory.observed;
  }

  /** The latest whole residual paths, in units of the scale: what `crossingRisk` adds to a forecast. */
  get paths(): ResidualPaths {
    return this.#memory.paths;
  }

  /** Samples between two forecasts that are followed: a fifth of a season, without a factor in common with it. */
  get spacing(): number {
    return spacingOf(this.calibration.scale.cycle);
  }

  /** Whether a forecast after sample `origin` would be followed: not before `spacing` samples after the last one. */
  isDue(origin: number): boolean {
    return origin >= this.#memory.issued + this.spacing && origin >= this.#memory.observed;
  }

  /**
   * Follows a forecast until its actuals are in, where one is due.
   * @param origin index of the last known sample @param point the whole horizon @param scale that of the origin
   * @throws InvalidInputError when the path is not of the horizon
   */
  issue(origin: number, point: Float64Array, scale: number): void {
    if (point.length !== this.horizon) {
      throw new InvalidInputError('point', `${point.length} steps`, `${this.horizon} steps`);
    }
    if (!this.isDue(origin)) return;
    const memory = this.#memory;
    const weight = Math.min(1, (origin - memory.issued) / memory.correction.block);
    const residuals = new Float64Array(this.horizon).fill(Number.NaN);
    memory.pending.push({ origin, scale, weight, residuals, point: Float64Array.from(point), judged: 0 });
    memory.issued = origin;
  }

  /** One sample; those left out before it count as missing, one that is not later than the last is ignored. */
  observe(at: number, value: number): void {
    const memory = this.#memory;
    if (at <= memory.observed) return;
    memory.observed = at;
    for (const path of memory.pending) {
      const step = at - path.origin - 1;
      if (step >= 0 && step < this.horizon) {
        path.residuals[step] = residualOf(value, path.point[step], path.scale);
      }
      this.#judgeBlocks(path, step + 1);
    }
    while (memory.pending.length > 0 && at - memory.pending[0].origin >= this.horizon) this.#remember();
  }

  /**
   * Of nominal `level` in (0, 1), around the first `point.length` ≤ horizon steps. A higher level holds a lower one, the
   * point lies inside.
   * @param scale that of the origin
   */
  around(point: Float64Array, level: number, scale: number): Band {
    const { inner, outer, share } = placeOf(level);
    const { bands, correction } = this.#memory;
    const lower = new Float64Array(point.length);
    const upper = new Float64Array(point.length);
    let factors = correction.factorsAt(0);
    for (let step = 0; step < point.length; step++) {
      if (step % correction.block === 0) factors = correction.factorsAt(step);
      const reach = (end: (tail: number, step: number) => number): number => {
        let within = 0;
        for (let tail = 0; tail <= inner; tail++) within = Math.max(within, factors[tail] * end(tail, step));
        const beyond = Math.max(within, factors[outer] * end(outer, step));
        return Math.max(this.calibration.floor, scale * (within + share * (beyond - within)));
      };
      lower[step] = clampFinite(point[step] - reach((tail) => bands.below(tail, step)));
      upper[step] = clampFinite(point[step] + reach((tail) => bands.above(tail, step)));
    }
    return { level, lower, upper };
  }

  #judgeBlocks(path: PendingPath, observed: number): void {
    const { bands, correction } = this.#memory;
    const floor = this.calibration.floor / path.scale;
    while (
      path.judged * correction.block < this.horizon &&
      Math.min(this.horizon, (path.judged + 1) * correction.block) <= observed
    ) {
      correction.learn(bands, path.residuals, path.judged, path.weight, floor);
      path.judged++;
    }
  }

  /** The oldest pending path is whole. */
  #remember(): void {
    const memory = this.#memory;
    const { residuals } = memory.pending.shift() as PendingPath;
    if (residuals.every(Number.isNaN)) return;
    memory.paths.add(residuals);
    memory.fresh++;
    const { count } = memory.paths;
    if (count < FEWEST_PATHS || memory.fresh < REFRESH_SHARE * count) return;
    memory.bands = ConformalBands.calibrate(memory.paths.bySteps(), 0);
    memory.fresh = 0;
  }
}

const spacingOf = (season: number): number => {
  let spacing = Math.max(1, Math.ceil(season / A_SEASON));
  while (greatestCommonDivisor(spacing, season) > 1) spacing++;
  return spacing;
};

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);
