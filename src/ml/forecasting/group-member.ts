import { InsufficientDataError } from '../../errors.ts';

/**
 * Work on one sensor of a group: where it has too little, the refusal says which it is.
 * @param member its place in the group, from 0
 * @throws InsufficientDataError
 */
export const ofMember = <Result>(member: number, work: () => Result): Result => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InsufficientDataError)) throw error;
    const { needed, given } = error.details;
    throw new InsufficientDataError(Number(needed), Number(given), member);
  }
};
