import type { Interval } from '../series.ts';

/** 1 for every sample inside a label, 0 elsewhere. */
export const labelledSamples = (labels: readonly Interval[], samples: number): Uint8Array => {
  const inside = new Uint8Array(samples);
  for (const { start, end } of labels) inside.fill(1, start, end + 1);
  return inside;
};

/** Indices of the samples from the highest score to the lowest. */
export const fallingOrder = (score: Float64Array): Uint32Array =>
  Uint32Array.from(score, (_, t) => t).sort((a, b) => score[b] - score[a] || a - b);
