import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What every token begins with, so that a scanner of logs and repositories can tell one. */
const TOKEN_PREFIX = 'telltale_';

const SECRET_BYTES = 32;
const SHAPE = /^(telltale_[A-Za-z0-9_-]{43})([0-9a-f]{8})$/;

const checksumOf = (text: string): string => crc32(text).toString(16).padStart(8, '0');

/** `telltale_`, 256 random bits in base64url, and the CRC-32 of all before it in hexadecimal. */
export function newTokenText(): string {
  const text = `${TOKEN_PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return text + checksumOf(text);
}

/** True where the text has the shape of a token and its checksum: no other needs to be looked up. */
export function isTokenText(text: string): boolean {
  const parts = SHAPE.exec(text);
  return parts !== null && checksumOf(parts[1]) === parts[2];
}

/** True where a text can only be meant to hold a token, be it whole or not. */
export const meansToken = (text: string): boolean => text.includes(TOKEN_PREFIX);

/** The SHA-256 under which a token is known, in hexadecimal. 256 random bits need no salt and no slow hash. */
export const tokenSha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
