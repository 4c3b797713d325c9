import { Worker } from 'node:worker_threads';
import { DomainError } from '../errors.ts';
import type { FitOrder, FitResult, FitWatch, GroupOrder, WorkerMessage } from './fit-order.ts';

/** Heap of a worker thread. The arrays and the weights lie outside of it. */
const HEAP_MB = 1_024;
/** A thread that nobody needed for so long ends. */
const IDLE_MS = 60_000;

const WORKER = new URL('./worker.ts', import.meta.url);

interface Thread {
  readonly worker: Worker;
  idle: NodeJS.Timeout | undefined;
  /** Tensor memory never shrinks: a thread that has trained a network ends with the fit. */
  isSpent: boolean;
}

/**
 * Threads that fit and judge, one order at a time each. A thread that is done waits for the next order: starting one
 * costs as long as a small fit. There are as many as orders at once; the caller limits those.
 */
export class FitThreads {
  readonly #script: URL;
  readonly #waiting: Thread[] = [];
  readonly #alive = new Set<Thread>();
  #endedActiveMs = 0;

  constructor(script: URL = WORKER) {
    this.#script = script;
  }

  /**
   * The arrays of the order go with it and are gone here. An aborted signal ends the thread wherever it is.
   * @throws DomainError as the fit refused, or TRAINING_OUT_OF_MEMORY; the reason of an aborted signal
   */
  async fit(order: FitOrder | GroupOrder, watch: FitWatch, signal: AbortSignal): Promise<FitResult> {
    signal.throwIfAborted();
    const thread = this.#waiting.pop() ?? this.#start();
    clearTimeout(thread.idle);
    const { worker } = thread;
    const answer = new Promise<FitResult>((resolve, reject) => {
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      const hear = (message: WorkerMessage) => {
        if (message.kind === 'TENSORS') thread.isSpent = true;
        if (message.kind === 'DONE') resolve(message.result);
        else if (message.kind === 'REFUSED') reject(refusal(message));
        else tell(watch, message);
      };
      worker.on('message', hear);
      worker.once('error', (error) => reject(isOutOfMemory(error) ? outOfMemory() : error));
      worker.once('exit', (code) =>
        reject(new Error(`The worker thread ended with ${code} before the fit was done`)),
      );
      worker.postMessage(order, columnsOf(order));
    });
    return answer.then(
      (result) => this.#done(thread, result),
      (error) => this.#failed(thread, error),
    );
  }

  /** How long threads were at work since there are any, in ms, by the utilisation of their event loops. */
  activeMs(): number {
    const active = [...this.#alive].map(({ worker }) => worker.performance.eventLoopUtilization().active);
    return active.reduce((sum, ms) => sum + ms, this.#endedActiveMs);
  }

  /** Ends the threads that wait; those at work end with the signal of their order. */
  async close(): Promise<void> {
    await Promise.all(this.#waiting.splice(0).map((thread) => this.#end(thread)));
  }

  #start(): Thread {
    const worker = new Worker(this.#script, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    const thread: Thread = { worker, idle: undefined, isSpent: false };
    this.#alive.add(thread);
    return thread;
  }

  #done(thread: Thread, result: FitResult): FitResult {
    if (thread.isSpent) void this.#end(thread);
    else this.#keep(thread);
    return result;
  }

  #failed(thread: Thread, error: unknown): never {
    if (error instanceof DomainError && error.code !== OUT_OF_MEMORY && !thread.isSpent) this.#keep(thread);
    else void this.#end(thread);
    throw error;
  }

  #keep(thread: Thread): void {
    for (const event of ['message', 'error', 'exit']) thread.worker.removeAllListeners(event);
    const drop = () => {
      const at = this.#waiting.indexOf(thread);
      if (at >= 0) this.#waiting.splice(at, 1);
      void this.#end(thread);
    };
    thread.worker.once('error', drop);
    thread.idle = setTimeout(drop, IDLE_MS).unref();
    this.#waiting.push(thread);
  }

  async #end(thread: Thread): Promise<void> {
    if (!this.#alive.delete(thread)) return;
    clearTimeout(thread.idle);
    this.#endedActiveMs += thread.worker.performance.eventLoopUtilization().active;
    thread.worker.on('error', () => undefined);
    await thread.worker.terminate();
  }
}

function tell(watch: FitWatch, message: WorkerMessage): void {
  if (message.kind === 'PROGRESS') watch.progress(message.share, message.stage);
  else if (message.kind === 'EPOCH') watch.epoch?.(message.epoch);
  else if (message.kind === 'TENSORS') watch.tensors?.(message.choice);
}

const columnsOf = (order: FitOrder | GroupOrder): ArrayBuffer[] => {
  const all = 'members' in order ? order.members : [order];
  const columns = all.flatMap(({ series }) => [series.values, ...series.inputs]);
  return [...new Set(columns.map((column) => column.buffer as ArrayBuffer))];
};

const refusal = ({ code, message, remedy, details }: Extract<WorkerMessage, { kind: 'REFUSED' }>) =>
  new DomainError(code, message, remedy, { ...details });

const OUT_OF_MEMORY = 'TRAINING_OUT_OF_MEMORY';

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

const outOfMemory = (): DomainError =>
  new DomainError(
    OUT_OF_MEMORY,
    `The fit needs more than ${HEAP_MB} MB of memory`,
    'Train on a shorter range, or with settings that need less.',
  );
