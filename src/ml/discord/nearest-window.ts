import type { ReadingRing } from './reading-ring.ts';
import type { Excerpts } from './reference-samples.ts';

/** Windows per block. A running sum of squares lives for one block, which bounds its rounding and its memory. */
const BLOCK_WINDOWS = 256;

/** Readings that fix every running sum for windows of this length: older ones have no influence at all, to the bit. */
export const memoryOf = (window: number): number => BLOCK_WINDOWS + window;

/**
 * Distance of the trailing window of a stream to the nearest reference window, both with their means removed:
 * d = min_i √(max(0, Σ_l (x_{i+l} − y_{t−w+1+l})² − w(x̄_i − ȳ)²) / w), no z-normalisation (discord discovery; the
 * running sums along diagonals are those of STOMP, Zhu et al. 2016). One reading costs a few operations per reference
 * window. The ring is shared and pushed by the caller, before each `advance`; it holds at least `memoryOf(window)`.
 */
export class NearestWindow {
  readonly window: number;
  readonly #ring: ReadingRing;
  readonly #blocks: readonly Block[];
  #owner: Block | null = null;
  /** The last sample of the nearest window, moved to the mean of the stream's window. NaN before the first distance. */
  expected = Number.NaN;

  constructor(excerpts: Excerpts, window: number, ring: ReadingRing) {
    this.window = window;
    this.#ring = ring;
    this.#blocks = excerpts.flatMap((excerpt) => blocksOf(excerpt, window));
  }

  /** The distance of the window that ends at the last reading of the ring; NaN before there are `window` readings. */
  advance(): number {
    const { window } = this;
    let mean = 0;
    for (let l = 0; l < window; l++) mean += this.#ring.ago(l);
    mean /= window;
    let nearest = Number.POSITIVE_INFINITY;
    let owner = this.#blocks[0];
    for (const block of this.#blocks) {
      slide(block, window, this.#ring);
      const least = nearestIn(block, window, mean);
      if (least < nearest) {
        nearest = least;
        owner = block;
      }
    }
    if (this.#ring.count < window) return Number.NaN;
    this.#owner = owner;
    const at = owner.nearest;
    this.expected = owner.samples[at + window - 1] + (mean - owner.means[at]);
    return Math.sqrt(Math.max(0, nearest) / window);
  }

  /** The nearest window itself, where it was; null before the first distance. */
  nearest(): Float64Array | null {
    const owner = this.#owner;
    if (owner === null) return null;
    return owner.samples.slice(owner.nearest, owner.nearest + this.window);
  }
}

interface Block {
  readonly samples: Float64Array;
  readonly means: Float64Array;
  /** Running Σ (x − y)² per window of the block. */
  readonly squares: Float64Array;
  /** Index of the window found nearest last. */
  nearest: number;
}

const blocksOf = (excerpt: Float64Array, window: number): Block[] => {
  const blocks: Block[] = [];
  for (let from = 0; from + window <= excerpt.length; from += BLOCK_WINDOWS) {
    const samples = excerpt.subarray(from, from + BLOCK_WINDOWS + window - 1);
    const means = new Float64Array(samples.length - window + 1);
    const squares = new Float64Array(means.length);
    for (let i = 0; i < means.length; i++) {
      for (let l = 0; l < window; l++) {
        means[i] += samples[i + l] / window;
        squares[i] += samples[i + l] ** 2;
      }
    }
    blocks.push({ samples, means, squares, nearest: 0 });
  }
  return blocks;
};

/** D(i+1, t+1) = D(i, t) − (x_i − y_{t−w+1})² + (x_{i+w} − y_{t+1})²; the first of each block afresh. */
const slide = ({ samples, squares }: Block, window: number, ring: ReadingRing): void => {
  const newest = ring.ago(0);
  const gone = ring.ago(window);
  for (let i = squares.length - 1; i > 0; i--) {
    const left = samples[i - 1] - gone;
    const entered = samples[i + window - 1] - newest;
    squares[i] = squares[i - 1] - left * left + entered * entered;
  }
  let first = 0;
  for (let l = 0; l < window; l++) {
    const gap = samples[l] - ring.ago(window - 1 - l);
    first += gap * gap;
  }
  squares[0] = first;
};

const nearestIn = (block: Block, window: number, mean: number): number => {
  const { means, squares } = block;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < squares.length; i++) {
    const shift = means[i] - mean;
    const square = squares[i] - window * shift * shift;
    if (square < least) {
      least = square;
      block.nearest = i;
    }
  }
  return least;
};
