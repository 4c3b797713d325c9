import type { SpectralConfig } from './feature-config.ts';
import type { SampleWindow } from './sample-window.ts';

/**
 * The spectrum of a window of n samples, in bands. Samples less their mean, under a Hann window w, transformed (Cooley & Tukey
 * 1965): P_k = 2|X_k|² / (n Σw²) for the frequencies k/n a sample, 1 ≤ k ≤ n/2, half of that for the last, so that their
 * sum is about the variance (Welch 1967). The energy of a band is Σ P_k, in the unit of the sensor squared; its entropy is
 * −Σ p ln p / ln K over the K frequencies of the band, p = P_k / energy: 0 where one frequency has it all, 1 where all are
 * alike (Shannon 1948; Inouye et al. 1991); 0 without energy. A missing sample counts as the mean.
 */
export class Spectrum {
  readonly #size: number;
  readonly #bands: number;
  readonly #hann: Float64Array;
  readonly #hannSquares: number;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;

  constructor({ window: size, bands }: SpectralConfig) {
    const turn = (2 * Math.PI) / size;
    this.#size = size;
    this.#bands = bands;
    this.#hann = Float64Array.from({ length: size }, (_, i) => (1 - Math.cos(turn * i)) / 2);
    this.#hannSquares = this.#hann.reduce((sum, w) => sum + w * w, 0);
    this.#cosines = Float64Array.from({ length: size / 2 }, (_, i) => Math.cos(turn * i));
    this.#sines = Float64Array.from({ length: size / 2 }, (_, i) => Math.sin(turn * i));
    this.#real = new Float64Array(size);
    this.#imaginary = new Float64Array(size);
  }

  /** Writes the energies, then the entropies; NaN before the window is full, or with less than half of it usable. */
  write(samples: SampleWindow, into: Float64Array, at: number): void {
    const bands = this.#bands;
    if (!this.#load(samples)) {
      into.fill(Number.NaN, at, at + 2 * bands);
      return;
    }
    this.#transform();
    const bins = this.#size / 2;
    for (let band = 0; band < bands; band++) {
      const from = Math.floor((band * bins) / bands);
      const to = Math.floor(((band + 1) * bins) / bands);
      const { energy, entropy } = this.#band(from + 1, to);
      into[at + band] = energy;
      into[at + bands + band] = entropy;
    }
  }

  /** Puts the samples, in bit-reversed order, where they are transformed. */
  #load(samples: SampleWindow): boolean {
    const size = this.#size;
    if (samples.count < size) return false;
    let [usable, sum] = [0, 0];
    let [minimum, maximum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let ago = 0; ago < size; ago++) {
      const value = samples.at(ago);
      if (Number.isNaN(value)) continue;
      usable++;
      sum += value;
      minimum = Math.min(minimum, value);
      maximum = Math.max(maximum, value);
    }
    if (2 * usable < size) return false;
    const mean = Math.min(maximum, Math.max(minimum, sum / usable));
    this.#imaginary.fill(0);
    for (let i = 0, reversed = 0; i < size; i++) {
      const away = samples.at(size - 1 - i) - mean;
      this.#real[reversed] = Number.isNaN(away) ? 0 : away * this.#hann[i];
      let bit = size >> 1;
      while (reversed & bit) {
        reversed ^= bit;
        bit >>= 1;
      }
      reversed |= bit;
    }
    return true;
  }

  #transform(): void {
    const size = this.#size;
    const [re, im] = [this.#real, this.#imaginary];
    for (let half = 1; half < size; half *= 2) {
      const stride = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const [a, b] = [start + k, start + k + half];
          const [c, s] = [this.#cosines[k * stride], this.#sines[k * stride]];
          const [x, y] = [re[b] * c + im[b] * s, im[b] * c - re[b] * s];
          re[b] = re[a] - x;
          im[b] = im[a] - y;
          re[a] += x;
          im[a] += y;
        }
      }
    }
  }

  #power(k: number): number {
    const once = (this.#real[k] ** 2 + this.#imaginary[k] ** 2) / (this.#size * this.#hannSquares);
    return 2 * k === this.#size ? once : 2 * once;
  }

  /** @param from frequency, and `to`, both inclusive */
  #band(from: number, to: number): { energy: number; entropy: number } {
    let energy = 0;
    for (let k = from; k <= to; k++) energy += this.#power(k);
    let entropy = 0;
    for (let k = from; k <= to; k++) {
      const share = this.#power(k) / energy;
      if (share > 0) entropy -= (share * Math.log(share)) / Math.log(to - from + 1);
    }
    return { energy, entropy };
  }
}
