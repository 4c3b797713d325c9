import { InvalidInputError } from '../errors.ts';

const TAG = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$/;
const UCUM = /^[!-~]{1,32}$/;
const LONGEST_DESCRIPTION = 4_000;
const LONGEST_TEXT = 200;
const LONGEST_REASON = 2_000;

/** A plant-wide name such as `PUMP-101.VIB`. @throws InvalidInputError */
export function checkedTag(tag: string): string {
  if (TAG.test(tag)) return tag;
  throw new InvalidInputError(
    'tag',
    JSON.stringify(tag),
    '1 to 64 letters, digits, ".", "_", ":", "/" or "-", beginning with a letter or digit',
  );
}

/** Control characters, and those that turn or hide what stands beside them. */
const HIDDEN = /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** A short text without space around it. @throws InvalidInputError when nothing is left, or too much. */
export function checkedText(field: string, text: string): string {
  const trimmed = text.trim();
  if (HIDDEN.test(trimmed))
    throw new InvalidInputError(field, 'text with control characters', 'text of one line that can be seen');
  if (trimmed.length > 0 && trimmed.length <= LONGEST_TEXT) return trimmed;
  const given = trimmed.length === 0 ? 'empty' : `${trimmed.length} characters long`;
  throw new InvalidInputError(field, given, `1 to ${LONGEST_TEXT} characters`);
}

/** As `checkedText`; null stays null. @throws InvalidInputError */
export function checkedOptionalText(field: string, text: string | null | undefined): string | null {
  return text == null ? null : checkedText(field, text);
}

/** @throws InvalidInputError */
export function checkedDescription(text: string): string {
  if (text.includes('\0'))
    throw new InvalidInputError('description', 'text with a NUL character', 'text without one');
  if (text.length <= LONGEST_DESCRIPTION) return text;
  throw new InvalidInputError(
    'description',
    `${text.length} characters long`,
    `at most ${LONGEST_DESCRIPTION} characters`,
  );
}

/** Why something is done, as it was said, without space around it. @throws InvalidInputError when nothing is left, or too much */
export function checkedReason(field: string, text: string): string {
  const trimmed = text.trim();
  if (trimmed.includes('\0'))
    throw new InvalidInputError(field, 'text with a NUL character', 'text without one');
  if (trimmed.length > 0 && trimmed.length <= LONGEST_REASON) return trimmed;
  const given = trimmed.length === 0 ? 'empty' : `${trimmed.length} characters long`;
  throw new InvalidInputError(field, given, `1 to ${LONGEST_REASON} characters`);
}

/** As `checkedReason`; empty where nothing was said. @throws InvalidInputError */
export const checkedOptionalReason = (field: string, text: string | null | undefined): string =>
  text?.trim() ? checkedReason(field, text) : '';

/** A UCUM code: printable ASCII without spaces. Whether UCUM knows the code is not looked up. @throws InvalidInputError */
export function checkedUnit(unit: string): string {
  if (UCUM.test(unit)) return unit;
  throw new InvalidInputError(
    'unit',
    JSON.stringify(unit),
    'a UCUM code of 1 to 32 printable ASCII characters without spaces, such as Cel, bar, mm/s, % or 1',
  );
}
