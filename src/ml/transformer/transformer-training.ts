import type { Epoch } from '../detector.ts';
import { glorotUniform } from '../lstm/initial-weights.ts';
import { RandomStream } from '../numbers/random-stream.ts';
import type { TensorRuntime } from '../tensor-runtime.ts';
import { Adam, scheduledShare } from './adam.ts';
import { EncoderGraph } from './encoder-graph.ts';
import type { EncoderWeights } from './encoder-pass.ts';
import { type EncoderSizes, type WeightShape, weightShapes } from './encoder-sizes.ts';
import type { TrainingWindows, WindowBatch } from './training-windows.ts';

/** Rates of a training; units of `transformerConfig`. */
interface TransformerSettings {
  readonly batch: number;
  readonly epochs: number;
  readonly patience: number;
  readonly learningRate: number;
  readonly warmup: number;
  readonly weightDecay: number;
  readonly maximumWindows: number;
}

/** Streams of one seed. */
const INITIAL = 0;
const ORDER = 1;
const DROPOUT = 2;
const SHORTENED = 3;

/** Windows that choose the weights, at most, as a share of those that teach in an epoch. */
const VALIDATION_SHARE = 0.2;

/**
 * Trains an encoder by Adam on the pinball loss and returns the weights of the epoch whose loss on the validation windows
 * was least; ends early when `patience` epochs brought no lower one. Weights live in plain arrays between steps, so that
 * nothing of TensorFlow.js outlives one. Every epoch sees at most `maximumWindows` windows in a new seeded order.
 */
export const trainTransformer = (
  { tensors }: TensorRuntime,
  windows: TrainingWindows,
  settings: TransformerSettings,
  seed: number,
  onProgress: (share: number, last?: Epoch) => void,
): EncoderWeights => {
  const trainer = new Trainer(tensors, windows, settings, seed);
  const order = windows.train();
  const size = Math.min(order.length, settings.maximumWindows);
  const held = windows.heldOut(Math.ceil(VALIDATION_SHARE * settings.maximumWindows));
  const random = new RandomStream(seed, ORDER);
  let best = { validationLoss: Number.POSITIVE_INFINITY, epoch: 0, weights: trainer.copy() };
  for (let epoch = 1; epoch <= settings.epochs && epoch - best.epoch <= settings.patience; epoch++) {
    random.shuffle(order);
    const loss = trainer.epoch(epoch, order.subarray(0, size), (share) =>
      onProgress((epoch - 1 + 0.9 * share) / settings.epochs),
    );
    const validationLoss = trainer.lossOf(held);
    if (validationLoss < best.validationLoss) best = { validationLoss, epoch, weights: trainer.copy() };
    onProgress(epoch / settings.epochs, { epoch, loss, validationLoss });
  }
  return best.weights;
};

class Trainer {
  readonly #tensors: TensorRuntime['tensors'];
  readonly #graph: EncoderGraph;
  readonly #windows: TrainingWindows;
  readonly #settings: TransformerSettings;
  readonly #shapes: readonly WeightShape[];
  readonly #weights: readonly Float32Array[];
  readonly #decays: readonly boolean[];
  readonly #adam: Adam;
  readonly #dropout: RandomStream;
  readonly #shortened: RandomStream;

  constructor(
    tensors: TensorRuntime['tensors'],
    windows: TrainingWindows,
    settings: TransformerSettings,
    seed: number,
  ) {
    this.#tensors = tensors;
    this.#windows = windows;
    this.#settings = settings;
    this.#graph = new EncoderGraph(tensors, windows.sizes);
    this.#shapes = weightShapes(windows.sizes);
    this.#weights = initialWeights(windows.sizes, seed);
    this.#decays = this.#shapes.map(([, shape]) => shape.length > 1);
    this.#adam = new Adam(settings.weightDecay);
    this.#dropout = new RandomStream(seed, DROPOUT);
    this.#shortened = new RandomStream(seed, SHORTENED);
  }

  copy(): EncoderWeights {
    return Object.fromEntries(this.#shapes.map(([name], k) => [name, this.#weights[k].slice()]));
  }

  /** One pass over the origins; the mean loss of a target, with dropout. */
  epoch(number: number, origins: Uint32Array, onProgress: (share: number) => void): number {
    const { batch, epochs, warmup, learningRate } = this.#settings;
    const steps = Math.ceil(origins.length / batch);
    const mean = new MeanLoss();
    for (let step = 0; step < steps; step++) {
      const taken = this.#windows.batch(origins.subarray(step * batch, (step + 1) * batch), this.#shortened);
      const at = (number - 1) * steps + step;
      const share = scheduledShare(at, Math.round(warmup * steps), epochs * steps);
      mean.add(this.#step(taken, learningRate * share), taken);
      onProgress((step + 1) / steps);
    }
    return mean.value;
  }

  /** The mean loss of a target, without dropout. */
  lossOf(origins: Uint32Array): number {
    const { batch } = this.#settings;
    const mean = new MeanLoss();
    for (let from = 0; from < origins.length; from += batch) {
      const taken = this.#windows.batch(origins.subarray(from, from + batch), null);
      const loss = this.#tensors.tidy(() => {
        const output = this.#graph.run(this.#named(this.#upload()), taken, null);
        return this.#graph.loss(output, taken).dataSync()[0];
      });
      mean.add(loss, taken);
    }
    return mean.value;
  }

  #step(batch: WindowBatch, learningRate: number): number {
    const tensors = this.#tensors;
    let loss = 0;
    let gradients: Float32Array[] = [];
    // What a tidy returns is searched for tensors, number by number.
    tensors.tidy(() => {
      const { value, grads } = tensors.valueAndGrads((...given) => {
        const output = this.#graph.run(this.#named(given), batch, this.#dropout);
        return this.#graph.loss(output, batch);
      })(this.#upload());
      loss = value.dataSync()[0];
      gradients = grads.map((grad) => grad.dataSync() as Float32Array);
    });
    this.#adam.step(this.#weights, gradients, this.#decays, learningRate);
    return loss;
  }

  #upload() {
    return this.#weights.map((numbers, k) => this.#tensors.tensor(numbers, [...this.#shapes[k][1]]));
  }

  #named<Part>(parts: readonly Part[]): Record<string, Part> {
    return Object.fromEntries(this.#shapes.map(([name], k) => [name, parts[k]]));
  }
}

/** Of targets that were recorded. */
class MeanLoss {
  #sum = 0;
  #count = 0;

  /** @param loss a mean over all targets of the batch */
  add(loss: number, { counts }: WindowBatch): void {
    this.#sum += loss * counts.length;
    for (const count of counts) if (count > 0) this.#count++;
  }

  get value(): number {
    return this.#sum / Math.max(1, this.#count);
  }
}

/** Matrices after Glorot & Bengio, scales one, biases and shifts zero. */
const initialWeights = (sizes: EncoderSizes, seed: number): Float32Array[] => {
  const random = new RandomStream(seed, INITIAL);
  return weightShapes(sizes).map(([name, shape]) => {
    if (shape.length === 2) return glorotUniform(shape[0], shape[1], random);
    return new Float32Array(shape[0]).fill(name.endsWith('Scale') ? 1 : 0);
  });
};
