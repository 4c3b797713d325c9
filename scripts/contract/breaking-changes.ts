import { buildSchema, findBreakingChanges } from 'graphql';

/** What stands under `### Breaking` of the part of the CHANGELOG that is not released. */
function announced(changelog: string): string {
  const [, unreleased = ''] = changelog.split(/^## /m);
  if (!unreleased.startsWith('Unreleased')) return '';
  const breaking = unreleased.split(/^### /m).find((part) => part.startsWith('Breaking'));
  return (breaking ?? '').replace(/\s+/g, ' ');
}

/**
 * Breaks of the contract that the CHANGELOG does not announce in these words, each as a sentence without its full stop.
 * @param released SDL of the last release
 * @param current SDL as it is now
 */
export function unannouncedBreaks(released: string, current: string, changelog: string): string[] {
  const text = announced(changelog);
  return findBreakingChanges(buildSchema(released), buildSchema(current))
    .map(({ description }) => description.replace(/\.$/, ''))
    .filter((sentence) => !text.includes(sentence));
}
