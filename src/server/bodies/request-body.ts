import type { IncomingMessage } from 'node:http';
import { DomainError, RateLimitedError } from '../../errors.ts';
import { Refusal } from '../admission/refusal.ts';
import { type BodyLimits, bodyStream } from './body-stream.ts';

const MALFORMED = 400;
const TOO_LARGE = 413;

/** True for what says itself with what status it is answered. */
const isAnswerable = (error: unknown): boolean =>
  error instanceof Refusal || error instanceof RateLimitedError || !(error instanceof DomainError);

/**
 * All of a body, expanded where it is compressed. What is too large, too slow or a bomb is refused as soon as it is
 * known to be.
 * @param take told of every piece before the next is expanded; may refuse
 * @throws what `take` throws, and Refusal BODY_TOO_LARGE, EXPANDS_TOO_MUCH, BAD_COMPRESSION, UNSUPPORTED_ENCODING, TOO_SLOW or BODY_INCOMPLETE
 */
export async function bodyOf(
  request: IncomingMessage,
  limits: BodyLimits,
  take: (bytes: number) => void,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of bodyStream(request, limits)) {
      take(chunk.length);
      chunks.push(chunk);
    }
  } catch (error) {
    if (isAnswerable(error)) throw error;
    const { code, message, remedy } = error as DomainError;
    const status = code === 'BAD_COMPRESSION' ? MALFORMED : TOO_LARGE;
    throw new Refusal(status, code, message, remedy);
  }
  return chunks.length === 1
    ? Buffer.from(chunks[0].buffer, chunks[0].byteOffset, chunks[0].length)
    : Buffer.concat(chunks);
}

/**
 * A body in the form in which it costs the engine least: parsed. What is no operation is a short text that is refused as it
 * would be, however long it was.
 */
export function graphBody(body: Buffer): object | string {
  try {
    const parsed: unknown = JSON.parse(body.toString());
    if (typeof parsed !== 'object' || parsed === null) return '0';
    return Object.keys(parsed).length > 0 ? parsed : JSON.stringify(parsed);
  } catch {
    return '{';
  }
}
