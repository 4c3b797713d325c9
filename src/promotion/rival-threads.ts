import { OrderThread } from '../detection/order-thread.ts';

const WORKER = new URL('./gate-worker.ts', import.meta.url);

/** Two threads that judge one pair of rivals after the other: loading the script costs more than most judgements. */
export class RivalThreads {
  readonly candidate = new OrderThread(WORKER);
  readonly champion = new OrderThread(WORKER);

  async stop(): Promise<void> {
    await Promise.all([this.candidate.stop(), this.champion.stop()]);
  }
}

/** A pair of threads for each judgement at a time; the pairs stay a while for the next. */
export class RivalPairs {
  readonly #pairs: RivalThreads[] = [];
  readonly #free: RivalThreads[] = [];

  async judge<Judged>(work: (threads: RivalThreads) => Promise<Judged>): Promise<Judged> {
    const threads = this.#free.pop() ?? this.#another();
    try {
      return await work(threads);
    } finally {
      this.#free.push(threads);
    }
  }

  /** Ends the threads, wherever they are. */
  async stop(): Promise<void> {
    await Promise.all(this.#pairs.map((threads) => threads.stop()));
  }

  #another(): RivalThreads {
    const threads = new RivalThreads();
    this.#pairs.push(threads);
    return threads;
  }
}
