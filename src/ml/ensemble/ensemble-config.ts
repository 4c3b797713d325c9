import { z } from 'zod';
import { count, real } from '../bounded.ts';
import { parseConfig } from '../parse-config.ts';
import { runConfig } from '../run-track.ts';
import { checkedMembers, type Families, type Member, membersConfig } from './member-config.ts';

const DEFAULT_MEMBERS = ['discord-envelope', 'autoregression', 'reconstruction'];

const ensembleConfig = z.strictObject({
  members: membersConfig('members', DEFAULT_MEMBERS),
  /** Normal readings a false alarm. */
  oneIn: count(10, 1_000_000).default(10_000),
  /** In batch: samples added on both sides of a run … */
  pad: count(0, 10_000).default(50),
  /** … and the smallest relative step between maxima that separates anomalies from the rest. */
  prune: real(0, 1).default(0.1),
  /** For all members; where absent each has its own. */
  runs: runConfig.optional(),
});

export interface EnsembleConfig extends Omit<z.output<typeof ensembleConfig>, 'members'> {
  readonly members: readonly Member[];
}

/** @throws InvalidInputError of the ensemble, or of the first member whose settings are wrong */
export const parseEnsemble = (families: Families, input: unknown): EnsembleConfig => {
  const { members, ...config } = parseConfig(ensembleConfig, input);
  return { ...config, members: checkedMembers(families, 'members', members, config.runs) };
};
