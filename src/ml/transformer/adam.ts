/** Decay of the running means of gradients and of their squares. */
const FIRST = 0.9;
const SECOND = 0.999;
const EPSILON = 1e-8;
/** Running means below this become zero: left alone they would end as denormal numbers, which are slow. */
const NEGLIGIBLE = 1e-30;

interface Moments {
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/**
 * Adam (Kingma & Ba 2015) with decoupled weight decay of matrices (Loshchilov & Hutter 2019) on plain arrays: the learning
 * rate may differ from step to step, and no number becomes denormal.
 */
export class Adam {
  readonly #weightDecay: number;
  readonly #moments = new Map<Float32Array, Moments>();
  #steps = 0;

  constructor(weightDecay: number) {
    this.#weightDecay = weightDecay;
  }

  /** Changes the weights in place. `decays` says of each whether it is drawn to zero. */
  step(
    weights: readonly Float32Array[],
    gradients: readonly Float32Array[],
    decays: readonly boolean[],
    learningRate: number,
  ): void {
    this.#steps++;
    const rate = (learningRate * Math.sqrt(1 - SECOND ** this.#steps)) / (1 - FIRST ** this.#steps);
    const epsilon = EPSILON * Math.sqrt(1 - SECOND ** this.#steps);
    weights.forEach((weight, k) => {
      const kept = decays[k] ? 1 - learningRate * this.#weightDecay : 1;
      const { first, second } = this.#momentsOf(weight);
      const gradient = gradients[k];
      for (let i = 0; i < weight.length; i++) {
        const slope = gradient[i];
        const mean = FIRST * first[i] + (1 - FIRST) * slope;
        const square = SECOND * second[i] + (1 - SECOND) * slope * slope;
        first[i] = Math.abs(mean) < NEGLIGIBLE ? 0 : mean;
        second[i] = square < NEGLIGIBLE ? 0 : square;
        weight[i] = kept * weight[i] - (rate * first[i]) / (Math.sqrt(second[i]) + epsilon);
      }
    });
  }

  #momentsOf(weight: Float32Array): Moments {
    const known = this.#moments.get(weight);
    if (known !== undefined) return known;
    const made = { first: new Float32Array(weight.length), second: new Float32Array(weight.length) };
    this.#moments.set(weight, made);
    return made;
  }
}

/**
 * Share of the learning rate at a step: rises linearly over `warmup` steps, then falls to zero as half a cosine.
 * @param step from 0, below `steps`
 */
export const scheduledShare = (step: number, warmup: number, steps: number): number => {
  if (step < warmup) return (step + 1) / (warmup + 1);
  return (1 + Math.cos((Math.PI * (step - warmup)) / Math.max(1, steps - warmup))) / 2;
};
