import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from './member.ts';

function programsFolder(): string | undefined {
  const found = spawnSync('sh', ['-c', 'command -v initdb']).stdout?.toString().trim();
  const folders = [
    ...(found ? [dirname(found)] : []),
    ...globSync('/usr/lib/postgresql/*/bin').sort().reverse(),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** The server refuses to run as root: then it is whoever owns such servers here. */
function owner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres']).stdout?.toString() || Number.NaN);
  const [uid, gid] = [id('-u'), id('-g')];
  return Number.isNaN(uid) ? { uid: 65_534, gid: 65_534 } : { uid, gid };
}

const programs = programsFolder();

/** Whether this machine has a PostgreSQL server that a test can start. */
export const hasPostgresServer = programs !== undefined;

/** A PostgreSQL server of the test's own on a free port, which can crash and recover. */
export class PostgresServer {
  readonly #port: number;
  readonly #folder: string;
  readonly #owner = owner();
  #child: ChildProcess | undefined;
  #databases = 0;

  private constructor(port: number, folder: string) {
    this.#port = port;
    this.#folder = folder;
  }

  static async start(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'telltale-postgres-'));
    const server = new PostgresServer(await freePort(), folder);
    if (server.#owner) chownSync(folder, server.#owner.uid, server.#owner.gid);
    const options = ['-D', join(folder, 'data'), '-U', 'telltale', '--auth=trust', '--no-sync', '-E', 'UTF8'];
    const made = spawnSync(join(programs as string, 'initdb'), options, { ...server.#owner, cwd: folder });
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
    await server.start();
    return server;
  }

  /** Until it answers. */
  async start(): Promise<void> {
    const settings = [
      `port=${this.#port}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'fsync=off',
    ];
    const options = ['-D', join(this.#folder, 'data'), ...settings.flatMap((setting) => ['-c', setting])];
    this.#child = spawn(join(programs as string, 'postgres'), options, {
      ...this.#owner,
      cwd: this.#folder,
      stdio: 'ignore',
    });
    for (let tries = 0; tries < 600; tries++) {
      if (await this.#run('select 1').catch(() => false)) return;
      await pause(50);
    }
    throw new Error('postgres does not answer');
  }

  /** As when it crashes: connections are cut, nothing is finished, the next start recovers. */
  async crash(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((ended) => child.once('exit', ended));
    child.kill('SIGQUIT');
    await gone;
  }

  /** The address of an empty database. */
  async database(): Promise<string> {
    const name = `gap_${++this.#databases}`;
    await this.#run(`create database ${name}`);
    return this.#url(name);
  }

  async drop(url: string): Promise<void> {
    await this.#run(`drop database ${new URL(url).pathname.slice(1)} with (force)`);
  }

  async stop(): Promise<void> {
    await this.crash();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #url(database: string): string {
    return `postgresql://telltale@127.0.0.1:${this.#port}/${database}`;
  }

  async #run(sql: string): Promise<boolean> {
    const client = new Client({ connectionString: this.#url('postgres'), connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
    return true;
  }
}
