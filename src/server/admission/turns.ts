import { setImmediate as loopTurn } from 'node:timers/promises';

/**
 * Long work of one sender is done a piece in a turn of the event loop, so that whoever waits for the loop waits for one
 * piece, however many have come.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Resolves in a turn in which no other piece of this sender is done. */
  of(sender: string): Promise<void> {
    const turn = (this.#last.get(sender) ?? Promise.resolve()).then(() => loopTurn());
    this.#last.set(sender, turn);
    void turn.then(() => this.#last.get(sender) === turn && this.#last.delete(sender));
    return turn;
  }
}
