import type { Stream, TelltaleClient } from '../../schema/client/client.ts';
import { AnomalyEventsDocument, type AnomalyEventsSubscription } from '../../schema/generated/graphql.ts';
import { DomainError } from '../../src/errors.ts';

type StreamItem = AnomalyEventsSubscription['anomalyEvents'];
export type AnomalyEvent = Extract<StreamItem, { __typename: 'AnomalyEvent' }>;

/** Follows `anomalyEvents` over a WebSocket and keeps what arrives. */
export class AnomalyWatch {
  readonly events: AnomalyEvent[] = [];
  readonly #stream: Stream<AnomalyEventsSubscription>;
  readonly #onEvent: (event: AnomalyEvent) => void;
  readonly #ended: Promise<void>;
  #failure: Error | undefined;
  #heartbeats = 0;
  #woken: (() => void)[] = [];

  private constructor(stream: Stream<AnomalyEventsSubscription>, onEvent: (event: AnomalyEvent) => void) {
    this.#stream = stream;
    this.#onEvent = onEvent;
    this.#ended = this.#read();
  }

  /** Resolves when the server has begun to send: nothing that happens later is missed. */
  static async open(
    graph: TelltaleClient,
    sensorIds: readonly string[] | null,
    onEvent: (event: AnomalyEvent) => void = () => {},
  ): Promise<AnomalyWatch> {
    const filter = sensorIds && { sensorIds: [...sensorIds] };
    const watch = new AnomalyWatch(graph.subscribe(AnomalyEventsDocument, { filter }), onEvent);
    await watch.heartbeat();
    return watch;
  }

  /** Resolves with the next heartbeat, which says that everything up to it was sent. @throws DomainError */
  async heartbeat(): Promise<void> {
    const seen = this.#heartbeats;
    await this.until(() => this.#heartbeats > seen);
  }

  /** Resolves when `condition` holds after an item. @throws DomainError when the stream broke */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => this.#woken.push(resolve));
    }
  }

  async close(): Promise<void> {
    await this.#stream.return();
    await this.#ended;
  }

  async #read(): Promise<void> {
    try {
      for await (const { anomalyEvents: item } of this.#stream) this.#take(item);
      this.#failure = new DomainError('STREAM_ENDED', 'The server ended the subscription', 'Start again.');
    } catch (error) {
      this.#failure = error as Error;
    }
    this.#wake();
  }

  #take(item: StreamItem): void {
    if (item.__typename === 'Gap')
      throw new DomainError(item.reason, 'The subscription has a gap', item.remedy);
    if (item.__typename === 'AnomalyEvent') {
      this.events.push(item);
      this.#onEvent(item);
    } else this.#heartbeats++;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#woken.splice(0)) resolve();
  }
}
