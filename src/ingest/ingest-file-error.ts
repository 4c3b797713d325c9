import { DomainError } from '../errors.ts';

/** Where in a file: a row of a CSV file (the header is row 1) or a sample of an array (the first is 0). */
export type FilePlace = { readonly row: number } | { readonly sample: number } | undefined;

const placeText = (place: FilePlace): string => {
  if (place === undefined) return '';
  return 'row' in place ? `, row ${place.row}` : `, sample ${place.sample}`;
};

/**
 * A file that was to be read in is missing, damaged or not of the expected form. The message names the file, the
 * place in it where there is one, what stands there and what would be right.
 */
export class IngestFileError extends DomainError {
  readonly found: string;
  readonly expected: string;

  /** @param expected what would be right, as the end of a sentence that begins "Expected …". */
  constructor(file: string, place: FilePlace, found: string, expected: string) {
    super(
      'BAD_FILE',
      `${file}${placeText(place)}: ${found}. Expected ${expected}.`,
      'Mend the file, or name another, and run it again.',
      { file, ...place },
    );
    this.name = 'IngestFileError';
    this.found = found;
    this.expected = expected;
  }
}

/** The refusal of a file or folder that the operating system would not give; names its code, such as ENOENT. */
export const unreadable = (file: string, cause: unknown, expected: string): IngestFileError => {
  const why = cause instanceof Error && 'code' in cause ? cause.code : cause;
  return new IngestFileError(file, undefined, `cannot be read (${String(why)})`, expected);
};
