import { z } from 'zod';
import { count } from '../bounded.ts';
import { checkedMembers, type Families, type Member, membersConfig } from '../ensemble/member-config.ts';
import { parseConfig } from '../parse-config.ts';
import { runConfig } from '../run-track.ts';

const DEFAULT_CANDIDATES = ['discord-envelope', 'autoregression', 'robust'];

const autoConfig = z.strictObject({
  /** In the order in which they win where nothing else decides. */
  candidates: membersConfig('candidates', DEFAULT_CANDIDATES),
  /** Normal readings a false alarm. */
  oneIn: count(10, 1_000_000).default(10_000),
  /** For all candidates; where absent each has its own. */
  runs: runConfig.optional(),
});

export interface AutoConfig extends Omit<z.output<typeof autoConfig>, 'candidates'> {
  readonly candidates: readonly Member[];
}

/** @throws InvalidInputError of the choice, or of the first candidate whose settings are wrong */
export const parseAuto = (families: Families, input: unknown): AutoConfig => {
  const { candidates, ...config } = parseConfig(autoConfig, input);
  return { ...config, candidates: checkedMembers(families, 'candidates', candidates, config.runs) };
};
