import type { ExplainedStretch } from '../ml/explanation.ts';

/** All that explaining an anomaly needs; it crosses into a worker thread. */
export interface ExplainOrder extends ExplainedStretch {
  /** Null where the fallback decided. */
  readonly version: {
    readonly family: string;
    readonly artifact: Uint8Array;
    /** What it begins with; as it was trained where this is left out. */
    readonly state?: Uint8Array;
  } | null;
}
