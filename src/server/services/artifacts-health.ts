import type { ArtifactStore } from '../../registry/artifact-store.ts';
import { ArtifactsUnavailableError } from '../../registry/artifacts-unavailable.ts';

const ASKED_EVERY_MS = 5_000;
const WAITED_MS = 2_000;

export interface ArtifactsHealthOptions {
  /** Told why the store cannot be used, each time that it could before, or was never asked. */
  readonly onFault: (error: unknown) => void;
  readonly everyMs?: number;
}

export interface ArtifactsState {
  /** `ok`, or why this process cannot serve yet. */
  readonly part: string;
  /** `ok`, or what stands in the way now. */
  readonly now: string;
}

/**
 * A process is not ready before it has reached its artifacts once: wrong settings show before it takes over. Later it
 * stays ready while the store is away, because readings are taken and judged all the same.
 */
export class ArtifactsHealth {
  readonly #store: Pick<ArtifactStore, 'check'>;
  readonly #everyMs: number;
  readonly #onFault: (error: unknown) => void;
  #reached = false;
  #faulty = false;
  #asked: { readonly atMs: number; readonly answer: Promise<string> } | undefined;

  constructor(
    store: Pick<ArtifactStore, 'check'>,
    { onFault, everyMs = ASKED_EVERY_MS }: ArtifactsHealthOptions,
  ) {
    this.#store = store;
    this.#onFault = onFault;
    this.#everyMs = everyMs;
  }

  async state(): Promise<ArtifactsState> {
    const now = await this.#now();
    return { part: this.#reached ? 'ok' : now, now };
  }

  /** Whoever asks for health may be anybody: the store is asked no more often than every few seconds. */
  #now(): Promise<string> {
    if (!this.#asked || Date.now() - this.#asked.atMs >= this.#everyMs) {
      this.#asked = { atMs: Date.now(), answer: this.#ask() };
    }
    return this.#asked.answer;
  }

  async #ask(): Promise<string> {
    const slow = new Promise<string>((resolve) => {
      setTimeout(() => resolve('does not answer'), WAITED_MS).unref();
    });
    const checked = this.#store.check().then(
      () => {
        this.#reached = true;
        this.#faulty = false;
        return 'ok';
      },
      (error) => this.#fault(error),
    );
    return Promise.race([checked, slow]);
  }

  /** Health is open to anybody: names of buckets, hosts and folders are for the log. */
  #fault(error: unknown): string {
    if (!this.#faulty) this.#onFault(error);
    this.#faulty = true;
    return error instanceof ArtifactsUnavailableError ? 'cannot be used' : 'fails';
  }
}
