import type * as tf from '@tensorflow/tfjs';

/** TensorFlow.js on a backend that passed its self-check, and the compiled kernels that go with it: handed in from outside. */
export interface TensorRuntime {
  readonly tensors: typeof tf;
  /** `tensorflow`, `wasm` or `cpu`. */
  readonly backend: string;
  /** `kernels/lstm.ts` with relaxed fused multiply-add where this machine has it: fastest, and its last bits are the machine's own. */
  readonly fastLstm: WebAssembly.Module | null;
  /** The same in plain SIMD: the same bits on every machine. Null without SIMD. */
  readonly repeatableLstm: WebAssembly.Module | null;
}
