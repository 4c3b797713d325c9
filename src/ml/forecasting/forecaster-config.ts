import { z } from 'zod';
import { HorizonTooLongError, InvalidInputError } from '../../errors.ts';
import { intervalConfig, USUAL_INTERVALS } from '../intervals/interval-config.ts';

/** Steps of the sampling period. */
export const LONGEST_HORIZON = 720;
/** Samples; seasons and look-backs. */
export const LONGEST_LOOKBACK = 2_016;

/** A whole number with its range in the words of the refusal. */
const whole = (least: number, most: number) => {
  const allowed = `a whole number from ${least} to ${most}`;
  return z.int(allowed).min(least, allowed).max(most, allowed);
};

const seasonOrAuto = z.union([z.literal('auto'), whole(1, LONGEST_LOOKBACK)], {
  error: `'auto' or a whole number of samples from 1 to ${LONGEST_LOOKBACK}`,
});

/** How far ahead a forecaster reaches, in steps. */
export const horizonField = { horizon: whole(1, LONGEST_HORIZON).default(96) };
/** The season in samples, 1 for none, or 'auto' to find it in the training data. */
export const seasonField = { season: seasonOrAuto.default('auto') };
/** Samples that a forecast looks at; null to choose it from season and data. */
export const lookbackField = { lookback: whole(2, LONGEST_LOOKBACK).nullable().default(null) };
/** How the intervals are made. */
export const intervalsField = { intervals: intervalConfig.default(USUAL_INTERVALS) };

/** @throws HorizonTooLongError, InvalidInputError */
export const checkedHorizon = (horizon: number, longest: number): void => {
  if (horizon > longest) throw new HorizonTooLongError(horizon, longest);
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new InvalidInputError('horizon', horizon, `a whole number from 1 to ${longest}`);
  }
};

/** @throws InvalidInputError */
export const checkedLevels = (levels: readonly number[]): void => {
  for (const level of levels) {
    if (!(level > 0 && level < 1))
      throw new InvalidInputError('levels', level, 'between 0 and 1, both left out');
  }
};
