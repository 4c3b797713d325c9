import type * as tf from '@tensorflow/tfjs';
import { fusedLstm } from '../../src/ml/lstm/fused-lstm.ts';
import { RandomStream } from '../../src/ml/numbers/random-stream.ts';
import type { TensorRuntime } from '../../src/ml/tensor-runtime.ts';
import type { LayerCase } from './layer-cases.ts';

export const QUANTITIES = [
  'prediction',
  'inputGradient',
  'kernelGradient',
  'recurrentGradient',
  'biasGradient',
] as const;

/** What a layer gives, forward and backward. */
export type Passes = Readonly<Record<(typeof QUANTITIES)[number], Float32Array>>;

type Random = (shape: number[], scale: number) => tf.Tensor;

const randomIn = (tensors: typeof tf, seed: number): Random => {
  const stream = new RandomStream(seed);
  return (shape, scale) => {
    const values = { length: tensors.util.sizeFromShape(shape) };
    return tensors.tensor(
      Float32Array.from(values, () => scale * (2 * stream.uniform() - 1)),
      shape,
    );
  };
};

const layerOf = ({ tensors, fastLstm }: TensorRuntime, layer: LayerCase, random: Random): tf.layers.Layer => {
  const { units, inputs, scale, returnSequences } = layer;
  const lstm = fastLstm === null ? tensors.layers.lstm : fusedLstm(tensors, fastLstm);
  const made = lstm({
    units,
    returnSequences,
    recurrentActivation: 'sigmoid',
    kernelInitializer: 'zeros',
    recurrentInitializer: 'zeros',
  });
  made.apply(tensors.zeros([1, 2, inputs]));
  made.setWeights([
    random([inputs, 4 * units], scale),
    random([units, 4 * units], scale / Math.sqrt(units)),
    random([4 * units], scale),
  ]);
  return made;
};

/** The passes of a seeded layer on a seeded input, for a loss whose slope differs at every output. */
export const layerPasses = (runtime: TensorRuntime, layer: LayerCase): Passes => {
  const { tensors } = runtime;
  return tensors.tidy(() => {
    const random = randomIn(tensors, 1);
    const lstm = layerOf(runtime, layer, random);
    const x = tensors.variable(random([layer.count, layer.steps, layer.inputs], 1));
    const slope = random(lstm.computeOutputShape([...x.shape]) as number[], 1);
    let prediction: tf.Tensor = slope;
    const loss = (): tf.Scalar => {
      prediction = tensors.keep(lstm.apply(x) as tf.Tensor);
      return tensors.sum(tensors.mul(prediction, slope));
    };
    const variables = [x, ...lstm.trainableWeights.map((weight) => weight.read() as tf.Variable)];
    const { grads } = tensors.variableGrads(loss, variables);
    const passes = [prediction, ...variables.map(({ name }) => grads[name])].map((tensor) =>
      Float32Array.from(tensor.dataSync()),
    );
    prediction.dispose();
    x.dispose();
    lstm.dispose();
    return Object.fromEntries(QUANTITIES.map((quantity, k) => [quantity, passes[k]])) as Passes;
  });
};
