/**
 * Adjusted exponentially weighted mean, weights (1 − α)^k with α = 2/(span + 1), normalised by their own sum, so that
 * the first values are not pulled to zero. Causal.
 */
export const adjustedEwma = (values: Float64Array, span: number): Float64Array => {
  const keep = 1 - 2 / (span + 1);
  let sum = 0;
  let weight = 0;
  return values.map((value) => {
    sum = sum * keep + value;
    weight = weight * keep + 1;
    return sum / weight;
  });
};

/**
 * From one score per window to one per sample: the mean over the windows that cover the sample. Window j covers
 * j … j + window − 1; the result has `scores.length + window − 1` samples.
 */
export const spreadToSamples = (scores: Float64Array, window: number): Float64Array => {
  const samples = new Float64Array(scores.length + window - 1);
  for (let t = 0; t < samples.length; t++) {
    const from = Math.max(0, t - window + 1);
    const to = Math.min(scores.length - 1, t);
    for (let j = from; j <= to; j++) samples[t] += scores[j];
    samples[t] /= to - from + 1;
  }
  return samples;
};

/** max(0, (e − mean)/(std + 1e-9)) over the whole of e: how far above its own usual level each value lies. */
export const positiveDeviations = (values: Float64Array): Float64Array => {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let variance = 0;
  for (const value of values) variance += (value - mean) ** 2 / values.length;
  const deviation = Math.sqrt(variance) + 1e-9;
  return values.map((value) => Math.max(0, (value - mean) / deviation));
};
