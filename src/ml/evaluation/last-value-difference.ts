import type { LiveDetector, LiveScore } from '../detector.ts';
import { RunningNormaliser, scoreNull } from '../discord/running-normaliser.ts';
import { forwardFill } from '../numbers/forward-fill.ts';
import { usableCount } from '../numbers/missing-values.ts';
import { UnitScale } from '../numbers/unit-scale.ts';
import type { Series } from '../series.ts';

/** A live detector without a state that outlives the process. */
export type CausalScorer = Pick<LiveDetector, 'update'>;

/**
 * The naive baseline: how much a reading differs from the one before, through the same adaptive normaliser as the
 * shape scores of the discord detector and against the threshold given. What cannot beat it is not worth training.
 */
export const lastValueDifference = (train: Series, threshold: number): CausalScorer => {
  const filled = usableCount(train.values) > 0 ? forwardFill(train.values) : Float64Array.of(0);
  return new LastValueDifference(UnitScale.of(filled), filled, threshold);
};

class LastValueDifference implements CausalScorer {
  readonly #scale: UnitScale;
  readonly #normaliser: RunningNormaliser;
  readonly #threshold: number;
  #last: number;

  constructor(scale: UnitScale, train: Float64Array, threshold: number) {
    const scaled = scale.applyAll(train);
    this.#scale = scale;
    this.#threshold = threshold;
    this.#last = scaled[scaled.length - 1];
    const steps = scaled.subarray(1).map((value, t) => Math.abs(value - scaled[t]));
    this.#normaliser = new RunningNormaliser(scoreNull(steps));
  }

  update(value: number): LiveScore {
    const reading = Number.isNaN(value) ? this.#last : this.#scale.apply(value);
    const score = this.#normaliser.advance(Math.abs(reading - this.#last));
    const expected = this.#scale.invert(this.#last);
    this.#last = reading;
    return {
      score,
      threshold: this.#threshold,
      expected,
      lower: expected,
      upper: expected,
      cause: 'DEVIATION',
    };
  }
}
