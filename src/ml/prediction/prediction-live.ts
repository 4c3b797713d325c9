import { CorruptArtifactError } from '../../errors.ts';
import { decodeArtifact, encodeArtifact } from '../artifact-codec.ts';
import type { LiveDetector, LiveScore, Part } from '../detector.ts';
import { judgeDeviation } from '../deviation.ts';
import { LearningHold } from '../learning-hold.ts';
import { RUN_STATE, RunTrack } from '../run-track.ts';
import { EPSILON_STATE, LiveEpsilon } from './live-epsilon.ts';
import type { PredictionFit } from './prediction-fit.ts';

const KIND = 'prediction live state';
/** Predicted value, smoothed sum and its weight, readings that were taken in. */
const SCALARS = 4;
/** Of these, the smoothed sum and its weight. */
const ERROR_SUM = 2;
const NUMBERS = SCALARS + EPSILON_STATE + RUN_STATE;

/** One error counts for at most this many times the threshold: a single wild reading just crosses it, and is forgotten soon. */
const MOST_ERROR = 20;

/**
 * The strictly causal form of a predictor: each reading is compared with what was expected of it, the smoothed error
 * with a threshold from past errors. The state of the model goes on from reading to reading, no window is run again.
 * A missing reading is taken for the one before and has no error; once it is a dropout the model waits.
 */
export class PredictionLive implements LiveDetector {
  readonly #fit: PredictionFit;
  readonly #state: Float32Array;
  /** Value and inputs as they were last known, scaled. */
  readonly #sample: Float32Array;
  readonly #epsilon: LiveEpsilon;
  readonly #runs = new RunTrack();
  readonly #hold: LearningHold;
  readonly #fingerprint: number;
  #expected = 0;
  #sum = 0;
  #weight = 0;
  #taken = 0;
  /** The smoothed error of the last reading as a share of the threshold. */
  #error = 0;

  /** @throws CorruptArtifactError when the state is not one of this fit. */
  constructor(fit: PredictionFit, fingerprint: number, state?: Uint8Array) {
    this.#fit = fit;
    this.#fingerprint = fingerprint;
    this.#state = new Float32Array(fit.model.stateSize);
    this.#sample = new Float32Array(fit.scales.length);
    this.#hold = new LearningHold(fit.settle);
    this.#epsilon = new LiveEpsilon(fit.errors, fit.floor);
    if (state !== undefined) this.#restore(state);
  }

  update(value: number, inputs: Float64Array, learn = true): LiveScore {
    this.#runs.advance(value);
    const expected = this.#expected;
    const epsilon = this.#epsilon.epsilon;
    const waits = this.#runs.missing > this.#fit.runs.dropout;
    if (!waits) this.#takeIn(value, inputs, epsilon, this.#learns(learn));
    const error = this.#taken > this.#fit.settle && !waits ? this.#smooth() / epsilon : 0;
    this.#error = error;
    const [scale] = this.#fit.scales;
    return judgeDeviation(error, this.#runs, this.#fit.runs, { expected, reach: epsilon, scale });
  }

  parts(): readonly Part[] {
    return [{ cause: 'DEVIATION', share: this.#error }, ...this.#runs.parts(this.#fit.runs)];
  }

  /** The smoothed error judges readings that are not learnt from, and starts again from what it was before them. */
  #learns(learn: boolean): boolean {
    return this.#hold.advance(
      learn,
      () => Float64Array.of(this.#sum, this.#weight),
      ([sum, weight]) => {
        this.#sum = sum;
        this.#weight = weight;
      },
    );
  }

  #takeIn(value: number, inputs: Float64Array, epsilon: number, learns: boolean): void {
    const { scales, model, settle, errors } = this.#fit;
    if (!Number.isNaN(value)) {
      const scaled = scales[0].apply(value);
      this.#sample[0] = scaled;
      if (this.#taken > 0) {
        const error = Math.min(Math.abs(scaled - this.#expected), MOST_ERROR * epsilon);
        const keep = 1 - 2 / (errors.smoothing + 1);
        this.#sum = this.#sum * keep + error;
        this.#weight = this.#weight * keep + 1;
      }
      if (learns && this.#taken >= settle) this.#epsilon.advance(this.#smooth());
      this.#taken++;
    }
    for (let k = 1; k < scales.length; k++) {
      const input = inputs[k - 1];
      if (input !== undefined && !Number.isNaN(input)) this.#sample[k] = scales[k].apply(input);
    }
    this.#expected = model.advance(this.#state, this.#sample);
  }

  #smooth(): number {
    return this.#weight > 0 ? this.#sum / this.#weight : 0;
  }

  save(): Uint8Array {
    const numbers = new Float64Array(NUMBERS);
    numbers.set([this.#expected, this.#sum, this.#weight, this.#taken]);
    this.#epsilon.saveInto(numbers, SCALARS);
    this.#runs.save(numbers, SCALARS + EPSILON_STATE);
    return encodeArtifact(KIND, this.#identity(), {
      numbers,
      errors: this.#epsilon.saveErrors(),
      sample: this.#sample,
      state: this.#state,
      ...this.#hold.save(),
    });
  }

  #restore(bytes: Uint8Array): void {
    const { header, columns } = decodeArtifact(KIND, bytes);
    if (Object.entries(this.#identity()).some(([name, value]) => header[name] !== value)) {
      throw new CorruptArtifactError(KIND, 'it belongs to another fit');
    }
    const { numbers, errors, sample, state, hold } = columns;
    const fits =
      numbers?.length === NUMBERS &&
      sample?.length === this.#sample.length &&
      state?.length === this.#state.length &&
      errors !== undefined &&
      this.#hold.restore(hold, ERROR_SUM) &&
      this.#epsilon.restore(errors, numbers, SCALARS);
    if (!fits) throw new CorruptArtifactError(KIND, 'its columns do not fit');
    [this.#expected, this.#sum, this.#weight, this.#taken] = numbers;
    this.#sample.set(sample);
    this.#state.set(state);
    this.#runs.restore(numbers, SCALARS + EPSILON_STATE);
  }

  #identity() {
    const [{ centre, scale }] = this.#fit.scales;
    return { centre, scale, floor: this.#fit.floor, fingerprint: this.#fingerprint };
  }
}
