import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Location } from '../../src/config/artifact-settings.ts';

const PROGRAM = join(import.meta.dirname, 's3-server-process.ts');
const BUCKET = 'telltale-test';

/** An S3 server of the test's own in a process of its own, which can be killed and started again. */
export class S3Server {
  readonly #folder: string;
  #port = 0;
  #child: ChildProcess | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async start(): Promise<S3Server> {
    const server = new S3Server(await mkdtemp(join(tmpdir(), 'telltale-s3-')));
    await server.start();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The port stays the same from the first start on. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [PROGRAM, this.#folder, `${this.#port}`, BUCKET], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    this.#port = await new Promise<number>((ready, failed) => {
      child.stdout.on('data', (text) => {
        const [, port] = /listening on (\d+)/.exec(`${text}`) ?? [];
        if (port) ready(Number(port));
      });
      child.once('exit', () => failed(new Error(`the S3 server ended before it was ready: ${said}`)));
    });
  }

  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.#child?.once('exit', resolve));
    this.#child?.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Where the server keeps the bytes of an object. */
  fileOf(key: string): string {
    return join(this.#folder, BUCKET, `${key}._S3rver_object`);
  }

  /** The bucket as the product sees it, with the key that the server takes. */
  location(change: Partial<S3Location> = {}): S3Location {
    return {
      endpoint: this.url,
      region: 'us-east-1',
      bucket: BUCKET,
      prefix: 'plant-1/',
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
      sessionToken: null,
      timeoutMs: 20_000,
      ...change,
    };
  }
}
