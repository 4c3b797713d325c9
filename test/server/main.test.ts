import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { post } from './running-server.ts';

const main = resolve(import.meta.dirname, '../../src/main.ts');

interface Started {
  readonly process: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly exit: Promise<number | null>;
}

function start(env: Record<string, string>, args: string[] = []): Started {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-main-'));
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, PORT: '0', ...env },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += chunk));
  child.stderr.on('data', (chunk) => (output.stderr += chunk));
  const exit = new Promise<number | null>((done) => child.on('exit', done));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
    rmSync(folder, { recursive: true, force: true });
  });
  return { process: child, output, exit };
}

/** The address that the server printed. */
function urlOf({ process: child, output, exit }: Started): Promise<string> {
  return new Promise((found, failed) => {
    child.stdout?.on('data', () => {
      const url = /http:\/\/\S+\/graphql/.exec(output.stdout);
      if (url && output.stdout.includes('/health/ready\n')) found(url[0]);
    });
    exit.then(() => failed(new Error(`ended: ${output.stderr}`)));
  });
}

describe('npm start', () => {
  it('prints where it serves, is ready, and stops on a signal with goodbye to its sockets', async () => {
    const server = start({});
    const url = await urlOf(server);
    expect(server.output.stdout).toContain(url.replace('http', 'ws'));
    expect((await fetch(new URL('/health/ready', url))).status).toBe(200);
    expect((await post(url, '{ __typename }')).body).toMatchObject({ data: { __typename: 'Query' } });
    const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
    await new Promise((done) => socket.on('open', done));
    const closed = new Promise((done) => socket.on('close', done));
    // npm passes on what the terminal has already sent: the second is no wish to be quicker.
    server.process.kill('SIGINT');
    server.process.kill('SIGTERM');
    expect(await closed).toBe(1001);
    expect(await server.exit).toBe(0);
    expect(server.output.stderr).not.toMatch(/"level":[456]0/);
  });

  it('says that its port is in use, and ends with 1', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const server = start({ PORT: String(port) });
    expect(await server.exit).toBe(1);
    expect(server.output.stderr).toBe(
      `127.0.0.1:${port} is in use. Stop the other program, or set PORT to another port.\n`,
    );
  });

  it('names everything that is wrong with its configuration, and ends with 2', async () => {
    const server = start({ PORT: 'x', HOST: '0.0.0.0', LOG_LEVEL: 'loud' });
    expect(await server.exit).toBe(2);
    for (const name of ['PORT', 'HOST', 'LOG_LEVEL', 'AUTH_TOKENS'])
      expect(server.output.stderr).toContain(name);
    expect(server.output.stderr).not.toContain('    at ');
  });

  it('says that its database cannot be opened, without its password, and ends with 1', async () => {
    const server = start({ DATABASE_URL: 'postgresql://someone:hunter2@127.0.0.1:1/nothing' });
    expect(await server.exit).toBe(1);
    expect(server.output.stderr).toMatch(/^Telltale could not start: /);
    expect(server.output.stderr).not.toContain('hunter2');
  });

  it('lists every variable on --help, and refuses what it does not know', async () => {
    const help = start({}, ['--help']);
    expect(await help.exit).toBe(0);
    for (const name of ['HOST', 'DATABASE_URL', 'AUTH_TOKENS', 'HEARTBEAT_MS']) {
      expect(help.output.stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect(await start({}, ['--port', '1']).exit).toBe(2);
  });
});
