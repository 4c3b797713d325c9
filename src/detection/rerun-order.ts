import type { Columns } from '../readings/store.ts';
import type { AnomalyTransition } from './anomalies.ts';
import type { RerunBasis } from './rerun-point.ts';

/** All that running a stretch of judging again needs; it crosses into a worker thread. */
export interface RerunOrder {
  readonly sensorId: number;
  /** Null where the fallback decided. */
  readonly version: {
    readonly id: number;
    readonly family: string;
    readonly artifact: Uint8Array;
  } | null;
  /** After the reading at this source time. */
  readonly throughMs: number;
  readonly state: Uint8Array;
  readonly basis: RerunBasis;
  readonly columns: Columns;
  /** Of each input its value at each of the readings. */
  readonly inputs: readonly Float64Array[];
}

/** The changes that judging comes to. */
export type Rerun = readonly AnomalyTransition[];
