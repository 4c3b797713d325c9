import { OrderThread } from './order-thread.ts';
import type { ThreadEnd } from './thread-end.ts';

/**
 * Worker threads of one script, one for each order at a time; each stays a while for the next order. To start one costs more
 * than most orders, so that whoever asks small questions would keep the processor busy with starting.
 */
export class OrderThreads {
  readonly #script: URL;
  readonly #threads: OrderThread[] = [];
  readonly #free: OrderThread[] = [];

  constructor(script: URL) {
    this.#script = script;
  }

  /** @throws DomainError as the thread refused, or SCORING_TIMED_OUT; the reason of an aborted signal */
  async run<Judged>(order: object, end: ThreadEnd): Promise<Judged> {
    const thread = this.#free.pop() ?? this.#another();
    try {
      return await thread.run<Judged>(order, end);
    } finally {
      this.#free.push(thread);
    }
  }

  /** Ends the threads, wherever they are. */
  async stop(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }

  #another(): OrderThread {
    const thread = new OrderThread(this.#script);
    this.#threads.push(thread);
    return thread;
  }
}
