import { createClient, type RedisClientType } from '@redis/client';
import type { WakeUpBus } from './wake-up.ts';

const LONGEST_RETRY_MS = 5_000;

/** Publish and subscribe on one channel. The client connects again by itself; what was said meanwhile is gone. */
export class RedisBus implements WakeUpBus {
  readonly #channel: string;
  readonly #onFault: (error: unknown) => void;
  readonly #publisher: RedisClientType;
  readonly #subscriber: RedisClientType;

  /** @param onFault told when a connection begins to fail, and not again before it was there. */
  constructor(url: string, channel: string, onFault: (error: unknown) => void) {
    this.#channel = channel;
    this.#onFault = onFault;
    const reconnectStrategy = (retries: number) => Math.min(100 * 2 ** retries, LONGEST_RETRY_MS);
    // A word that cannot be sent now is not worth sending later.
    this.#publisher = createClient({ url, socket: { reconnectStrategy }, disableOfflineQueue: true });
    this.#subscriber = createClient({ url, socket: { reconnectStrategy } });
  }

  open(onWord: (word: string) => void, onOpen: () => void): void {
    this.#connect(this.#publisher);
    this.#connect(this.#subscriber);
    this.#subscriber.on('ready', onOpen);
    this.#subscriber.subscribe(this.#channel, onWord).then(onOpen, () => undefined);
  }

  async send(word: string): Promise<void> {
    await this.#publisher.publish(this.#channel, word);
  }

  async close(): Promise<void> {
    for (const client of [this.#publisher, this.#subscriber]) if (client.isOpen) client.destroy();
  }

  /** Every failure is an `error` event too; only `close` ends the trying. */
  #connect(client: RedisClientType): void {
    let failing = false;
    client.on('ready', () => {
      failing = false;
    });
    client.on('error', (error) => {
      if (!failing) this.#onFault(error);
      failing = true;
    });
    client.connect().catch(() => undefined);
  }
}
