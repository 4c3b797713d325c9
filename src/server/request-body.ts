import type { IncomingMessage } from 'node:http';
import { DomainError } from '../errors.ts';
import { type BodyLimits, bodyStream } from './body-stream.ts';
import { Refusal } from './refusal.ts';

const MALFORMED = 400;
const TOO_LARGE = 413;

/**
 * All of a body, expanded where it is compressed. What is too large, too slow or a bomb is refused as soon as it is
 * known to be.
 * @throws Refusal BODY_TOO_LARGE, EXPANDS_TOO_MUCH, BAD_GZIP, UNSUPPORTED_ENCODING, TOO_SLOW or BODY_INCOMPLETE
 */
export async function bodyOf(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of bodyStream(request, limits)) chunks.push(chunk);
  } catch (error) {
    if (error instanceof Refusal || !(error instanceof DomainError)) throw error;
    const status = error.code === 'BAD_GZIP' ? MALFORMED : TOO_LARGE;
    throw new Refusal(status, error.code, error.message, error.remedy);
  }
  return Buffer.concat(chunks);
}
