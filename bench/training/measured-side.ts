import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { DomainError } from '../../src/errors.ts';
import type { LayerCase } from './layer-cases.ts';
import type { Passes } from './layer-passes.ts';
import type { Footprint, Order, Report, Trained } from './messages.ts';
import type { Shape } from './shapes.ts';
import { SIDES, type Side } from './sides.ts';

/** A side in a process of its own, because repaired kernels cannot be taken back. */
export class MeasuredSide {
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;

  private constructor(side: Side) {
    this.#child = fork(resolve(import.meta.dirname, 'side.ts'), [side], {
      serialization: 'advanced',
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    this.#ended = once(this.#child, 'exit').then(([code, signal]) => {
      throw new DomainError(
        'SIDE_ENDED',
        `The process of the ${side} side ended with ${signal ?? code}`,
        signal === 'SIGKILL'
          ? 'It was killed, perhaps for want of memory: free 3 GB and run it again.'
          : 'What it wrote above says why; `npm test -- test/tensors` checks the backend and its kernels.',
      );
    });
    this.#ended.catch(() => undefined);
  }

  static async start(side: Side): Promise<MeasuredSide> {
    const started = new MeasuredSide(side);
    await started.#report('READY');
    return started;
  }

  async open(shape: Shape): Promise<void> {
    await this.#ask({ kind: 'OPEN', shape });
  }

  async train(batches: number): Promise<Trained> {
    return (await this.#ask({ kind: 'TRAIN', batches })).trained;
  }

  /** The last of its training. */
  async close(): Promise<Footprint> {
    return (await this.#ask({ kind: 'CLOSE' })).footprint;
  }

  async pass(layer: LayerCase): Promise<Passes> {
    return (await this.#ask({ kind: 'PASS', layer })).passes;
  }

  stop(): void {
    this.#child.kill();
  }

  #ask<K extends Order['kind']>(order: Order & { kind: K }): Promise<Extract<Report, { kind: K }>> {
    this.#child.send(order);
    return this.#report(order.kind);
  }

  async #report<K extends Report['kind']>(kind: K): Promise<Extract<Report, { kind: K }>> {
    const [report] = (await Promise.race([once(this.#child, 'message'), this.#ended])) as [Report];
    if (report.kind !== kind) throw new Error(`${kind} was answered with ${report.kind}`);
    return report as Extract<Report, { kind: K }>;
  }
}

export type MeasuredSides = Readonly<Record<Side, MeasuredSide>>;

/** Both sides for as long as the work takes. */
export async function withSides<T>(work: (sides: MeasuredSides) => Promise<T>): Promise<T> {
  const started: MeasuredSide[] = [];
  try {
    for (const side of SIDES) started.push(await MeasuredSide.start(side));
    const [stock, ours] = started;
    return await work({ stock, ours });
  } finally {
    for (const side of started) side.stop();
  }
}
