import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import util from 'node:util';
import type * as tf from '@tensorflow/tfjs';
import { repairKernels } from './repaired-kernels.ts';

/** A way of computing with TensorFlow.js. `open` throws when this machine does not have it. */
export interface BackendCandidate {
  readonly name: string;
  open(tensors: typeof tf): Promise<void>;
}

const require = createRequire(import.meta.url);

/** Optional: its installation fetches a library, so that it is not everywhere. */
const NATIVE_PACKAGE = '@tensorflow/tfjs-node';

const native: BackendCandidate = {
  name: 'tensorflow',
  async open(tensors) {
    // The package calls a function that left Node with version 23.
    const old = util as { isNullOrUndefined?: (value: unknown) => boolean };
    old.isNullOrUndefined ??= (value) => value == null;
    await import(NATIVE_PACKAGE);
    await use(tensors, 'tensorflow');
  },
};

const wasm: BackendCandidate = {
  name: 'wasm',
  async open(tensors) {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
    await use(tensors, 'wasm');
    repairKernels(tensors);
  },
};

const cpu: BackendCandidate = { name: 'cpu', open: (tensors) => use(tensors, 'cpu') };

/** Fastest first; the last is everywhere. */
export const BACKENDS: readonly BackendCandidate[] = [native, wasm, cpu];

async function use(tensors: typeof tf, backend: string): Promise<void> {
  if (!(await tensors.setBackend(backend))) throw new Error(`The ${backend} backend did not start`);
  await tensors.ready();
}
