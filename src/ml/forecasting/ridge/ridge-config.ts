import { z } from 'zod';
import { InvalidInputError } from '../../../errors.ts';
import { real } from '../../bounded.ts';
import type { IntervalConfig } from '../../intervals/interval-config.ts';
import { parseConfig } from '../../parse-config.ts';
import {
  horizonField,
  intervalsField,
  LONGEST_LOOKBACK,
  lookbackField,
  seasonField,
} from '../forecaster-config.ts';
import type { RidgePenalties } from './ridge-weights.ts';

/** What a ridge family is: which look-backs it averages when none is set, and how it holds its weights back. */
export interface RidgeKind {
  readonly name: string;
  /** Ascending. */
  readonly lookbacks: readonly number[];
  /** Windows of the shortest series for each input: one is enough where the penalty holds the weights. */
  readonly windowsPerInput: number;
  /** Whether the mean season of the training samples is taken away first. */
  readonly withProfile: boolean;
  readonly decay: number;
  readonly offPhase: number;
  readonly near: number;
  readonly penalty: number;
  /** Null for no correction by the phase of the origin. */
  readonly correction: number | null;
}

const ridgeSchema = ({ penalty }: RidgeKind) =>
  z.strictObject({
    ...horizonField,
    ...seasonField,
    ...lookbackField,
    ...intervalsField,
    /** λ of one window for inputs of unit variance: 0.001 nearly least squares, 1000 nearly the usual season. */
    penalty: real(1e-6, 1e3).default(penalty),
  });

export interface RidgeConfig {
  readonly horizon: number;
  readonly season: number | 'auto';
  /** One look-back instead of those of the family. */
  readonly lookback: number | null;
  readonly penalty: number;
  readonly intervals: IntervalConfig;
}

export const SHORTEST_LOOKBACK = 8;

/** @throws InvalidInputError */
export const parseRidgeConfig = (kind: RidgeKind, input: unknown): RidgeConfig => {
  const config = parseConfig(ridgeSchema(kind), input);
  if (config.lookback !== null && config.season !== 'auto' && config.lookback < config.season) {
    throw new InvalidInputError('lookback', config.lookback, `at least the season, ${config.season}`);
  }
  return config;
};

export const penaltiesOf = (kind: RidgeKind, { penalty }: RidgeConfig): RidgePenalties => ({
  penalty,
  decay: kind.decay,
  offPhase: kind.offPhase,
  near: kind.near,
  correction: kind.correction,
});

/** The shortest look-back that a fit accepts with this configuration. */
export const leastLookback = ({ lookback, season }: RidgeConfig): number =>
  Math.min(lookback ?? LONGEST_LOOKBACK, Math.max(SHORTEST_LOOKBACK, season === 'auto' ? 1 : season));
