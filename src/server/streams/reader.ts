import type { Answer } from './answer.ts';
import type { Broadcast } from './broadcast.ts';
import type { Source, Stream } from './stream.ts';
import type { Subscriber } from './subscriber.ts';

/** Reads one source, executes each of its events once, and writes the answer to its subscribers. */
export class Reader {
  readonly stream: Stream;
  readonly #source: Source;
  readonly #broadcast: Broadcast;
  readonly #subscribers = new Set<Subscriber>();
  #position = Number.NEGATIVE_INFINITY;
  #ended = false;

  constructor(first: Subscriber, source: Source, broadcast: Broadcast) {
    this.stream = first.stream;
    this.#source = source;
    this.#broadcast = broadcast;
    this.#add(first);
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The place of the last event that was written; events after it will be. */
  get position(): number {
    return this.#position;
  }

  /** Takes the subscribers of a reader that has come at least as far, and ends it. */
  takeOver(other: Reader): void {
    for (const subscriber of other.#subscribers) this.#add(subscriber);
    other.#subscribers.clear();
    other.#close();
  }

  /** Until the source ends or the last subscriber has left. */
  async run(): Promise<void> {
    const { events, signal } = this.#source;
    try {
      while (!this.#ended) {
        const event = await events.next();
        if (this.#ended) return;
        if (event.done) break;
        const answer = await this.stream.answer(event.value, signal);
        if (this.#ended) return;
        this.#write(answer);
        await this.#patience();
        this.#broadcast.meet(this);
      }
    } catch (error) {
      if (!this.#ended) this.#write(this.stream.failure(error));
    }
    for (const subscriber of this.#subscribers) subscriber.end();
  }

  #write(answer: Answer): void {
    for (const subscriber of this.#subscribers) subscriber.write(answer);
    if (answer.place) this.#position = answer.place.position;
  }

  /** Lets those go who hold up the others; one who is alone is waited for. */
  async #patience(): Promise<void> {
    for (const subscriber of this.#subscribers) {
      if (!subscriber.slow) continue;
      if (this.#subscribers.size === 1) {
        this.#broadcast.part(this);
        await subscriber.room();
        return;
      }
      this.#remove(subscriber);
      subscriber.onLeave = undefined;
      void this.#broadcast.resume(subscriber);
    }
  }

  #add(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
    subscriber.onLeave = () => this.#remove(subscriber);
  }

  #remove(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    if (this.#subscribers.size === 0) this.#close();
  }

  #close(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#broadcast.part(this);
    this.#source.close();
  }
}
