import { BusyError } from '../errors.ts';

/** One request, known by its identity. Once its signal aborts, nobody waits for what it asked. */
export interface Asker {
  readonly signal?: AbortSignal;
}

interface Turn {
  readonly threads: number;
  readonly begin: () => void;
}

/** Askers that may wait, and what each may wait for at once; the cost limit of the graph is reached before the second. */
const MOST_ASKERS = 16;
const MOST_TURNS = 100;
/** How much the last turn counts in the usual time of one. */
const NEWEST_SHARE = 0.2;
const SHORTEST_WAIT_MS = 1_000;

/**
 * Bounds the threads that judge on request. Who finds too few of them free waits in line: one turn of each asker after
 * the other, so that a long list holds up nobody. Where too many wait already, the next is told when to ask again.
 */
export class JudgingRoom {
  readonly #threads: number;
  readonly #line = new Map<Asker, Turn[]>();
  #taken = 0;
  #usualMs = 0;

  constructor(threads: number) {
    this.#threads = threads;
  }

  /** @throws BusyError; the reason of the asker's signal when it aborts while the turn has not come */
  async admit<Judged>(asker: Asker, threads: number, judge: () => Promise<Judged>): Promise<Judged> {
    asker.signal?.throwIfAborted();
    if (this.#line.size === 0 && this.#fits(threads)) this.#taken += threads;
    else await this.#wait(asker, threads);
    const beganMs = performance.now();
    try {
      return await judge();
    } finally {
      const tookMs = performance.now() - beganMs;
      this.#usualMs += (tookMs - this.#usualMs) * (this.#usualMs === 0 ? 1 : NEWEST_SHARE);
      this.#taken -= threads;
      this.#callNext();
    }
  }

  #fits(threads: number): boolean {
    return this.#taken + threads <= this.#threads;
  }

  #wait(asker: Asker, threads: number): Promise<void> {
    const turns = this.#line.get(asker) ?? [];
    if (turns.length === MOST_TURNS || (turns.length === 0 && this.#line.size === MOST_ASKERS))
      return Promise.reject(new BusyError(this.#taken, this.#waitMs()));
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#forget(asker, turn);
        reject(asker.signal?.reason);
        this.#callNext();
      };
      const turn: Turn = {
        threads,
        begin: () => {
          asker.signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      turns.push(turn);
      this.#line.set(asker, turns);
      asker.signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /** Whoever is first in line is waited for, be it for several threads: else it would never get them. */
  #callNext(): void {
    for (;;) {
      const [first] = this.#line;
      if (!first) return;
      const [asker, turns] = first;
      const [turn] = turns;
      if (!this.#fits(turn.threads)) return;
      this.#line.delete(asker);
      turns.shift();
      if (turns.length > 0) this.#line.set(asker, turns);
      this.#taken += turn.threads;
      turn.begin();
    }
  }

  #forget(asker: Asker, turn: Turn): void {
    const turns = this.#line.get(asker);
    turns?.splice(turns.indexOf(turn), 1);
    if (turns?.length === 0) this.#line.delete(asker);
  }

  /** Until those that wait now have had their turns. */
  #waitMs(): number {
    const waiting = this.#line.values().reduce((sum, turns) => sum + turns.length, 0);
    return Math.max(SHORTEST_WAIT_MS, Math.ceil((waiting * this.#usualMs) / this.#threads));
  }
}
