import type { DocumentNode } from 'graphql';

const MOST = 1_000;
/** A parsed document takes about a hundred times the space of its text. */
const MOST_CHARACTERS = 2 ** 19;

/** Documents that were parsed lately, by their text: as many as fit, the longest unused leave first. */
export class ParsedDocuments {
  readonly #kept = new Map<string, DocumentNode>();
  #characters = 0;

  get characters(): number {
    return this.#characters;
  }

  /** Whether the document of an operation is known. */
  has(asked: object | string): boolean {
    const { query } = asked as { readonly query?: unknown };
    return typeof query === 'string' && this.#kept.has(query);
  }

  get(text: string): DocumentNode | undefined {
    const document = this.#kept.get(text);
    if (document) {
      this.#kept.delete(text);
      this.#kept.set(text, document);
    }
    return document;
  }

  set(text: string, document: DocumentNode): void {
    if (text.length > MOST_CHARACTERS) return;
    this.#forget(text);
    this.#kept.set(text, document);
    this.#characters += text.length;
    for (const [oldest] of this.#kept) {
      if (this.#kept.size <= MOST && this.#characters <= MOST_CHARACTERS) return;
      this.#forget(oldest);
    }
  }

  #forget(text: string): void {
    if (this.#kept.delete(text)) this.#characters -= text.length;
  }
}

/** A text that cannot be parsed is parsed again when it comes again: kept, it would take as much as a body may hold. */
export const NO_ERRORS = { get: () => undefined, set: () => undefined };
