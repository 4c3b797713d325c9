import type * as tensors from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { BACKENDS, type BackendCandidate } from '../../src/tensors/backends.ts';
import { openTensors } from '../../src/tensors/open-tensors.ts';

const named = (name: string): BackendCandidate => {
  const found = BACKENDS.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

describe('the backend of TensorFlow.js', () => {
  test('is the first that starts; what did not start is told with its reason', async () => {
    const absent: BackendCandidate = {
      name: 'absent',
      open: async () => {
        throw new Error('it is not installed\nlong story');
      },
    };
    const { backend, choice, tensors: opened } = await openTensors([absent, named('wasm')]);
    expect(backend).toBe('wasm');
    expect(opened.getBackend()).toBe('wasm');
    expect(choice).toEqual({
      backend: 'wasm',
      fusedLstm: true,
      passedOver: [{ backend: 'absent', reason: 'it is not installed' }],
    });
  });

  test('that computes something else than the cpu backend is passed over', async () => {
    let restore = () => {};
    const wrong: BackendCandidate = {
      name: 'wrong',
      async open(given) {
        await named('wasm').open(given);
        const stock = given.getKernel('Softmax', 'wasm') as tensors.KernelConfig;
        const { kernelFunc, ...rest } = stock;
        restore = () => {
          given.unregisterKernel('Softmax', 'wasm');
          given.registerKernel(stock);
        };
        const off: tensors.KernelFunc = (call) =>
          kernelFunc({ ...call, inputs: { logits: kernelFunc(call) as tensors.TensorInfo } });
        given.unregisterKernel('Softmax', 'wasm');
        given.registerKernel({ ...rest, kernelFunc: off });
      },
    };
    const { choice } = await openTensors([wrong, named('cpu')]);
    restore();
    expect(choice.backend).toBe('cpu');
    expect(choice.passedOver).toEqual([
      {
        backend: 'wrong',
        reason: expect.stringMatching(/the output differs from the cpu backend's by 0\.\d+/),
      },
    ]);
  });

  test('is an error with every reason when none works', async () => {
    await expect(openTensors([])).rejects.toThrow('No TensorFlow.js backend works here');
  });

  test('the native library is tried first, and is used or passed over with a reason', async () => {
    const { choice } = await openTensors();
    expect(['tensorflow', 'wasm']).toContain(choice.backend);
    expect(choice.passedOver.map(({ backend }) => backend)).toEqual(
      choice.backend === 'wasm' ? ['tensorflow'] : [],
    );
  });
});
