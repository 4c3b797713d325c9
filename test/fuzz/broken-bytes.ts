import type { Draws } from './draws.ts';

/** What breaks parsers: nothing, the end of a text, halves of characters, marks of direction, more than a token may hold. */
const INTRUDERS = [
  Buffer.from([0]),
  Buffer.from([0xff]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xc3]),
  Buffer.from('\uFEFF'),
  Buffer.from('\u2028'),
  Buffer.from('\u202Eabc'),
  Buffer.from('\\ud800'),
  Buffer.from('\\u{10FFFF}\\u{110000}'),
  Buffer.from('"""'),
  Buffer.from('#'),
  Buffer.from('\r\n'),
  Buffer.from('{{{{{{{{'),
  Buffer.from(']}'),
  Buffer.from('1e999'),
  Buffer.from('-'),
  Buffer.from('__proto__'),
  Buffer.from('$'),
  Buffer.from('...'),
  Buffer.from('@skip(if: true)'),
];

const LONG = [100, 1_000, 20_000];

function cut(bytes: Buffer, draws: Draws): Buffer {
  const [a, b] = [draws.below(bytes.length + 1), draws.below(bytes.length + 1)];
  return bytes.subarray(Math.min(a, b), Math.max(a, b));
}

const put = (bytes: Buffer, at: number, more: Uint8Array, gone = 0): Buffer =>
  Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at + gone)]);

const WOUNDS: readonly ((bytes: Buffer, draws: Draws, other: Buffer) => Buffer)[] = [
  (bytes, draws) => {
    const flipped = Buffer.from(bytes);
    if (flipped.length > 0) flipped[draws.below(flipped.length)] ^= 1 << draws.below(8);
    return flipped;
  },
  (bytes, draws) => put(bytes, draws.below(bytes.length + 1), Buffer.from([draws.below(256)]), 1),
  (bytes, draws) => bytes.subarray(0, draws.below(bytes.length + 1)),
  (bytes, draws) => bytes.subarray(draws.below(bytes.length + 1)),
  (bytes, draws) => put(bytes, draws.below(bytes.length + 1), cut(bytes, draws)),
  (bytes, draws) => put(bytes, draws.below(bytes.length + 1), Buffer.alloc(0), draws.between(1, 20)),
  (bytes, draws, other) => Buffer.concat([cut(bytes, draws), cut(other, draws)]),
  (bytes, draws, other) => put(bytes, draws.below(bytes.length + 1), cut(other, draws)),
  (bytes, draws) => put(bytes, draws.below(bytes.length + 1), draws.pick(INTRUDERS), draws.below(3)),
  (bytes, draws) => {
    const long = Buffer.alloc(draws.pick(LONG), draws.pick(['a', '0', ' ', '[', '"']));
    return put(bytes, draws.below(bytes.length + 1), long);
  },
];

/** The same bytes with one to three wounds. @param other bytes of the same kind, parts of which may be spliced in */
export function brokenBytes(bytes: Buffer, draws: Draws, other: Buffer = bytes): Buffer {
  let broken = bytes;
  for (let left = draws.between(1, 3); left > 0; left--) broken = draws.pick(WOUNDS)(broken, draws, other);
  return broken;
}

/** As `brokenBytes`, for a text; what is no UTF-8 afterwards becomes U+FFFD, or half a surrogate pair. */
export function brokenText(text: string, draws: Draws, other = text): string {
  const broken = brokenBytes(Buffer.from(text), draws, Buffer.from(other)).toString();
  if (!draws.chance(0.1)) return broken;
  const at = draws.below(broken.length + 1);
  return `${broken.slice(0, at)}${draws.pick(['\ud800', '\udfff'])}${broken.slice(at)}`;
}
