import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Order, Report, Urls } from './messages.ts';

/** The server in a process of its own, so that its CPU is not that of its clients. */
export class MeasuredServer {
  readonly urls: Urls;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, urls: Urls) {
    this.#process = child;
    this.urls = urls;
  }

  static async start(): Promise<MeasuredServer> {
    const child = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), { stdio: 'inherit' });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`The server ended with ${code} before it was ready`);
    });
    const [report] = (await Promise.race([once(child, 'message'), ended])) as [Report];
    ended.catch(() => undefined);
    if (report.kind !== 'READY') throw new Error(`The server began with ${report.kind}`);
    return new MeasuredServer(child, report.urls);
  }

  order(order: Order): void {
    this.#process.send(order);
  }

  /** Its CPU time so far, user and system, in microseconds. */
  async cpu(): Promise<number> {
    this.order({ kind: 'CPU' });
    const [report] = (await once(this.#process, 'message')) as [Report];
    if (report.kind !== 'CPU') throw new Error(`The server answered ${report.kind}`);
    return report.microseconds;
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.order({ kind: 'STOP' });
    await ended;
  }
}
