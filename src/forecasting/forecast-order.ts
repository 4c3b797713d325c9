import type { DomainError } from '../errors.ts';
import type { NamedLimit } from './forecast-risk.ts';

/** Which forecaster, and where its weights lie. */
export interface ForecasterAddress {
  readonly family: string;
  readonly artifactSha256: string;
}

/** What a forecaster needs to be asked: samples of history, and how far it reaches. */
export interface ForecasterFacts {
  readonly lookback: number;
  readonly season: number;
}

/** What intervals have learnt, and what they have not seen yet. */
export interface TrackerOrder {
  /** Null where they have learnt nothing yet, or begin anew. */
  readonly state: Uint8Array | null;
  /** Samples since the last one that the state knows, or since the last before the first. */
  readonly since: number;
  /** The latest of them, those that are followed. */
  readonly followed: number;
  /** Whether a mark of this version is kept. */
  readonly isStored: boolean;
}

/** One forecast to make; it crosses into the thread. */
export interface ForecastOrder {
  /** Null for the fallback. */
  readonly version: ForecasterAddress | null;
  /** Which member of the weights, where a group shares them. */
  readonly member: number;
  /** Sampling periods from the epoch to the first sample. */
  readonly startStep: number;
  /** Samples up to the origin, which is the last; NaN where one is missing. */
  readonly values: Float64Array<ArrayBuffer>;
  /** The latest of them, those that the forecast and its baseline are made from. */
  readonly history: number;
  /** Null for the fallback. */
  readonly tracker: TrackerOrder | null;
  readonly limits: readonly NamedLimit[];
  /** What was learnt from earlier risks; null where nothing. */
  readonly recalibration: Uint8Array | null;
  readonly horizon: number;
  readonly levels: readonly number[];
}

/** A forecast as it is stored: the columns as JSON. */
export interface MadeForecast {
  /** By which rule, where no version made it. */
  readonly naiveMethod: string | null;
  readonly point: string;
  readonly bands: string;
  readonly baseline: string;
  readonly baselineMethod: string;
  readonly scale: number;
  /** A `StoredRisk` as JSON, and the probability of its likeliest limit. */
  readonly risk: string;
  readonly riskProbability: number | null;
}

/** What intervals have learnt by now, to be kept; null where they learn nothing, or too little is new. */
export type LearntState = { readonly state: Uint8Array | null } | null;

/** An expected failure in its parts, because its class is lost on the way. */
export type Refusal = Pick<DomainError, 'code' | 'message' | 'remedy' | 'details'>;

export type ThreadFault = { readonly refused: Refusal } | { readonly fault: string };
export type ForecastAnswer = { readonly made: MadeForecast; readonly learnt: LearntState } | ThreadFault;

/** What is asked of the thread. A FORECAST names only versions that were loaded before it and not forgotten since. */
export type ThreadQuestion =
  | {
      readonly id: number;
      readonly kind: 'LOAD';
      readonly address: ForecasterAddress;
      readonly bytes: Uint8Array;
    }
  | { readonly id: number; readonly kind: 'FORECAST'; readonly orders: readonly ForecastOrder[] }
  | { readonly id: number; readonly kind: 'FORGET'; readonly artifactSha256: string };

export interface ThreadReply {
  readonly id: number;
  readonly reply: ForecasterFacts | readonly ForecastAnswer[] | ThreadFault;
}
