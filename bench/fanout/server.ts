import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../../src/config.ts';
import { startApplication } from '../../src/server/application.ts';
import { createLog } from '../../src/server/watch/log.ts';
import { UNLIMITED } from '../unlimited.ts';
import type { Order, Report } from './messages.ts';
import { openAnomaly } from './plant.ts';
import { startRawServers } from './raw-servers.ts';

/** No heartbeat while it is measured: it would be counted as an event. */
const HEARTBEAT_MS = '3600000';

const folder = mkdtempSync(join(tmpdir(), 'telltale-fanout-'));
const config = parseConfig({
  PORT: '0',
  DATABASE_URL: `sqlite:${join(folder, 'telltale.db')}`,
  ARTIFACTS_DIR: join(folder, 'artifacts'),
  LOG_LEVEL: 'warn',
  HEARTBEAT_MS,
  ...UNLIMITED,
});
const application = await startApplication(config, { log: createLog(config.logLevel) });
const announce = await openAnomaly(application.services);
const raw = await startRawServers();
const report = (message: Report) => process.send?.(message);

async function stop(): Promise<void> {
  await application.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit();
}

process.on('message', (order: Order) => {
  if (order.kind === 'ANNOUNCE') void announce();
  else if (order.kind === 'STOP') void stop();
  else if (order.kind === 'CPU') {
    const { user, system } = process.cpuUsage();
    report({ kind: 'CPU', microseconds: user + system });
  } else raw.send(order.frame);
});
process.on('disconnect', () => void stop());
report({
  kind: 'READY',
  urls: {
    ours: { websocket: application.url.replace('http', 'ws'), eventStream: application.url },
    raw: raw.urls,
  },
});
