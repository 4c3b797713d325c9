import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Gauge, Hot, Order, Report } from './gauge.ts';

/** A server in a process of its own, so that what it uses is not what its clients use. Its module is named from `bench/`. */
export class MeasuredProcess {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start(name: string, env: Record<string, string>): Promise<MeasuredProcess> {
    const child = fork(resolve(import.meta.dirname, '..', name), { env: { ...process.env, ...env } });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`The ${name} ended with ${code} before it was ready`);
    });
    const [report] = (await Promise.race([once(child, 'message'), ended])) as [Report];
    ended.catch(() => undefined);
    if (report.kind !== 'READY') throw new Error(`The ${name} began with ${report.kind}`);
    return new MeasuredProcess(child, report.url);
  }

  async gauge(): Promise<Gauge> {
    return (await this.#ask('GAUGE')).gauge;
  }

  /** What it is busy with for the next fifteen seconds. */
  async profile(): Promise<readonly Hot[]> {
    return (await this.#ask('PROFILE')).hot;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.send('STOP');
    await ended;
  }

  #ask<K extends Exclude<Order, 'STOP'>>(kind: K): Promise<Extract<Report, { kind: K }>> {
    return new Promise((answered) => {
      const hear = (report: Report) => {
        if (report.kind !== kind) return;
        this.#child.off('message', hear);
        answered(report as Extract<Report, { kind: K }>);
      };
      this.#child.on('message', hear);
      this.#child.send(kind);
    });
  }
}
