import type { TensorRuntime } from '../ml/tensor-runtime.ts';
import type { FitWatch } from './fit-order.ts';

/** TensorFlow.js, of which the watch is told. It is large: it is loaded only where a network is trained. */
export async function announcedTensors(watch: FitWatch): Promise<TensorRuntime> {
  const { openTensors } = await import('../tensors/open-tensors.ts');
  const runtime = await openTensors();
  watch.tensors?.(runtime.choice);
  return runtime;
}
