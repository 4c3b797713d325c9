/** Work that is done at start and from time to time, such as forgetting what need not be kept; never twice at once. */
export class Housekeeping {
  readonly #everyMs: number;
  readonly #work: () => Promise<unknown>;
  readonly #onFault: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<unknown> | undefined;

  constructor(everyMs: number, work: () => Promise<unknown>, onFault: (error: unknown) => void) {
    this.#everyMs = everyMs;
    this.#work = work;
    this.#onFault = onFault;
  }

  start(): void {
    this.#begin();
    this.#timer = setInterval(() => this.#begin(), this.#everyMs);
    this.#timer.unref();
  }

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#working;
  }

  #begin(): void {
    this.#working ??= this.#work()
      .catch(this.#onFault)
      .finally(() => {
        this.#working = undefined;
      });
  }
}
