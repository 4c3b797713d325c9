import { calendarAngle } from './calendar-terms.ts';
import { EXPONENTIAL_STATE, ExponentialTrack } from './exponential-track.ts';
import { type FeatureConfig, featureCount } from './feature-config.ts';
import { SampleWindow } from './sample-window.ts';
import { Spectrum } from './spectrum.ts';
import { windowStatistics } from './window-statistics.ts';

/**
 * Features of a stream of samples, each from that sample and those before it. The cost of a sample does not depend on how
 * many came before. What cannot be known (before there are enough samples, in a gap, after an overflow) is NaN.
 */
export class FeatureStream {
  readonly #config: FeatureConfig;
  readonly #samples: SampleWindow;
  readonly #exponential: readonly ExponentialTrack[];
  readonly #spectra: readonly Spectrum[];
  /** The features of the last sample, in the order of `featureNames`; overwritten by the next. */
  readonly features: Float64Array;

  constructor(config: FeatureConfig) {
    const { lags, differences, rolling, exponential, spectral } = config;
    const windows = [...rolling, ...spectral].map(({ window }) => window);
    this.#config = config;
    this.#samples = new SampleWindow(
      Math.max(1, ...[...lags, ...differences].map((lag) => lag + 1), ...windows),
    );
    this.#exponential = exponential.map(({ span }) => new ExponentialTrack(span));
    this.#spectra = spectral.map((one) => new Spectrum(one));
    this.features = new Float64Array(featureCount(config)).fill(Number.NaN);
  }

  /**
   * @param value NaN, or not finite, where the sample is missing
   * @param timeMs since the epoch; NaN where it is unknown
   */
  advance(value: number, timeMs: number): Float64Array {
    const sample = Number.isFinite(value) ? value : Number.NaN;
    this.#samples.push(sample);
    for (const track of this.#exponential) track.push(sample);
    const at = this.#writeSpectra(this.#writeStatistics(this.#writeSteps()));
    this.#writeCalendar(at, timeMs);
    for (let k = 0; k < this.features.length; k++) {
      if (!Number.isFinite(this.features[k])) this.features[k] = Number.NaN;
    }
    return this.features;
  }

  #writeSteps(): number {
    let at = 0;
    for (const lag of this.#config.lags) this.features[at++] = this.#samples.at(lag);
    for (const lag of this.#config.differences) {
      this.features[at++] = this.#samples.at(0) - this.#samples.at(lag);
    }
    return at;
  }

  #writeStatistics(from: number): number {
    let at = from;
    for (const { window, statistics } of this.#config.rolling) {
      const all = windowStatistics(this.#samples, window);
      for (const statistic of statistics) this.features[at++] = all[statistic];
    }
    this.#config.exponential.forEach(({ statistics }, k) => {
      for (const statistic of statistics) this.features[at++] = this.#exponential[k].value(statistic);
    });
    return at;
  }

  #writeSpectra(from: number): number {
    let at = from;
    this.#config.spectral.forEach(({ bands }, k) => {
      this.#spectra[k].write(this.#samples, this.features, at);
      at += 2 * bands;
    });
    return at;
  }

  #writeCalendar(from: number, timeMs: number): void {
    this.#config.calendar.forEach((term, k) => {
      const { sine, cosine } = calendarAngle(term, timeMs);
      this.features.set([sine, cosine], from + 2 * k);
    });
  }

  save(): { samples: Float64Array; tracks: Float64Array } {
    const tracks = new Float64Array(this.#exponential.length * EXPONENTIAL_STATE);
    for (const [k, track] of this.#exponential.entries()) track.save(tracks, k * EXPONENTIAL_STATE);
    return { samples: this.#samples.save(), tracks };
  }

  /** @returns whether it is a state of these settings */
  restore(samples: Float64Array | undefined, tracks: Float64Array | undefined): boolean {
    if (samples === undefined || tracks?.length !== this.#exponential.length * EXPONENTIAL_STATE)
      return false;
    for (const [k, track] of this.#exponential.entries()) track.restore(tracks, k * EXPONENTIAL_STATE);
    return this.#samples.restore(samples);
  }
}
