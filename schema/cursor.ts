import { createHash } from 'node:crypto';
import type { KeysetOrder, KeysetPosition } from '../src/db/keyset.ts';
import { DomainError } from '../src/errors.ts';

/** Not a cursor that this API gave for this list or stream. */
class BadCursorError extends DomainError {
  constructor(why: string) {
    super(
      'BAD_CURSOR',
      `The cursor ${why}`,
      'Send a cursor exactly as this same list or stream gave it, or leave it out to begin anew.',
    );
    this.name = 'BadCursorError';
  }
}

const VERSION = '1';
const CHECK_LENGTH = 8;
const LONGEST = 1_000;

const checkOf = (body: string): string =>
  createHash('sha256')
    .update(`telltale cursor ${VERSION} ${body}`)
    .digest('base64url')
    .slice(0, CHECK_LENGTH);

/**
 * A place in an order as opaque text: version, check and order are part of it, so that an edited cursor, one of
 * another list and one of a later format are told apart from a place in this list.
 */
export function encodeCursor(order: KeysetOrder, position: KeysetPosition): string {
  const body = JSON.stringify([order.name, ...position]);
  return Buffer.from(`${VERSION}${checkOf(body)}${body}`).toString('base64url');
}

/** @throws BadCursorError */
export function decodeCursor(order: KeysetOrder, cursor: string): KeysetPosition {
  if (cursor.length > LONGEST) throw new BadCursorError(`is ${cursor.length} characters long`);
  const text = Buffer.from(cursor, 'base64url').toString();
  const body = text.slice(VERSION.length + CHECK_LENGTH);
  if (text !== `${VERSION}${checkOf(body)}${body}` || Buffer.from(text).toString('base64url') !== cursor) {
    throw new BadCursorError('is not one that this API gave');
  }
  const [name, ...position] = JSON.parse(body);
  if (name === order.name && position.length === order.keys.length) return position;
  throw new BadCursorError('belongs to another list or stream');
}
