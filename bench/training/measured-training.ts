import type * as tf from '@tensorflow/tfjs';
import { lstmModel } from '../../src/ml/lstm/lstm-training.ts';
import { PredictionWindows } from '../../src/ml/prediction/prediction-windows.ts';
import type { TensorRuntime } from '../../src/ml/tensor-runtime.ts';
import { seededColumns } from '../seeded-columns.ts';
import type { Trained } from './messages.ts';
import { SETTINGS, type Shape } from './shapes.ts';

const SEED = 1;

/** The stock layer starts without the forget bias of ours: its gradients vanish sooner, and become denormal. */
const startAsStock = (tensors: typeof tf, model: tf.LayersModel): void =>
  tensors.tidy(() => {
    const weights = model.getWeights();
    model.setWeights(weights.map((weight) => (weight.rank === 1 ? tensors.zerosLike(weight) : weight)));
  });

/** A model in training: the same weights and the same batches on both sides. */
export class MeasuredTraining {
  readonly #tensors: typeof tf;
  readonly #windows: PredictionWindows;
  readonly #model: tf.LayersModel;
  #next = 0;

  constructor(runtime: TensorRuntime, { lookback, inputs, ahead, windows }: Shape) {
    this.#tensors = runtime.tensors;
    const columns = seededColumns(inputs, windows + lookback + ahead - 1);
    this.#windows = new PredictionWindows(columns, lookback, ahead);
    this.#model = lstmModel(runtime, this.#windows, SETTINGS, SEED);
    startAsStock(this.#tensors, this.#model);
  }

  /** Goes on with the next full batches of the epoch. */
  async train(batches: number): Promise<Trained> {
    const losses: number[] = [];
    const cpu = process.cpuUsage();
    const startedMs = performance.now();
    for (let k = 0; k < batches; k++) losses.push(await this.#trainOnBatch());
    const wallMs = performance.now() - startedMs;
    const { user, system } = process.cpuUsage(cpu);
    return { wallMs, cpuMs: (user + system) / 1_000, losses };
  }

  dispose(): void {
    this.#model.optimizer.dispose();
    this.#model.dispose();
  }

  async #trainOnBatch(): Promise<number> {
    const { lookback, inputs, ahead, count } = this.#windows;
    const size = SETTINGS.batch;
    const from = size * (this.#next++ % Math.floor(count / size));
    const batch = Uint32Array.from({ length: size }, (_, k) => from + k);
    const x = this.#tensors.tensor3d(this.#windows.inputsOf(batch), [size, lookback, inputs]);
    const y = this.#tensors.tensor2d(this.#windows.targetsOf(batch), [size, ahead]);
    const loss = (await this.#model.trainOnBatch(x, y)) as number;
    this.#tensors.dispose([x, y]);
    return loss;
  }
}
