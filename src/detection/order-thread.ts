import { Worker } from 'node:worker_threads';
import { DomainError } from '../errors.ts';
import type { ThreadAnswer } from './answer-order.ts';
import { refusal, type ThreadEnd, timedOut } from './judge-in-thread.ts';

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
    const over = new AbortController();
    try {
      return await answered<Judged>(worker, order, { limitMs, signal }, over.signal);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'SCORING_TIMED_OUT') await this.stop();
      throw error;
    } finally {
      over.abort();
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

  #open(): Worker {
    if (!this.#worker) {
      this.#worker = new Worker(this.#script);
      this.#worker.unref();
    }
    return this.#worker;
  }
}

/** @param over once aborted, nothing of this order is waited for */
function answered<Judged>(
  worker: Worker,
  order: object,
  { limitMs, signal }: ThreadEnd,
  over: AbortSignal,
): Promise<Judged> {
  return new Promise((resolve, reject) => {
    const timer = limitMs === undefined ? undefined : setTimeout(() => reject(timedOut(limitMs)), limitMs);
    over.addEventListener('abort', () => clearTimeout(timer), { once: true });
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over });
    const onMessage = (answer: ThreadAnswer<Judged>) =>
      'judged' in answer ? resolve(answer.judged) : reject(refusal(answer.refused));
    const onExit = (code: number) => reject(new Error(`The worker thread ended with ${code}`));
    worker.on('message', onMessage).on('error', reject).on('exit', onExit);
    const leave = () => worker.off('message', onMessage).off('error', reject).off('exit', onExit);
    over.addEventListener('abort', leave, { once: true });
    worker.postMessage(order);
  });
}
