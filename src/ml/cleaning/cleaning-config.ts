import { z } from 'zod';
import { count, real } from '../bounded.ts';

export const IMPUTATION_METHODS = ['NONE', 'LINEAR', 'SPLINE', 'KNN', 'SEASONAL'] as const;
export type ImputationMethod = (typeof IMPUTATION_METHODS)[number];

export const OUTLIER_REPLACEMENTS = ['MISSING', 'MEDIAN'] as const;
export type OutlierReplacement = (typeof OUTLIER_REPLACEMENTS)[number];

const oneOf = <Name extends string>(names: readonly [Name, ...Name[]]) =>
  z.enum(names, { error: `one of ${names.join(', ')}` });

const hampelConfig = z.strictObject({
  /** Samples of the window on each side. */
  halfWidth: count(1, 500),
  /** Scaled median absolute deviations from which on a sample is an outlier. */
  times: real(0.5, 100),
  /** What becomes of an outlier. */
  replacement: oneOf(OUTLIER_REPLACEMENTS).default('MISSING'),
});

const stuckConfig = z.strictObject({
  /** Exactly identical values in a row that are still believed. */
  longest: count(1, 100_000),
});

const imputationConfig = z.strictObject({
  method: oneOf(IMPUTATION_METHODS).default('NONE'),
  /** Samples; a longer gap stays missing. */
  longestGap: count(1, 10_000).default(10),
  /** Samples; null to find it from the data. Only SEASONAL looks at it. */
  season: count(2, 100_000).nullable().default(null),
});

/** What is done to a series before it is used: nothing, unless it is asked for. */
export const cleaningConfig = z.strictObject({
  hampel: hampelConfig.nullable().default(null),
  stuck: stuckConfig.nullable().default(null),
  imputation: imputationConfig.nullish().transform((given) => given ?? imputationConfig.parse({})),
});

export type CleaningConfig = z.output<typeof cleaningConfig>;
export type HampelConfig = z.output<typeof hampelConfig>;
export type StuckConfig = z.output<typeof stuckConfig>;
export type ImputationConfig = z.output<typeof imputationConfig>;

/** Whether every series comes out as it went in. */
export const cleansNothing = ({ hampel, stuck, imputation }: CleaningConfig): boolean =>
  hampel === null && stuck === null && imputation.method === 'NONE';
