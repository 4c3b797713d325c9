import { readFileSync } from 'node:fs';
import * as tensors from '@tensorflow/tfjs';
import type { TensorRuntime } from '../ml/tensor-runtime.ts';
import { BACKENDS, type BackendCandidate } from './backends.ts';
import { selfCheck } from './self-check.ts';

/** A backend that is not used, and why. */
export interface PassedOver {
  readonly backend: string;
  readonly reason: string;
}

/** The backend in use; what would have been faster and is not used. */
export interface TensorChoice {
  readonly backend: string;
  readonly passedOver: readonly PassedOver[];
  /** Whether LSTM layers run in the SIMD kernel. */
  readonly fusedLstm: boolean;
}

export interface OpenTensors extends TensorRuntime {
  readonly choice: TensorChoice;
}

const compiled = (name: string): WebAssembly.Module | null => {
  const bytes = readFileSync(new URL(`../../kernels/${name}`, import.meta.url));
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
};

/**
 * TensorFlow.js on the first backend that starts and agrees with the cpu backend on a small model, forward and
 * backward. Costs about a second: once a thread.
 */
export async function openTensors(candidates: readonly BackendCandidate[] = BACKENDS): Promise<OpenTensors> {
  const repeatableLstm = compiled('lstm.wasm');
  const fastLstm = compiled('lstm-relaxed.wasm') ?? repeatableLstm;
  const passedOver: PassedOver[] = [];
  // Without it the cpu backend advertises another package on the console.
  tensors.enableProdMode();
  for (const { name, open } of candidates) {
    const reason = await refusal(() => open(tensors), fastLstm);
    if (reason === null) {
      const choice = { backend: name, passedOver, fusedLstm: fastLstm !== null };
      return { tensors, backend: name, fastLstm, repeatableLstm, choice };
    }
    passedOver.push({ backend: name, reason });
  }
  const reasons = passedOver.map(({ backend, reason }) => `${backend}: ${reason}`);
  throw new Error(`No TensorFlow.js backend works here. ${reasons.join('; ')}`);
}

/** Why a backend cannot be used; null when it can. */
async function refusal(open: () => Promise<void>, lstm: WebAssembly.Module | null): Promise<string | null> {
  try {
    await open();
    return await selfCheck(tensors, lstm);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ERR_MODULE_NOT_FOUND' ? 'it is not installed' : message.split('\n', 1)[0];
  }
}
