import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { type Application, startApplication } from '../../src/server/application.ts';
import { createLog } from '../../src/server/watch/log.ts';

export interface TestApplication extends Application {
  readonly ws: string;
  /** Lines of the log, from warnings up. */
  readonly log: string[];
}

/** The whole product on a free loopback port and a database in memory; the caller ends it. */
export async function openApplication(env: Record<string, string> = {}): Promise<TestApplication> {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-application-'));
  const log: string[] = [];
  const application = await startApplication(
    parseConfig({ PORT: '0', DATABASE_URL: 'sqlite::memory:', ARTIFACTS_DIR: folder, ...env }),
    { log: createLog('warn', { write: (line) => log.push(line) }) },
  );
  const close = async () => {
    await application.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...application, close, log, ws: application.url.replace('http', 'ws') };
}

/** As `openApplication`, and ends with the test. */
export async function startedApplication(env: Record<string, string> = {}): Promise<TestApplication> {
  const application = await openApplication(env);
  onTestFinished(() => application.close());
  return application;
}
