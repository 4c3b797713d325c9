/** What processes on one database tell each other. All of it may be lost: whoever listens also looks now and then. */
export interface WakeUpListener {
  /** Events may have been committed. */
  events(): void;
  /** Live readings of these sensors were stored. */
  readings(sensorIds: readonly number[]): void;
  /** Who scores which sensors may have changed. */
  shares(): void;
}

/** How words get from one process to all others, its sender included or not. */
export interface WakeUpBus {
  /** Listens from now on, and again whenever the connection was lost; `onOpen` is called each time. Waits for nothing. */
  open(onWord: (word: string) => void, onOpen: () => void): void;
  /** @param word at most 7,800 characters @throws when the bus is not there */
  send(word: string): Promise<void>;
  close(): Promise<void>;
}

const WORD_SENSORS = 700;

/**
 * Tells other processes of what was committed, after it was. Words that wait for the one under way are joined, so
 * that a bus is never asked faster than it answers.
 */
export class WakeUp {
  readonly #bus: WakeUpBus;
  readonly #onFault: (error: unknown) => void;
  readonly #plain = new Set<'events' | 'shares'>();
  readonly #sensors = new Set<number>();
  #sending: Promise<void> | undefined;
  #failing = false;

  /** @param onFault told when the bus begins to fail, and not again before it has worked. */
  constructor(bus: WakeUpBus, onFault: (error: unknown) => void) {
    this.#bus = bus;
    this.#onFault = onFault;
  }

  /** A connection that is made, or made again, counts as every word: any of them may have been missed. */
  start(listener: WakeUpListener): void {
    const missed = () => {
      listener.events();
      listener.shares();
    };
    this.#bus.open((word) => hear(word, listener), missed);
  }

  async stop(): Promise<void> {
    await this.#sending;
    await this.#bus.close();
  }

  tellEvents(): void {
    this.#plain.add('events');
    this.#send();
  }

  tellShares(): void {
    this.#plain.add('shares');
    this.#send();
  }

  tellReadings(sensorIds: readonly number[]): void {
    for (const id of sensorIds) this.#sensors.add(id);
    this.#send();
  }

  #send(): void {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
  }

  async #sendAll(): Promise<void> {
    for (let word = this.#next(); word; word = this.#next()) {
      try {
        await this.#bus.send(word);
        this.#failing = false;
      } catch (error) {
        if (!this.#failing) this.#onFault(error);
        this.#failing = true;
      }
    }
  }

  #next(): string | undefined {
    const [plain] = this.#plain;
    if (plain) {
      this.#plain.delete(plain);
      return plain;
    }
    const ids = [...this.#sensors.values().take(WORD_SENSORS)];
    for (const id of ids) this.#sensors.delete(id);
    return ids.length > 0 ? `readings ${ids.join(',')}` : undefined;
  }
}

/** A word that is not understood comes from another version of the product, and is left alone. */
function hear(word: string, listener: WakeUpListener): void {
  if (word === 'events') listener.events();
  else if (word === 'shares') listener.shares();
  else if (/^readings \d+(,\d+)*$/.test(word)) listener.readings(word.slice(9).split(',').map(Number));
}
