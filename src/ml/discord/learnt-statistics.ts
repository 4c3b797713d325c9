import type { AcceptedRegimes } from '../detector.ts';
import type { DiscordFit } from './discord-fit.ts';
import { DRIFT_STATE, DriftTrack } from './drift-track.ts';
import { type InputsTrack, STRANGENESS_STATE } from './inputs-track.ts';
import { NORMALISER_STATE, RunningNormaliser } from './running-normaliser.ts';

const DRIFT_AT = 3 * NORMALISER_STATE;
const STRANGENESS_AT = DRIFT_AT + DRIFT_STATE;

/** What a live discord detector learns while it judges: three normalisers, the track of drift, and that of the inputs if any. */
export class LearntStatistics implements AcceptedRegimes {
  readonly normalisers: readonly RunningNormaliser[];
  readonly drift: DriftTrack;
  readonly inputs: InputsTrack | null;

  constructor(fit: DiscordFit, inputs: InputsTrack | null) {
    this.normalisers = fit.nulls.map((start) => new RunningNormaliser(start));
    this.drift = new DriftTrack(fit.drift, fit.config.drift);
    this.inputs = inputs;
  }

  get accepted(): number {
    return this.drift.accepted + (this.inputs?.accepted ?? 0);
  }

  forget(): void {
    this.drift.forget();
    this.inputs?.forget();
  }

  /** How many numbers there are. */
  get size(): number {
    return STRANGENESS_AT + (this.inputs === null ? 0 : STRANGENESS_STATE);
  }

  numbers(): Float64Array {
    const numbers = new Float64Array(this.size);
    this.normalisers.forEach((normaliser, k) => {
      normaliser.save(numbers, k * NORMALISER_STATE);
    });
    this.drift.save(numbers, DRIFT_AT);
    this.inputs?.save(numbers, STRANGENESS_AT);
    return numbers;
  }

  putBack(numbers: Float64Array): void {
    this.normalisers.forEach((normaliser, k) => {
      normaliser.restore(numbers, k * NORMALISER_STATE);
    });
    this.drift.restore(numbers, DRIFT_AT);
    this.inputs?.restore(numbers, STRANGENESS_AT);
  }

  /** What `numbers` would be had the accepted regimes been forgotten then. */
  forgotten(numbers: Float64Array): Float64Array {
    const now = this.numbers();
    this.putBack(numbers);
    this.forget();
    const amended = this.numbers();
    this.putBack(now);
    return amended;
  }
}
