import { Worker } from 'node:worker_threads';
import type { TensorChoice } from './open-tensors.ts';

const WORKER = new URL('./check-worker.ts', import.meta.url);
/** Loading TensorFlow.js keeps a core busy for half a second: whoever waits for the server to start goes first. */
const AFTER_MS = 1_000;

/**
 * Finds out in a thread of its own which TensorFlow.js backend trainings will run on, so that whoever operates the server
 * knows before the first of them.
 */
export class TensorCheck {
  /** The same for every server of a process. */
  static #known: TensorChoice | null = null;
  #worker: Worker | undefined;
  #begun: NodeJS.Timeout | undefined;

  /** Null until it is known, and where none works. */
  get choice(): TensorChoice | null {
    return TensorCheck.#known;
  }

  start(onChoice: (choice: TensorChoice) => void, onFault: (error: unknown) => void): void {
    if (TensorCheck.#known) onChoice(TensorCheck.#known);
    else this.#begun = setTimeout(() => this.#check(onChoice, onFault), AFTER_MS).unref();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#begun);
    await this.#worker?.terminate();
  }

  #check(onChoice: (choice: TensorChoice) => void, onFault: (error: unknown) => void): void {
    this.#worker = new Worker(WORKER);
    this.#worker.on('error', onFault);
    this.#worker.on('message', (choice: TensorChoice) => {
      TensorCheck.#known = choice;
      onChoice(choice);
    });
  }
}
