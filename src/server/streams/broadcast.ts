import type { Outlet, UnsentLimits } from './outlet.ts';
import { Reader } from './reader.ts';
import type { Source, Stream } from './stream.ts';
import { Subscriber } from './subscriber.ts';

/**
 * Executes identical subscriptions once per event. Everybody starts with a reader of the source for himself, which
 * replays what was missed; as soon as it has come as far as the reader that identical subscribers share, he joins it.
 * Whoever takes his answers too slowly for the others leaves, and comes back from his own cursor.
 */
export class Broadcast {
  readonly #limits: UnsentLimits;
  readonly #onChange: (change: 1 | -1) => void;
  readonly #shared = new Map<string, Reader>();

  /** @param onChange told of every subscription that begins or ends */
  constructor(limits: UnsentLimits, onChange: (change: 1 | -1) => void = () => {}) {
    this.#limits = limits;
    this.#onChange = onChange;
  }

  /** The source must have been opened by the stream. `onEnd` is called when the subscription has ended. */
  add(stream: Stream, source: Source, outlet: Outlet, onEnd: () => void = () => {}) {
    const subscriber = new Subscriber(stream, outlet, this.#limits);
    subscriber.onLeave = source.close;
    this.#onChange(1);
    void subscriber.whenEnded.then(() => {
      this.#onChange(-1);
      onEnd();
    });
    return subscriber.results(() => this.#read(subscriber, source));
  }

  /**
   * Joins a reader to the shared one of its kind, or makes it that. Nothing is lost or doubled: the shared reader
   * yields everything after its position, and each subscriber passes over what it has had.
   */
  meet(reader: Reader): void {
    const { key } = reader.stream;
    if (key === null || reader.ended) return;
    const shared = this.#shared.get(key);
    if (!shared) this.#shared.set(key, reader);
    else if (shared !== reader && reader.position >= shared.position) shared.takeOver(reader);
  }

  /** Nobody joins this reader from here on. */
  part(reader: Reader): void {
    const { key } = reader.stream;
    if (key !== null && this.#shared.get(key) === reader) this.#shared.delete(key);
  }

  /** Waits until the client has caught up with what was written to it, and goes on from there. */
  async resume(subscriber: Subscriber): Promise<void> {
    const { stream } = subscriber;
    try {
      if (!(await subscriber.room())) return;
      const source = await stream.open(subscriber.cursor);
      if (!('events' in source)) throw source.errors?.[0] ?? new Error('A subscription could not go on');
      if (subscriber.ended) source.close();
      else this.#read(subscriber, source);
    } catch (error) {
      subscriber.write(stream.failure(error));
      subscriber.end();
    }
  }

  #read(subscriber: Subscriber, source: Source): void {
    const reader = new Reader(subscriber, source, this);
    // What passes by has no past: there is nothing to replay first.
    if (subscriber.stream.plan.delivery === 'PASSING') this.meet(reader);
    subscriber.stream.inOperation(() => reader.run());
  }
}
