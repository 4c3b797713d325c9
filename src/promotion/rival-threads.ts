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

/** Work with threads of its own, which end with it. */
export async function withRivalThreads<Result>(
  work: (threads: RivalThreads) => Promise<Result>,
): Promise<Result> {
  const threads = new RivalThreads();
  try {
    return await work(threads);
  } finally {
    await threads.stop();
  }
}
