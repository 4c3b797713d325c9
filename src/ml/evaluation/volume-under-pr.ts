import type { Interval } from '../series.ts';
import { fallingOrder, labelledSamples } from './labelled-samples.ts';
import { mergedIntervals } from './merged-intervals.ts';

/** Longest buffer in samples, both sides of a label together. */
const LARGEST_BUFFER = 100;

/**
 * VUS-PR, the volume under the precision-recall surface (Paparrizos, Boniol, Palpanas, Tsay, Elmore & Franklin, VLDB
 * 2022): the mean over the buffers ℓ = 0, 1 … 100 samples of the area under the curve with labels that fade out over ℓ/2
 * samples on both sides, weight √(1 − distance/ℓ). Of the samples that score at least so much, with T the sum of their
 * weights, B that part of it which lies in buffers, and P the labelled samples:
 * recall = min(1, T/(P + B/2)) times the share of labels touched, precision = T/count. Every distinct score is a threshold
 * (the published code takes 250 of them). In [0, 1]; null without a label. Depends on no threshold. Forgives what is a
 * little early or late, and so flatters scores that are smeared over a window.
 */
export const volumeUnderPr = (
  score: Float64Array,
  labels: readonly Interval[],
  largestBuffer = LARGEST_BUFFER,
): number | null => {
  const merged = mergedIntervals(labels);
  if (merged.length === 0) return null;
  const order = fallingOrder(score);
  const inside = labelledSamples(merged, score.length);
  let volume = 0;
  for (let buffer = 0; buffer <= largestBuffer; buffer++) {
    volume += areaUnderPr(score, order, inside, fadingLabels(merged, buffer, score.length));
  }
  return volume / (largestBuffer + 1);
};

interface FadingLabels {
  readonly weight: Float64Array;
  /** From 1, of the label whose stretch a sample belongs to; 0 outside. Stretches that overlap are one. */
  readonly stretch: Uint32Array;
  readonly stretches: number;
  /** Labelled samples. */
  readonly labelled: number;
}

const fadingLabels = (labels: readonly Interval[], buffer: number, samples: number): FadingLabels => {
  const half = Math.floor(buffer / 2);
  const weight = new Float64Array(samples);
  const stretch = new Uint32Array(samples);
  let stretches = 0;
  let labelled = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const { start, end } of labels) {
    if (start - half > reached) stretches++;
    reached = end + half;
    labelled += end - start + 1;
    stretch.fill(stretches, Math.max(0, start - half), end + half + 1);
    for (let t = Math.max(0, start - half); t <= Math.min(samples - 1, end + half); t++) {
      const distance = Math.max(0, start - t, t - end);
      weight[t] = Math.min(1, weight[t] + (distance === 0 ? 1 : Math.sqrt(1 - distance / buffer)));
    }
  }
  return { weight, stretch, stretches, labelled };
};

const areaUnderPr = (
  score: Float64Array,
  order: Uint32Array,
  inside: Uint8Array,
  { weight, stretch, stretches, labelled }: FadingLabels,
): number => {
  const touched = new Uint8Array(stretches + 1);
  let [sum, buffered, touchedCount, recallBefore, area] = [0, 0, 0, 0, 0];
  for (let k = 0; k < order.length; k++) {
    const t = order[k];
    sum += weight[t];
    if (inside[t] === 0) buffered += weight[t];
    if (stretch[t] > 0 && touched[stretch[t]] === 0) {
      touched[stretch[t]] = 1;
      touchedCount++;
    }
    if (k + 1 < order.length && score[order[k + 1]] === score[t]) continue;
    const recall = Math.min(1, sum / (labelled + buffered / 2)) * (touchedCount / stretches);
    area += (recall - recallBefore) * (sum / (k + 1));
    recallBefore = recall;
    if (recall === 1) break;
  }
  return area;
};
