import type { StoredEvent } from './event.ts';

/** What a wait ended with: an event; nothing for as long as was allowed; a queue that overflowed; the end. */
export type Heard = StoredEvent | 'QUIET' | 'BEHIND' | 'ENDED';

/**
 * The bounded queue between the live end of the log and one subscriber. When it overflows it forgets what it holds
 * and says so: the log still has it.
 */
export class Subscriber {
  readonly #limit: number;
  #queue: StoredEvent[] = [];
  #head = 0;
  #behind = false;
  #ended = false;
  #wake: (() => void) | undefined;

  /** @param behind whether it has to read the log before it can follow live. */
  constructor(limit: number, behind: boolean) {
    this.#limit = limit;
    this.#behind = behind;
  }

  get behind(): boolean {
    return this.#behind;
  }

  get ended(): boolean {
    return this.#ended;
  }

  offer(event: StoredEvent): void {
    if (this.#behind || this.#ended) return;
    if (this.#queue.length - this.#head >= this.#limit) this.fallBehind();
    else this.#queue.push(event);
    this.#wake?.();
  }

  /** Live events cannot tell it everything any more. */
  fallBehind(): void {
    this.#behind = true;
    this.#queue = [];
    this.#head = 0;
    this.#wake?.();
  }

  /** The subscriber reads the log itself from here on; live events queue again. */
  catchUp(): void {
    this.#behind = false;
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** The next event, or why there is none. */
  async take(waitMs: number): Promise<Heard> {
    if (this.#idle) await this.#wait(waitMs);
    if (this.#ended) return 'ENDED';
    if (this.#behind) return 'BEHIND';
    if (this.#head === this.#queue.length) return 'QUIET';
    const event = this.#queue[this.#head++];
    if (this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
    }
    return event;
  }

  get #idle(): boolean {
    return this.#head === this.#queue.length && !this.#behind && !this.#ended;
  }

  async #wait(waitMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
