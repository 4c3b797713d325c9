import { z } from 'zod';
import { InvalidInputError } from '../errors.ts';
import { count, real } from './bounded.ts';
import type { DetectorFamily } from './detector.ts';
import { parseConfig } from './parse-config.ts';
import { runConfig } from './run-track.ts';

export type Families = Readonly<Record<string, DetectorFamily<unknown>>>;

const memberCount = 'two to five members';
const DEFAULT_MEMBERS = ['discord-envelope', 'autoregression', 'reconstruction'];

const member = z.strictObject({
  family: z.string('the name of a family'),
  /** In the words of the family. */
  config: z.unknown().optional(),
});

const ensembleConfig = z.strictObject({
  members: z
    .array(member, memberCount)
    .min(2, memberCount)
    .max(5, memberCount)
    .refine((members) => new Set(members.map(({ family }) => family)).size === members.length, {
      message: 'members of different families',
    })
    .default(() => DEFAULT_MEMBERS.map((family) => ({ family }))),
  /** Normal readings a false alarm. */
  oneIn: count(10, 1_000_000).default(10_000),
  /** In batch: samples added on both sides of a run … */
  pad: count(0, 10_000).default(50),
  /** … and the smallest relative step between maxima that separates anomalies from the rest. */
  prune: real(0, 1).default(0.1),
  /** For all members; where absent each has its own. */
  runs: runConfig.optional(),
});

export interface EnsembleConfig extends z.output<typeof ensembleConfig> {
  readonly members: { readonly family: string; readonly config: unknown }[];
}

/** @throws InvalidInputError of the ensemble, or of the first member whose settings are wrong */
export const parseEnsemble = (families: Families, input: unknown): EnsembleConfig => {
  const { members, ...config } = parseConfig(ensembleConfig, input);
  return {
    ...config,
    members: members.map(({ family, config: given }, k) => {
      const found = families[family];
      if (found === undefined) {
        const names = Object.keys(families).join(', ');
        throw new InvalidInputError(`members.${k}.family`, family, `one of ${names}`);
      }
      const own = found.parseConfig(given);
      return { family, config: config.runs ? found.parseConfig({ ...Object(own), runs: config.runs }) : own };
    }),
  };
};
