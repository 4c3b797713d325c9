import type { ExecutionResult } from 'graphql';
import type { Answer } from './answer.ts';
import { type Outlet, roomIn, type UnsentLimits } from './outlet.ts';
import type { Stream } from './stream.ts';

const DONE = { done: true, value: undefined } as const;

/**
 * One client's subscription. For the transport it is a generator without results: its answers go straight to the
 * outlet, the first `next` starts it and resolves when it has ended, `return` ends it.
 */
export class Subscriber {
  readonly stream: Stream;
  readonly outlet: Outlet;
  /** Called by whoever reads the source for it, once it has left. */
  onLeave: (() => void) | undefined;
  readonly #limits: UnsentLimits;
  #position = Number.NEGATIVE_INFINITY;
  #cursor: unknown;
  #ended = false;
  #end!: () => void;
  /** Resolves when it has ended, for whatever reason. */
  readonly whenEnded = new Promise<void>((resolve) => {
    this.#end = resolve;
  });

  constructor(stream: Stream, outlet: Outlet, limits: UnsentLimits) {
    this.stream = stream;
    this.outlet = outlet;
    this.#limits = limits;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The cursor of the last answer. */
  get cursor(): unknown {
    return this.#cursor;
  }

  /** More waits for the client than may. */
  get slow(): boolean {
    return this.outlet.unsentBytes > this.#limits.maxUnsentBytes;
  }

  /** Writes an answer, unless the client has had it. */
  write(answer: Answer): void {
    const { place } = answer;
    if (place) {
      if (place.isEvent ? place.position <= this.#position : place.position < this.#position) return;
      this.#position = place.position;
      this.#cursor = place.cursor;
    }
    this.outlet.write(answer);
  }

  /** Waits until the client has taken enough; false when it is gone or was cut. */
  async room(): Promise<boolean> {
    if (!(await roomIn(this.outlet, this.#limits))) this.end();
    return !this.#ended;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#end();
    this.onLeave?.();
  }

  results(start: () => void): AsyncGenerator<ExecutionResult, void, void> {
    let started = false;
    const end = async () => {
      this.end();
      return DONE;
    };
    return {
      next: async () => {
        if (!started && !this.#ended) start();
        started = true;
        await this.whenEnded;
        return DONE;
      },
      return: end,
      throw: end,
      [Symbol.asyncIterator]() {
        return this;
      },
      [Symbol.asyncDispose]: async () => this.end(),
    };
  }
}
