/** A probability that was issued and what came of it. */
export interface ResolvedCase {
  /** In (0, 1). */
  readonly probability: number;
  readonly happened: boolean;
}

/** p ↦ 1/(1 + exp(−(slope·logit p + shift))); slope above 0. */
export interface PlattScaling {
  readonly slope: number;
  readonly shift: number;
}

export const IDENTITY: PlattScaling = { slope: 1, shift: 0 };

/** Probabilities nearer to 0 or 1 than this count as this. */
const SUREST = 1e-6;
/** Weight of the identity, in cases: cases overlap, so that many of them say what few would. */
export const USUAL_PRIOR = 100;
const ROUNDS = 50;
const FLATTEST = 0.05;
const STEEPEST = 5;

const logit = (probability: number): number => {
  const p = Math.min(1 - SUREST, Math.max(SUREST, probability));
  return Math.log(p / (1 - p));
};

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

export const rescale = ({ slope, shift }: PlattScaling, probability: number): number =>
  logistic(slope * logit(probability) + shift);

/**
 * Logistic regression of what happened on the logit of what was said (Platt 1999), with his targets (n₊ + 1)/(n₊ + 2) and
 * 1/(n₋ + 2), by Newton's method, drawn towards the identity with the weight of `prior` cases. Where nothing ever happened, or
 * always, the identity: one class does not say where the border lies.
 */
export const fitPlatt = (cases: readonly ResolvedCase[], prior: number = USUAL_PRIOR): PlattScaling => {
  const happened = cases.reduce((sum, { happened }) => sum + (happened ? 1 : 0), 0);
  const rest = cases.length - happened;
  if (happened === 0 || rest === 0) return IDENTITY;
  const xs = cases.map(({ probability }) => logit(probability));
  const targets = cases.map((one) => (one.happened ? (happened + 1) / (happened + 2) : 1 / (rest + 2)));
  let { slope, shift } = IDENTITY;
  for (let round = 0; round < ROUNDS; round++) {
    const step = newtonStep(xs, targets, prior, slope, shift);
    slope = Math.min(STEEPEST, Math.max(FLATTEST, slope - step.slope));
    shift -= step.shift;
    if (Math.abs(step.slope) + Math.abs(step.shift) < 1e-9) break;
  }
  return { slope, shift };
};

/** Gradient over Hessian of the penalised log loss; at most 1 in either direction, so that it cannot overshoot far. */
const newtonStep = (
  xs: readonly number[],
  targets: readonly number[],
  prior: number,
  slope: number,
  shift: number,
): PlattScaling => {
  let [gradientSlope, gradientShift] = [prior * 0.25 * (slope - 1), prior * 0.25 * shift];
  let [slopes, mixed, shifts] = [prior * 0.25, 0, prior * 0.25];
  for (const [k, x] of xs.entries()) {
    const p = logistic(slope * x + shift);
    const weight = p * (1 - p);
    gradientSlope += (p - targets[k]) * x;
    gradientShift += p - targets[k];
    slopes += weight * x * x;
    mixed += weight * x;
    shifts += weight;
  }
  const determinant = slopes * shifts - mixed * mixed;
  const bounded = (step: number): number => Math.min(1, Math.max(-1, step));
  return {
    slope: bounded((shifts * gradientSlope - mixed * gradientShift) / determinant),
    shift: bounded((slopes * gradientShift - mixed * gradientSlope) / determinant),
  };
};
