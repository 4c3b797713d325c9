import { z } from 'zod';
import { InvalidInputError } from '../../errors.ts';
import type { DetectorFamily } from '../detector.ts';
import type { RunConfig } from '../run-track.ts';

export type Families = Readonly<Record<string, DetectorFamily<unknown>>>;

/** A family with its settings, checked and filled in. */
export interface Member {
  readonly family: string;
  readonly config: unknown;
}

const member = z.strictObject({
  family: z.string('the name of a family'),
  /** In the words of the family. */
  config: z.unknown().optional(),
});

/** Two to five different families. @param called what they are to a reader, in the plural */
export const membersConfig = (called: string, defaults: readonly string[]) => {
  const howMany = `two to five ${called}`;
  return z
    .array(member, howMany)
    .min(2, howMany)
    .max(5, howMany)
    .refine((members) => new Set(members.map(({ family }) => family)).size === members.length, {
      message: `${called} of different families`,
    })
    .default(() => defaults.map((family) => ({ family })));
};

/**
 * Settings of each, with the defaults of its family and, where given, `runs` for all.
 * @param field where they stand in what was asked
 * @throws InvalidInputError of the first whose family or settings are wrong
 */
export const checkedMembers = (
  families: Families,
  field: string,
  members: readonly z.output<typeof member>[],
  runs: RunConfig | undefined,
): Member[] =>
  members.map(({ family, config: given }, k) => {
    if (!Object.hasOwn(families, family)) {
      throw new InvalidInputError(
        `${field}.${k}.family`,
        family,
        `one of ${Object.keys(families).join(', ')}`,
      );
    }
    const found = families[family];
    const own = found.parseConfig(given);
    return { family, config: runs ? found.parseConfig({ ...Object(own), runs }) : own };
  });
