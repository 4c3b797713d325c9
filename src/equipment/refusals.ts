import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { ConflictError } from '../errors.ts';

/** Something retired was to be changed or built upon. */
export const retiredError = (what: string, tag: string): ConflictError =>
  new ConflictError('RETIRED', `${what} ${tag} is retired`, 'Use one in service, or create a new one.', {
    tag,
  });

/** Turns the database's refusal of a second equal tag into ours, also when two writers met. */
export const refusedAsDuplicateTag =
  (tag: string) =>
  (error: unknown): never => {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw new ConflictError(
      'DUPLICATE_TAG',
      `The tag ${tag} is taken`,
      'Choose a tag that is not in use; tags of retired things stay taken.',
      { tag },
    );
  };
