import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import type { JobStep } from '../../src/jobs/job-steps.ts';

export type Role = 'server' | 'worker';

/** A process of the product that is started again whenever it was killed. */
export class Mortal {
  readonly role: Role;
  /** How often it was killed. */
  kills = 0;
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #ready: Promise<void> = Promise.resolve();
  #stopped = false;
  #log = '';

  private constructor(role: Role, env: Readonly<Record<string, string>>) {
    this.role = role;
    this.#env = env;
  }

  static async start(role: Role, env: Readonly<Record<string, string>>): Promise<Mortal> {
    const mortal = new Mortal(role, env);
    mortal.#live();
    await mortal.#ready;
    return mortal;
  }

  /** Until it has ended at the step; `meanwhile` is called again and again until then. */
  async killAt(step: JobStep, meanwhile: () => void): Promise<void> {
    await this.#ready;
    const child = this.#child as ChildProcess;
    const gone = new Promise<true>((is) => child.once('exit', () => is(true)));
    child.send(step);
    for (;;) {
      const answer = await Promise.race([gone, new Promise<false>((is) => setTimeout(() => is(false), 50))]);
      if (answer) return;
      meanwhile();
    }
  }

  async killNow(): Promise<void> {
    await this.#ready;
    const child = this.#child as ChildProcess;
    const gone = new Promise((is) => child.once('exit', is));
    child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#ready;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((is) => child.once('exit', is));
    child.kill('SIGKILL');
    await gone;
  }

  #live(): void {
    const script = resolve(import.meta.dirname, 'killable.ts');
    const child = fork(script, [this.role], { env: { ...process.env, ...this.#env }, silent: true });
    this.#child = child;
    child.stderr?.on('data', (text) => {
      this.#log = `${this.#log}${text}`.slice(-4_000);
    });
    this.#ready = new Promise((ready, failed) => {
      child.once('message', () => ready());
      child.once('exit', (code) => {
        if (code !== null) failed(new Error(`The ${this.role} ended with ${code}: ${this.#log}`));
        else ready();
      });
    });
    this.#ready.catch(() => undefined);
    child.once('exit', (_, signal) => {
      if (this.#stopped || signal !== 'SIGKILL') return;
      this.kills++;
      this.#live();
    });
  }
}
