import type { RandomStream } from '../numbers/random-stream.ts';
import type { EncoderSizes } from './encoder-sizes.ts';
import { type ForecastWindow, normalisedWindow } from './forecast-window.ts';
import { spaced } from './spaced.ts';

/** Windows and what came after them, a window per row. */
export interface WindowBatch {
  readonly count: number;
  /** [count, tokens · patch] */
  readonly samples: Float32Array;
  /** Tokens of each window that are padding. */
  readonly firsts: Uint32Array;
  /** [count, horizon], as shares of the scale of the window. */
  readonly targets: Float32Array;
  /** [count, horizon]: how much each counts; 0 where it was not recorded. */
  readonly counts: Float32Array;
}

/** A series as a training sees it, scaled to about [−1, 1]. */
export interface WindowSource {
  /** Without gaps. */
  readonly filled: Float64Array;
  /** The same, missing samples NaN: they are no targets. */
  readonly recorded: Float64Array;
  /** The samples that the weights may see. */
  readonly trainCount: number;
  /** The samples from here on choose the weights. */
  readonly heldFrom: number;
}

/** One window in so many is shortened while training, so that the network knows padding. */
const SHORTENED_ONE_IN = 8;
/** A scaled window that moves less than this is constant: its targets have no unit. */
const CONSTANT = 1e-6;
/** A window counts at most so many times as much as the typical one. */
const MOST_COUNT = 5;
const LARGEST_TARGET = 1e6;
const SAMPLED_SCALES = 500;

/**
 * Windows of one or more series by their origin: samples before it are looked at, `horizon` from it on are targets. The
 * origins of all series are counted through. An error counts by the scale of its window, so that all are in one unit: the
 * mean scale of the training windows.
 */
export class TrainingWindows {
  readonly sizes: EncoderSizes;
  readonly #sources: readonly WindowSource[];
  /** What is added to the origins of each series. */
  readonly #offsets: readonly number[];
  readonly #typical: number;

  constructor(sources: readonly WindowSource[], sizes: EncoderSizes) {
    this.sizes = sizes;
    this.#sources = sources;
    let offset = 0;
    this.#offsets = sources.map(({ filled }) => {
      offset += filled.length;
      return offset - filled.length;
    });
    const typical = sources.map((source) => {
      const origins = spaced(1, source.trainCount, SAMPLED_SCALES);
      const sum = origins.reduce((total, o) => total + this.#window(source, o, this.#longest).scale, 0);
      return sum / origins.length;
    });
    this.#typical = typical.reduce((sum, scale) => sum + scale, 0) / typical.length;
  }

  /** Origins whose path lies in what the weights may see, with a whole look-back where a series has one. */
  train(): Uint32Array {
    const { horizon } = this.sizes;
    return this.#origins(({ trainCount }) => {
      const last = trainCount - horizon;
      return [Math.min(this.#longest, last), last + 1];
    }, Number.POSITIVE_INFINITY);
  }

  /** Origins in what chooses the weights, evenly spaced, about `most` of them. */
  heldOut(most: number): Uint32Array {
    const each = Math.ceil(most / this.#sources.length);
    return this.#origins(({ heldFrom, filled }) => [heldFrom, filled.length], each);
  }

  /** @param shorten where given, some windows lose a random part of their beginning */
  batch(origins: Uint32Array, shorten: RandomStream | null): WindowBatch {
    const { horizon } = this.sizes;
    const longest = this.#longest;
    const count = origins.length;
    const samples = new Float32Array(count * longest);
    const firsts = new Uint32Array(count);
    const targets = new Float32Array(count * horizon);
    const counts = new Float32Array(count * horizon);
    origins.forEach((counted, row) => {
      const k = this.#offsets.findLastIndex((offset) => offset <= counted);
      const [source, origin] = [this.#sources[k], counted - this.#offsets[k]];
      const isShort = shorten !== null && shorten.below(SHORTENED_ONE_IN) === 0;
      const window = this.#window(source, origin, isShort ? 1 + shorten.below(longest) : longest);
      samples.set(window.samples, row * longest);
      firsts[row] = window.first;
      const [from, to] = [row * horizon, (row + 1) * horizon];
      const after = source.recorded.subarray(origin, origin + horizon);
      this.#aim(after, window, targets.subarray(from, to), counts.subarray(from, to));
    });
    return { count, samples, firsts, targets, counts };
  }

  get #longest(): number {
    return this.sizes.tokens * this.sizes.patch;
  }

  #origins(range: (source: WindowSource) => [from: number, to: number], most: number): Uint32Array {
    const each = this.#sources.map((source, k) => {
      const [from, to] = range(source);
      return spaced(from + this.#offsets[k], to + this.#offsets[k], most);
    });
    const all = new Uint32Array(each.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const origins of each) {
      all.set(origins, at);
      at += origins.length;
    }
    return all;
  }

  #window({ filled }: WindowSource, origin: number, length: number): ForecastWindow {
    return normalisedWindow(filled.subarray(Math.max(0, origin - length), origin), this.sizes);
  }

  #aim(
    after: Float64Array,
    { level, scale }: ForecastWindow,
    targets: Float32Array,
    counts: Float32Array,
  ): void {
    if (scale < CONSTANT) return;
    const count = Math.min(MOST_COUNT, scale / this.#typical);
    for (let step = 0; step < after.length; step++) {
      if (!Number.isFinite(after[step])) continue;
      const target = (after[step] - level) / scale;
      targets[step] = Math.max(-LARGEST_TARGET, Math.min(LARGEST_TARGET, target));
      counts[step] = count;
    }
  }
}
