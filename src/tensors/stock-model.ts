import type * as tf from '@tensorflow/tfjs';
import type { LstmNetwork } from '../ml/lstm/lstm-network.ts';

/**
 * A network as a model of plain `LSTM` and `Dense` layers, [batch, steps, inputs] → [batch, ahead], any number of steps:
 * what any TensorFlow.js saves and loads.
 */
export function stockModel(tensors: typeof tf, network: LstmNetwork): tf.LayersModel {
  const model = tensors.sequential();
  network.layers.forEach(({ units }, k) => {
    model.add(
      tensors.layers.lstm({
        units,
        recurrentActivation: 'sigmoid',
        returnSequences: k < network.layers.length - 1,
        kernelInitializer: 'zeros',
        recurrentInitializer: 'zeros',
        ...(k === 0 && { inputShape: [null, network.inputs] }),
      }),
    );
  });
  model.add(tensors.layers.dense({ units: network.readoutBias.length, kernelInitializer: 'zeros' }));
  const weights = [
    ...network.layers.flatMap(({ kernel, recurrent, bias }) => [kernel, recurrent, bias]),
    network.readout,
    network.readoutBias,
  ];
  tensors.tidy(() => {
    model.setWeights(model.getWeights().map(({ shape }, k) => tensors.tensor(weights[k], shape)));
  });
  return model;
}
