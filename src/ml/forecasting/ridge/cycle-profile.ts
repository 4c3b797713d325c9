/** A season in samples, which need not be whole, and in how many bins of nearly one sample it is folded. */
export interface Cycle {
  readonly period: number;
  readonly bins: number;
}

export const cycleOf = (period: number): Cycle => ({ period, bins: Math.max(1, Math.round(period)) });

/** Keeps a step that lies on the border of a bin by arithmetic from falling into the one before. */
const BORDER = 1e-9;

/** The bin of a step, 0 … bins − 1. Steps may be negative. */
export const binOf = ({ period, bins }: Cycle, step: number): number => {
  const phase = (((step % period) + period) % period) / period;
  return Math.floor(phase * bins + BORDER) % bins;
};

/**
 * The mean deviation of each bin of the season from the running mean over one season, its own mean zero; zeros where the
 * series is shorter than two seasons. The running mean keeps trends out of it.
 * @param values filled
 * @param step of the first sample
 */
export const cycleProfile = (values: Float64Array, cycle: Cycle, step: number): Float64Array => {
  const { bins } = cycle;
  const profile = new Float64Array(bins);
  if (bins < 2 || values.length < 2 * bins) return profile;
  const counts = new Float64Array(bins);
  const before = bins >> 1;
  const isEven = bins % 2 === 0;
  let sum = 0;
  for (let i = 0; i < bins; i++) sum += values[i];
  for (let t = before; t - before + bins < values.length; t++) {
    const from = t - before;
    // An even season weighs both outer neighbours by half, so that the mean is centred.
    const mean = (isEven ? sum + (values[from + bins] - values[from]) / 2 : sum) / bins;
    const bin = binOf(cycle, step + t);
    profile[bin] += values[t] - mean;
    counts[bin]++;
    sum += values[from + bins] - values[from];
  }
  for (let bin = 0; bin < bins; bin++) profile[bin] /= Math.max(1, counts[bin]);
  const mean = profile.reduce((total, value) => total + value, 0) / bins;
  return profile.map((value) => value - mean);
};

/** The values of steps `first` … `first + length − 1`. */
export const profileOver = (
  profile: Float64Array,
  cycle: Cycle,
  first: number,
  length: number,
): Float64Array => {
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = profile[binOf(cycle, first + i)];
  return values;
};

/**
 * The bin of the step after a window of unknown phase: that under which the profile agrees best with the means of the
 * window's own seasons. Zero when neither has any.
 * @param window filled
 */
export const likeliestBin = (profile: Float64Array, cycle: Cycle, window: Float64Array): number => {
  const { bins } = cycle;
  const sums = new Float64Array(bins);
  const usable = window.length - (window.length % bins);
  for (let back = 1; back <= usable; back++) sums[binOf(cycle, -back)] += window[window.length - back];
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let bin = 0; bin < bins; bin++) {
    let agreement = 0;
    for (let k = 0; k < bins; k++) agreement += sums[k] * profile[(k + bin) % bins];
    if (agreement > most) {
      most = agreement;
      best = bin;
    }
  }
  return best;
};
