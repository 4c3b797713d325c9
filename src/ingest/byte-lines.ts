import { DomainError } from '../errors.ts';

/** A line without its end; the first is 1. */
export interface ByteLine {
  readonly number: number;
  readonly bytes: Uint8Array;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

const tooLong = (number: number, mostBytes: number): DomainError =>
  new DomainError(
    'LINE_TOO_LONG',
    `Line ${number} has more than ${mostBytes} bytes`,
    `End each line with a line feed, after at most ${mostBytes} bytes.`,
    { line: number },
  );

const withoutReturn = (bytes: Uint8Array): Uint8Array =>
  bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes;

/**
 * The lines of a stream of bytes, LF or CRLF, as they become complete; the last need not be ended. Holds one line and
 * one chunk at most, and asks for the next chunk only when the lines of this one were taken.
 * @throws DomainError LINE_TOO_LONG
 */
export async function* byteLines(
  chunks: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<ByteLine[], void, void> {
  let number = 1;
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  for await (const chunk of chunks) {
    const lines: ByteLine[] = [];
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(LINE_FEED, from);
      const rest = chunk.subarray(from, end < 0 ? undefined : end);
      if (begunBytes + rest.length > mostBytes) {
        if (lines.length > 0) yield lines;
        throw tooLong(number, mostBytes);
      }
      if (end < 0) {
        begun.push(rest);
        begunBytes += rest.length;
        break;
      }
      const bytes = begun.length > 0 ? Buffer.concat([...begun, rest]) : rest;
      lines.push({ number: number++, bytes: withoutReturn(bytes) });
      begun = [];
      begunBytes = 0;
      from = end + 1;
    }
    if (lines.length > 0) yield lines;
  }
  if (begunBytes > 0) yield [{ number, bytes: withoutReturn(Buffer.concat(begun)) }];
}
