import { closest, distance } from 'fastest-levenshtein';
import { VARIABLE_NAMES } from './variables.ts';

/** A slip or two of the keyboard; the names of others are farther away. */
const NEAR = 2;
/** A shorter name is near to too many words. */
const SHORTEST = 8;

const NAMES: readonly string[] = VARIABLE_NAMES.filter((name) => name.includes('_'));

/**
 * Variables of the environment that are probably meant for a setting and are none, each in a sentence. They cannot be refused,
 * because the environment is not ours alone; in the file they are.
 */
export function misspeltVariables(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    if (name.length < SHORTEST || NAMES.includes(name)) return [];
    const meant = closest(name.toUpperCase(), NAMES);
    if (names.includes(meant) || distance(name.toUpperCase(), meant) > NEAR) return [];
    return [
      `${name} in the environment is no setting, and nothing is read from it; ${meant} is the nearest one`,
    ];
  });
}
