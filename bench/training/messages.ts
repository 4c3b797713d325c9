import type { LayerCase } from './layer-cases.ts';
import type { Passes } from './layer-passes.ts';
import type { Shape } from './shapes.ts';

/** Batches that were trained one after the other. */
export interface Trained {
  readonly wallMs: number;
  /** User and system, all threads of the process. */
  readonly cpuMs: number;
  /** Mean squared error of each batch before its step. */
  readonly losses: readonly number[];
}

/** Memory of a process that opened TensorFlow.js and trained one shape. */
export interface Footprint {
  readonly peakResidentMb: number;
  /** Resident before the first model. */
  readonly openedMb: number;
  /** Tensors after model and optimizer were disposed, less those before they were made. */
  readonly leakedTensors: number;
}

/** From the measuring process to a side. */
export type Order =
  /** Makes the model, after a smaller one to warm up. */
  | { readonly kind: 'OPEN'; readonly shape: Shape }
  | { readonly kind: 'TRAIN'; readonly batches: number }
  | { readonly kind: 'CLOSE' }
  | { readonly kind: 'PASS'; readonly layer: LayerCase };

/** From a side to the measuring process: it is ready for orders, or what an order came to. */
export type Report =
  | { readonly kind: 'READY' | 'OPEN' }
  | { readonly kind: 'TRAIN'; readonly trained: Trained }
  | { readonly kind: 'CLOSE'; readonly footprint: Footprint }
  | { readonly kind: 'PASS'; readonly passes: Passes };
