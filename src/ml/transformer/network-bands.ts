import type { Band } from '../forecaster.ts';
import type { HeadPath, TransformerNetwork } from './transformer-network.ts';

/** The bands of one sensor around what a network forecasts of it. */
export interface NetworkBands {
  /** In samples; 1 for none. */
  readonly season: number;
  /**
   * One a level, each in (0, 1).
   * @param values the samples before the origin, which `path` was forecast from
   */
  around(
    network: TransformerNetwork,
    values: Float64Array,
    path: HeadPath,
    levels: readonly number[],
  ): Band[];
  /** What `restoreBands` needs. */
  encode(): { readonly header: Record<string, unknown>; readonly columns: Record<string, Float64Array> };
}
