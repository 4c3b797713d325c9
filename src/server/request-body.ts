import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/** The chunks of a body; one that breaks off is refused, although nobody may be there to read it. */
async function* whole(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* request as AsyncIterable<Buffer>;
  } catch (error) {
    if (request.complete) throw error;
    throw new Refusal(400, 'BODY_INCOMPLETE', 'The body broke off', 'Send it again, with its whole length.');
  }
}

/**
 * All of a body. What is too large is refused as soon as it is known to be.
 * @throws Refusal BODY_TOO_LARGE
 */
export async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of whole(request)) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new Refusal(
        413,
        'BODY_TOO_LARGE',
        `A body of more than ${maxBytes} bytes is not read`,
        `Send at most ${maxBytes} bytes at once, in several requests if need be.`,
      );
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}
