import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseConfig } from '../../src/config.ts';
import { DomainError } from '../../src/errors.ts';
import type { Application } from '../../src/server/application.ts';
import { createLog } from '../../src/server/watch/log.ts';

const TRAINING_WORKERS = '2';
const HEARTBEAT_MS = '1000';
const HOST = '127.0.0.1';

/** @throws DomainError PORT_IN_USE; nothing was touched then */
export function checkPortFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const why = `Port ${port} cannot be taken (${error.code})`;
      reject(new DomainError('PORT_IN_USE', why, 'Stop the other program, or choose another port: --port 0'));
    });
    probe.listen(port, HOST, () => probe.close(() => resolve()));
  });
}

/** Removes the demo's database and artifacts from a folder, and nothing else. */
export async function removeDemo(folder: string): Promise<void> {
  const names = ['demo.db', 'demo.db-wal', 'demo.db-shm', 'demo-artifacts'];
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
}

/**
 * The whole product on loopback, with an embedded database in a folder; it is not loaded before. The environment may name
 * pages that call it.
 */
export async function startServer(folder: string, port: number): Promise<Application> {
  const config = parseConfig({
    HOST,
    PORT: String(port),
    DATABASE_URL: `sqlite:${join(folder, 'demo.db')}`,
    ARTIFACTS_DIR: join(folder, 'demo-artifacts'),
    TRAINING_WORKERS,
    HEARTBEAT_MS,
    ALLOWED_ORIGINS: process.env.ALLOWED_ORIGINS,
    LOG_LEVEL: process.env.LOG_LEVEL || 'warn',
  });
  const { startApplication } = await import('../../src/server/application.ts');
  return startApplication(config, { log: createLog(config.logLevel) });
}
