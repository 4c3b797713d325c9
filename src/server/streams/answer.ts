import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';

/** Where a stream with cursors stands after an answer. */
export interface Place {
  /** In commit order. */
  readonly position: number;
  /** The same place as clients know it. */
  readonly cursor: string;
  /** A heartbeat or a gap may be said twice at one place, an event never. */
  readonly isEvent: boolean;
}

/** An error as the client reads it, without what only HTTP needs. */
export function formattedError(error: GraphQLError): GraphQLFormattedError {
  const { http, unexpected, ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions };
}

const END = Buffer.from('\n\n');

/** What one event of a subscription was answered with: executed, serialised and framed once for all who get it. */
export class Answer {
  /** The result as JSON. */
  readonly bytes: Buffer;
  /** Null for a stream without cursors. */
  readonly place: Place | null;
  #eventStreamFrame: Buffer | undefined;

  /** The errors of `result` have to be masked already. */
  constructor({ errors, ...result }: ExecutionResult, place: Place | null = null) {
    const formatted = errors ? { ...result, errors: errors.map(formattedError) } : result;
    this.bytes = Buffer.from(JSON.stringify(formatted));
    this.place = place;
  }

  /** The answer as a server-sent event, whose id is the cursor. */
  get eventStreamFrame(): Buffer {
    const id = this.place ? `id: ${this.place.cursor}\n` : '';
    this.#eventStreamFrame ??= Buffer.concat([Buffer.from(`event: next\n${id}data: `), this.bytes, END]);
    return this.#eventStreamFrame;
  }
}
