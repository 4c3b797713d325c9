/**
 * Quantile heads that cannot cross: of each step the median m and, on each side, one raw number u per level. The end of
 * level k lies Σ softplus(u₁ … u_k) from the median, softplus(u) = ln(1 + eᵘ) > 0, so that a higher level always holds a
 * lower one. Raw numbers of a step: those above the median by level, then those below.
 */
export const softplus = (raw: number): number => Math.max(raw, 0) + Math.log1p(Math.exp(-Math.abs(raw)));

const sigmoid = (raw: number): number => 1 / (1 + Math.exp(-raw));

/** Loss of Koenker & Bassett 1978 for the quantile p: p·d for d = actual − quantile ≥ 0, else (p − 1)·d. */
const pinballLoss = (difference: number, p: number): number =>
  difference >= 0 ? p * difference : (p - 1) * difference;

/** Its slope by the quantile. */
const pinballSlope = (difference: number, p: number): number => (difference >= 0 ? -p : 1 - p);

/** What is compared: a window per row of `medians` [windows, steps], `spreads` [windows, steps · 2 · levels]. */
export interface LadderBatch {
  readonly medians: Float32Array;
  readonly spreads: Float32Array;
  /** [windows, steps] */
  readonly targets: Float32Array;
  /** How much each target counts, ≥ 0; 0 for one that is missing. */
  readonly counts: Float32Array;
  readonly levels: readonly number[];
}

interface LadderLoss {
  /** Sum over targets of their weight times the mean pinball loss over the median and the ends of all levels. */
  readonly loss: number;
  readonly medianSlopes: Float32Array;
  readonly spreadSlopes: Float32Array;
}

/** The pinball loss of a batch and its gradient. */
export const ladderLoss = ({ medians, spreads, targets, counts, levels }: LadderBatch): LadderLoss => {
  const medianSlopes = new Float32Array(medians.length);
  const spreadSlopes = new Float32Array(spreads.length);
  const sides = 2 * levels.length;
  const rungs = new Float64Array(levels.length);
  let loss = 0;
  for (let at = 0; at < medians.length; at++) {
    const count = counts[at] / (sides + 1);
    if (count === 0) continue;
    const difference = targets[at] - medians[at];
    let ladder = pinballLoss(difference, 0.5);
    let slope = pinballSlope(difference, 0.5);
    for (const side of [1, -1]) {
      const from = at * sides + (side === 1 ? 0 : levels.length);
      let reach = 0;
      for (let k = 0; k < levels.length; k++) {
        reach += softplus(spreads[from + k]);
        const p = (1 + side * levels[k]) / 2;
        ladder += pinballLoss(difference - side * reach, p);
        rungs[k] = pinballSlope(difference - side * reach, p);
        slope += rungs[k];
      }
      let later = 0;
      for (let k = levels.length - 1; k >= 0; k--) {
        later += rungs[k];
        spreadSlopes[from + k] = count * side * later * sigmoid(spreads[from + k]);
      }
    }
    loss += count * ladder;
    medianSlopes[at] = count * slope;
  }
  return { loss, medianSlopes, spreadSlopes };
};
