import type { Pool, PoolClient } from 'pg';
import type { WakeUpBus } from './wake-up.ts';

const CHANNEL = 'telltale';
const RETRY_MS = 1_000;

/**
 * LISTEN and NOTIFY: a channel belongs to one database. It listens on a connection of its own out of the pool, and
 * notifies outside of any transaction, where it holds up no commit.
 */
export class PostgresBus implements WakeUpBus {
  readonly #pool: Pool;
  readonly #onFault: (error: unknown) => void;
  #client: PoolClient | undefined;
  #connecting: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param onFault told of each connection that is lost or not to be had; it is tried again. */
  constructor(pool: Pool, onFault: (error: unknown) => void) {
    this.#pool = pool;
    this.#onFault = onFault;
  }

  open(onWord: (word: string) => void, onOpen: () => void): void {
    const again = (error: unknown) => {
      this.#client?.release(true);
      this.#client = undefined;
      if (this.#closed) return;
      this.#onFault(error);
      this.#retry = setTimeout(() => this.open(onWord, onOpen), RETRY_MS);
    };
    this.#connecting = this.#listen(onWord, again).then(onOpen, again);
  }

  async send(word: string): Promise<void> {
    await this.#pool.query('select pg_notify($1, $2)', [CHANNEL, word]);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#connecting;
    this.#client?.release(true);
    this.#client = undefined;
  }

  async #listen(onWord: (word: string) => void, onLost: (error: unknown) => void): Promise<void> {
    const client = await this.#pool.connect();
    this.#client = client;
    client.on('notification', ({ payload = '' }) => onWord(payload));
    await client.query(`listen ${CHANNEL}`);
    client.once('error', onLost);
  }
}
