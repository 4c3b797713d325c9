import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tensors from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { TensorRuntime } from '../../src/ml/tensor-runtime.ts';
import { BACKENDS } from '../../src/tensors/backends.ts';
import { openTensors } from '../../src/tensors/open-tensors.ts';
import type { Side } from './sides.ts';

const require = createRequire(import.meta.url);

/** The wasm backend as the package comes: no kernel is repaired and no layer fused. */
const stock = async (): Promise<TensorRuntime> => {
  setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  if (!(await tensors.setBackend('wasm'))) throw new Error('The wasm backend did not start');
  await tensors.ready();
  return { tensors, backend: 'wasm', fastLstm: null, repeatableLstm: null };
};

/** What the product opens where there is no native library; PROD keeps the self-check from advertising one. */
const ours = async (): Promise<TensorRuntime> => {
  tensors.env().set('PROD', true);
  const runtime = await openTensors(BACKENDS.filter(({ name }) => name === 'wasm'));
  tensors.env().set('PROD', false);
  if (runtime.fastLstm === null)
    throw new Error('This machine has no WebAssembly SIMD: there is nothing to compare');
  return runtime;
};

/** TensorFlow.js for one side. Repaired kernels stay for the life of the process: one side a process. */
export const RUNTIMES: Readonly<Record<Side, () => Promise<TensorRuntime>>> = { stock, ours };
