import { fillGaps, firstUsable } from '../numbers/missing-values.ts';
import { clipSpikes } from '../numbers/spikes.ts';
import type { EncoderSizes } from './encoder-sizes.ts';

/** A look-back as the network sees it. */
export interface ForecastWindow {
  /** [tokens · patch], mean 0 and standard deviation 1 over what is not padding; padding is 0. */
  readonly samples: Float64Array;
  /** Tokens before it are padding. */
  readonly first: number;
  /** What a number of the network means: level + scale · number. The scale of a constant is 0. */
  readonly level: number;
  readonly scale: number;
}

/** Of a history. `unit` is a power of two near its largest sample: level and scale are shares of it. */
export interface HistoryWindow {
  readonly window: ForecastWindow;
  readonly unit: number;
}

type PatchSizes = Pick<EncoderSizes, 'tokens' | 'patch'>;

/**
 * Instance normalisation (Kim et al. 2022) and left padding: each window by its own mean and standard deviation, aligned
 * at its end. A first patch that is not whole is begun with the oldest sample.
 * @param known finite samples, one to tokens · patch, oldest first, of a size whose squares do not overflow
 */
export const normalisedWindow = (known: Float64Array, { tokens, patch }: PatchSizes): ForecastWindow => {
  const level = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - level) ** 2, 0);
  const scale = Math.sqrt(squares / known.length);
  const unit = scale > 0 ? scale : 1;
  const samples = new Float64Array(tokens * patch);
  const missing = samples.length - known.length;
  const first = Math.floor(missing / patch);
  samples.fill((known[0] - level) / unit, first * patch, missing);
  for (let i = 0; i < known.length; i++) samples[missing + i] = (known[i] - level) / unit;
  return { samples, first, level, scale };
};

/**
 * The window before `origin` of a history with gaps, in which wild samples are cut; later samples are never read. Its
 * numbers are shares of `unit`, so that squares neither overflow nor vanish.
 * @throws InsufficientDataError without a usable sample
 */
export const historyWindow = (values: Float64Array, origin: number, sizes: PatchSizes): HistoryWindow => {
  const recent = values.subarray(Math.max(0, origin - sizes.tokens * sizes.patch), origin);
  const known = clipSpikes(fillGaps(recent.subarray(firstUsable(recent))));
  const unit = unitOf(known);
  return {
    window: normalisedWindow(
      known.map((value) => value / unit),
      sizes,
    ),
    unit,
  };
};

const unitOf = (values: Float64Array): number => {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest > 0 ? 2 ** Math.min(1_023, Math.max(-1_022, Math.floor(Math.log2(largest)))) : 1;
};
