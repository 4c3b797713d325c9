import { Worker } from 'node:worker_threads';
import type { ThreadAnswer } from './answer-orders.ts';
import { refusal, type ThreadEnd, timedOut } from './thread-end.ts';

/** A thread that nobody asked for so long is let go. */
const IDLE_MS = 30_000;

/** One worker thread whose script `answerOrders`, and which stays for the next order; it is given one order at a time. */
export class OrderThread {
  readonly #script: URL;
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(script: URL) {
    this.#script = script;
  }

  /** @throws DomainError as the thread refused, or SCORING_TIMED_OUT; the reason of an aborted signal */
  async run<Judged>(order: object, { limitMs, signal }: ThreadEnd): Promise<Judged> {
    signal?.throwIfAborted();
    clearTimeout(this.#idle);
    const worker = this.#open();
    worker.ref();
    const over = new AbortController();
    try {
      const answer = await answerOf<Judged>(worker, order, { limitMs, signal }, over.signal).catch((error) =>
        this.#giveUp(error),
      );
      if ('judged' in answer) return answer.judged;
      throw refusal(answer.refused);
    } finally {
      over.abort();
      worker.unref();
      this.#idle = setTimeout(() => void this.stop(), IDLE_MS);
      this.#idle.unref();
    }
  }

  async stop(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  /** One that has not answered is at work still: the next order would be given its answer. */
  async #giveUp(reason: unknown): Promise<never> {
    await this.stop();
    throw reason;
  }

  #open(): Worker {
    this.#worker ??= new Worker(this.#script);
    return this.#worker;
  }
}

/** @param over once aborted, nothing of this order is waited for */
function answerOf<Judged>(
  worker: Worker,
  order: object,
  { limitMs, signal }: ThreadEnd,
  over: AbortSignal,
): Promise<ThreadAnswer<Judged>> {
  return new Promise((resolve, reject) => {
    const timer = limitMs === undefined ? undefined : setTimeout(() => reject(timedOut(limitMs)), limitMs);
    over.addEventListener('abort', () => clearTimeout(timer), { once: true });
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over });
    const onExit = (code: number) => reject(new Error(`The worker thread ended with ${code}`));
    worker.on('message', resolve).on('error', reject).on('exit', onExit);
    const leave = () => worker.off('message', resolve).off('error', reject).off('exit', onExit);
    over.addEventListener('abort', leave, { once: true });
    worker.postMessage(order);
  });
}
