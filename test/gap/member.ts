import { type ChildProcess, fork } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Order } from './cuttable-server.ts';

const KEPT_LOG = 20_000;

/** One server process of the product, at one address for all its lives: whenever it ends it is started again. */
export class Member {
  readonly url: string;
  /** How often it has ended. */
  ends = 0;
  #child: ChildProcess | undefined;
  #order: Order = { endAt: null, aheadMs: 0 };
  #stopped = false;
  #log = '';
  readonly #env: Readonly<Record<string, string>>;
  readonly #port: number;

  private constructor(port: number, env: Readonly<Record<string, string>>) {
    this.#port = port;
    this.#env = env;
    this.url = `http://127.0.0.1:${port}/graphql`;
  }

  static async start(env: Readonly<Record<string, string>>): Promise<Member> {
    const member = new Member(await freePort(), env);
    await member.#live();
    return member;
  }

  /** The end of what it wrote to its log. */
  get log(): string {
    return this.#log;
  }

  order(change: Partial<Order>): void {
    this.#order = { ...this.#order, ...change };
    if (this.#child?.connected) this.#child.send(this.#order);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((ended) => child.once('exit', ended));
    child.kill('SIGKILL');
    await gone;
  }

  /** Until it serves. It does not when it cannot reach its database, and then tries again. */
  async #live(): Promise<void> {
    while (!this.#stopped) {
      const child = fork(resolve(import.meta.dirname, 'cuttable-server.ts'), {
        env: { ...process.env, ...this.#env, PORT: String(this.#port) },
        silent: true,
      });
      this.#child = child;
      const keep = (text: Buffer) => {
        this.#log = (this.#log + text).slice(-KEPT_LOG);
      };
      child.stderr?.on('data', keep);
      child.stdout?.on('data', keep);
      child.once('exit', (_, signal) => {
        if (signal === null) return;
        this.ends++;
        this.#order = { ...this.#order, endAt: null };
      });
      const serves = await new Promise<boolean>((is) => {
        child.once('message', () => is(true));
        child.once('exit', () => is(false));
      });
      if (serves) {
        child.send(this.#order);
        child.once('exit', () => void this.#live());
        return;
      }
      await pause(100);
    }
  }
}

export const freePort = (): Promise<number> =>
  new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => found(port));
    });
  });
