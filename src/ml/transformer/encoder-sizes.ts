import { z } from 'zod';

/** Under the root of a normalisation. */
export const NORM_EPSILON = 1e-5;

/** What the shapes of a network follow from. */
export interface EncoderSizes {
  /** Patches of a whole look-back. */
  readonly tokens: number;
  /** Samples of a patch. */
  readonly patch: number;
  readonly dModel: number;
  /** Divides `dModel`. */
  readonly heads: number;
  readonly layers: number;
  readonly feedForward: number;
  readonly horizon: number;
  /** In [0, 1). */
  readonly dropout: number;
  /** Nominal levels of the central intervals of the quantile heads, ascending. */
  readonly levels: readonly number[];
}

const size = z.int().positive().max(4_096);

/** Sizes as an artifact holds them. */
export const encoderSizes = z
  .object({
    tokens: size,
    patch: size,
    dModel: size,
    heads: size,
    layers: size,
    feedForward: size,
    horizon: size,
    dropout: z.number().min(0).max(0.9),
    levels: z.array(z.number().gt(0).lt(1)).min(1).max(5),
  })
  .refine(({ dModel, heads }) => dModel % heads === 0);

/** A weight by its name, and its shape: [inputs, outputs] of a matrix, or [numbers]. */
export type WeightShape = readonly [name: string, shape: readonly number[]];

/** Of layer k the names end in k. `Scale` and `Shift` belong to normalisations, `Bias` to the matrix before it. */
export const weightShapes = (sizes: EncoderSizes): WeightShape[] => {
  const { tokens, patch, dModel, layers, feedForward, horizon, levels } = sizes;
  const dense = (name: string, inputs: number, outputs: number): WeightShape[] => [
    [name, [inputs, outputs]],
    [`${name}Bias`, [outputs]],
  ];
  const norm = (name: string): WeightShape[] => [
    [`${name}Scale`, [dModel]],
    [`${name}Shift`, [dModel]],
  ];
  const layer = (k: number): WeightShape[] => [
    ...norm(`${k}.before`),
    ...dense(`${k}.queryKeyValue`, dModel, 3 * dModel),
    ...dense(`${k}.mix`, dModel, dModel),
    ...norm(`${k}.between`),
    ...dense(`${k}.widen`, dModel, feedForward),
    ...dense(`${k}.narrow`, feedForward, dModel),
  ];
  return [
    ...dense('embed', patch, dModel),
    ...Array.from({ length: layers }, (_, k) => layer(k)).flat(),
    ...norm('after'),
    ...dense('median', tokens * dModel, horizon),
    ...dense('spread', dModel, 2 * levels.length * horizon),
  ];
};
