import type { Interval } from '../series.ts';
import { fallingOrder, labelledSamples } from './labelled-samples.ts';

/**
 * Point-wise average precision: AP = Σ (Rₖ − Rₖ₋₁)·Pₖ over the distinct scores from the highest down, Rₖ and Pₖ recall and
 * precision of the samples that score at least as much (the step-wise area of Davis & Goadrich, ICML 2006; nothing is
 * interpolated). In [0, 1]; scores without a meaning get about the share of labelled samples; null without a label.
 * Depends on no threshold and no padding. Counts samples, so that one long label outweighs many short ones, and is hard
 * on a detector that sees only where an anomaly begins.
 */
export const averagePrecision = (score: Float64Array, labels: readonly Interval[]): number | null => {
  const inside = labelledSamples(labels, score.length);
  const positives = inside.reduce((sum, one) => sum + one, 0);
  if (positives === 0) return null;
  const order = fallingOrder(score);
  let found = 0;
  let foundBefore = 0;
  let area = 0;
  for (let k = 0; k < order.length; k++) {
    found += inside[order[k]];
    const goesOn = k + 1 < order.length && score[order[k + 1]] === score[order[k]];
    if (goesOn || found === foundBefore) continue;
    area += (found - foundBefore) * (found / (k + 1));
    foundBefore = found;
  }
  return area / positives;
};
