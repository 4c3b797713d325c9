import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = process.env.REDIS_SERVER_PATH ?? 'redis-server';

/** Whether this machine has a Redis server that a test can start. */
export const hasRedisServer = spawnSync(program, ['--version']).status === 0;

/** A Redis server of the test's own on a free port, which can be killed and started again. */
export class RedisServer {
  readonly url: string;
  readonly #port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'telltale-redis-'));
  #child: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
    this.url = `redis://127.0.0.1:${port}`;
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const options = ['--port', `${this.#port}`, '--save', '', '--dir', this.#folder, '--bind', '127.0.0.1'];
    const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#child = child;
    await new Promise<void>((ready, failed) => {
      child.stdout.on('data', (text) => `${text}`.includes('Ready to accept connections') && ready());
      child.once('exit', () => failed(new Error('redis-server ended before it was ready')));
    });
  }

  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.#child?.once('exit', resolve));
    this.#child?.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
