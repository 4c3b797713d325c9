import { StreamingThreshold } from '../thresholds/streaming-threshold.ts';
import type { RobustFit } from './robust-fit.ts';
import { robustBand, robustDeviation, robustScore } from './robust-statistics.ts';

/** Deviations from the median against a limit that stands still, or one that goes on learning. */
export class DeviationTrack {
  readonly #fit: RobustFit;
  readonly #still: ReturnType<typeof robustBand>;
  #stream: StreamingThreshold | null;

  constructor(fit: RobustFit) {
    this.#fit = fit;
    this.#still = robustBand(fit.statistics, fit.threshold);
    this.#stream = fit.stream ? StreamingThreshold.load(fit.stream) : null;
  }

  /** Between what a next value would be normal, in the unit of the sensor. */
  get band() {
    if (this.#stream === null) return this.#still;
    const { level, limit } = this.#stream;
    const { median, deviation } = this.#fit.statistics;
    return robustBand({ ...this.#fit.statistics, median: finite(median + level * deviation) }, limit);
  }

  /** The score of a value that is not missing, to be held against the threshold of the fit. */
  advance(value: number, learn = true): number {
    const { statistics, threshold } = this.#fit;
    if (this.#stream === null) return robustScore(statistics, value);
    const share = this.#stream.advance(robustDeviation(statistics, value), learn);
    return Math.min(share * threshold, Number.MAX_VALUE);
  }

  /** Empty where nothing moves. */
  save(): Float64Array {
    return this.#stream?.save() ?? new Float64Array(0);
  }

  /** @returns whether this is a state of this fit */
  restore(numbers: Float64Array): boolean {
    if (this.#stream === null) return numbers.length === 0;
    this.#stream = StreamingThreshold.load(numbers);
    return this.#stream !== null;
  }
}

const finite = (value: number): number => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
