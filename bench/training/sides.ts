/** `tf.layers.lstm` on the wasm backend as the package comes; and the fused layer, its kernel and the repaired kernels. */
export const SIDES = ['stock', 'ours'] as const;
export type Side = (typeof SIDES)[number];
