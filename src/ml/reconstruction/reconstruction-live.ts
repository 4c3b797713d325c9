import { CorruptArtifactError } from '../../errors.ts';
import { decodeArtifact, encodeArtifact } from '../artifact-codec.ts';
import type { LiveDetector, LiveScore, Part } from '../detector.ts';
import { judgeDeviation } from '../deviation.ts';
import { RUN_STATE, RunTrack } from '../run-track.ts';
import { lengthOf, type ReconstructionFit } from './reconstruction-fit.ts';

const KIND = 'reconstruction live state';

/**
 * The strictly causal form: the distance of the window that ends with the reading, as a share of the limit. A missing
 * reading is taken for the one before and has no distance; after a dropout a window must fill anew.
 */
export class ReconstructionLive implements LiveDetector {
  readonly #fit: ReconstructionFit;
  readonly #length: number;
  /** Of each column the last samples, oldest first. */
  readonly #window: Float64Array;
  readonly #runs = new RunTrack();
  #filled = 0;
  /** The distance of the last reading as a share of the limit. */
  #error = 0;

  /** @throws CorruptArtifactError when the state is not one of this fit. */
  constructor(fit: ReconstructionFit, state?: Uint8Array) {
    this.#fit = fit;
    this.#length = lengthOf(fit);
    this.#window = new Float64Array(fit.subspace.mean.length);
    if (state !== undefined) this.#restore(state);
  }

  update(value: number, inputs: Float64Array): LiveScore {
    const { subspace, scales, limit, runs } = this.#fit;
    this.#runs.advance(value);
    this.#takeIn(value, inputs, this.#runs.dropoutRatio(runs) > 1);
    const distance = subspace.distance(this.#window) / limit;
    const judged = this.#filled === this.#length && !Number.isNaN(value);
    const error = judged ? distance : 0;
    this.#error = error;
    const latest = this.#length - 1;
    const expected = judged ? subspace.reconstruction[latest] : subspace.mean[latest];
    return judgeDeviation(error, this.#runs, runs, { expected, reach: limit, scale: scales[0] });
  }

  parts(): readonly Part[] {
    return [{ cause: 'DEVIATION', share: this.#error }, ...this.#runs.parts(this.#fit.runs)];
  }

  #takeIn(value: number, inputs: Float64Array, silent: boolean): void {
    if (silent) this.#filled = 0;
    const isMissing = Number.isNaN(value);
    if (silent || (isMissing && this.#filled === 0)) return;
    const latest = this.#length - 1;
    this.#fit.scales.forEach((scale, k) => {
      const column = this.#window.subarray(k * this.#length, (k + 1) * this.#length);
      const before = column[latest];
      const now = k === 0 ? value : (inputs[k - 1] ?? Number.NaN);
      column.copyWithin(0, 1);
      column[latest] = Number.isNaN(now) ? before : scale.apply(now);
    });
    this.#filled = Math.min(this.#filled + 1, this.#length);
  }

  save(): Uint8Array {
    const numbers = new Float64Array(1 + RUN_STATE);
    numbers[0] = this.#filled;
    this.#runs.save(numbers, 1);
    return encodeArtifact(KIND, this.#identity(), { numbers, window: this.#window });
  }

  #restore(bytes: Uint8Array): void {
    const { header, columns } = decodeArtifact(KIND, bytes);
    if (Object.entries(this.#identity()).some(([name, value]) => header[name] !== value)) {
      throw new CorruptArtifactError(KIND, 'it belongs to another fit');
    }
    const { numbers, window } = columns;
    if (numbers?.length !== 1 + RUN_STATE || window?.length !== this.#window.length) {
      throw new CorruptArtifactError(KIND, 'its columns do not fit');
    }
    this.#filled = numbers[0];
    this.#runs.restore(numbers, 1);
    this.#window.set(window);
  }

  #identity() {
    const [{ centre, scale }] = this.#fit.scales;
    return { centre, scale, limit: this.#fit.limit };
  }
}
