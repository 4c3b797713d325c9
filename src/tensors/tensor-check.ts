import { Worker } from 'node:worker_threads';
import type { TensorChoice } from './open-tensors.ts';

const WORKER = new URL('./check-worker.ts', import.meta.url);

/**
 * Finds out in a thread of its own which TensorFlow.js backend trainings will run on, so that whoever operates the server
 * knows before the first of them.
 */
export class TensorCheck {
  #worker: Worker | undefined;
  #choice: TensorChoice | null = null;

  /** Null until it is known, and where none works. */
  get choice(): TensorChoice | null {
    return this.#choice;
  }

  start(onChoice: (choice: TensorChoice) => void, onFault: (error: unknown) => void): void {
    this.#worker = new Worker(WORKER);
    this.#worker.on('error', onFault);
    this.#worker.on('message', (choice: TensorChoice) => {
      this.#choice = choice;
      onChoice(choice);
    });
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }
}
