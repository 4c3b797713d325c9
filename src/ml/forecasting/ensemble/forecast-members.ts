import { z } from 'zod';
import { InvalidInputError } from '../../../errors.ts';
import type { ForecasterFamily } from '../../forecaster.ts';
import type { IntervalConfig } from '../../intervals/interval-config.ts';
import { parseConfig } from '../../parse-config.ts';
import { horizonField, intervalsField } from '../forecaster-config.ts';

export type ForecasterFamilies = Readonly<Record<string, ForecasterFamily<unknown>>>;

/** A family with its settings, checked and filled in; the horizon is that of the ensemble. */
export interface ForecastMember {
  readonly family: string;
  readonly config: unknown;
}

export interface ForecastEnsembleConfig {
  readonly horizon: number;
  readonly members: readonly ForecastMember[];
  readonly intervals: IntervalConfig;
}

const DEFAULT_MEMBERS = ['ridge', 'ols', 'seasonal-naive'];
const HOW_MANY = 'two to five members of different families';

const ensembleSchema = z.strictObject({
  ...horizonField,
  ...intervalsField,
  members: z
    .array(
      z.strictObject({ family: z.string('the name of a family'), config: z.unknown().optional() }),
      HOW_MANY,
    )
    .min(2, HOW_MANY)
    .max(5, HOW_MANY)
    .refine((members) => new Set(members.map(({ family }) => family)).size === members.length, HOW_MANY)
    .default(() => DEFAULT_MEMBERS.map((family) => ({ family }))),
});

/** @throws InvalidInputError of the ensemble, or of the first member whose family or settings are wrong */
export const parseForecastEnsemble = (
  families: ForecasterFamilies,
  input: unknown,
): ForecastEnsembleConfig => {
  const { horizon, members, intervals } = parseConfig(ensembleSchema, input);
  const checked = members.map(({ family, config }, k) => {
    if (!Object.hasOwn(families, family)) {
      const known = Object.keys(families).join(', ');
      throw new InvalidInputError(`members.${k}.family`, family, `one of ${known}`);
    }
    return { family, config: families[family].parseConfig({ ...Object(config ?? {}), horizon }) };
  });
  return { horizon, members: checked, intervals };
};
